"""Choices must agree with each other: the same condition, its denial, values compared with constants, and writes."""

from __future__ import annotations

import pytest

from engine.bpmn import check

from ..build import diagram, end, flows, par, script, start, user, when, xor


def forked(first: str, second: str, between: str = '=""') -> bytes:
    """Forked under `first`; joined under `second`, read after a step that sets `between`. Sound when they agree."""
    return diagram(
        start(), xor("g", "m"), par("f"), user("a", outputs={"o": "=o"}), xor("m"), script("x", between, "v"),
        xor("h", "e2"), par("j"), end(), end("e2"), flows("s g m x h e2", "f m", "f a j", "j e"),
        when("g", "f", first), when("h", "j", second),
    )  # fmt: skip


def faults(source: bytes) -> set[str]:
    return {f.code for f in check({"p.bpmn": source}) if f.code not in ("default_missing",)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("=x", "=x"),
        ("=x > 5", "=not(x <= 5)"),
        ("=x > 5", "=5 < x"),
        ('=kind = "a" or kind = "b"', '=kind in ("a", "b")'),
        ("=x between 1 and 3", "=x >= 1 and x <= 3"),
        ('=form.kind != "a"', '=not(form.kind = "a")'),
        ("=x = null", "=not(x != null)"),
        ("=count(list) > 2", "=count( list )>2"),
        ("=a > b", "=not(a <= b)"),
        ("=x and y", "=not(not(x) or not(y))"),
        ("=x < -1", "=not(x >= -1)"),
    ],
)
def test_conditions_that_say_the_same_agree(first: str, second: str) -> None:
    assert faults(forked(first, second)) == set()


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        ("=x > 5", "=x > 4", '=""'),  # 4.5 tells them apart
        ("=x", "=y", '=""'),
        ('=kind = "a"', '=kind = "b"', '=""'),
        ("=v > 5", "=v > 5", "=v + 1"),  # set in between
        ('=list contains(holders("x"), "p")', '=list contains(holders("x"), "p")', '=""'),  # the office may change
        ("=now() > t", "=now() > t", '=""'),
        ("=x = true", "=x = 1", '=""'),
    ],
)
def test_conditions_that_may_differ_are_not_taken_for_the_same(first: str, second: str, between: str) -> None:
    assert faults(forked(first, second, between)), (first, second)


def test_a_constant_written_in_between_counts() -> None:
    """Whatever v was, it is "b" when it is read again, so the second condition always holds and its default never."""
    found = check({"p.bpmn": forked('=v = "a"', '=v = "b"', '="b"')})
    assert {(f.code, f.element) for f in found} == {("deadlock", "j"), ("dead_task", "e2")}


def test_a_task_without_output_mappings_may_set_anything() -> None:
    parts = [start(), xor("m"), user("a"), xor("g", "m"), end(), flows("s m a g m"), when("g", "e", "=ok")]
    assert faults(diagram(*parts)) == set()
    parts[2] = user("a", outputs={"other": "=1"})
    assert faults(diagram(*parts)) == {"endless_loop"}
