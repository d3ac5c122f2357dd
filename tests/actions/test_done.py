"""回避 looks at one's own round: what was done for another item bars nobody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.task import beside, done_by


def row(key: str, element: str, by: str, behalf: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(key=key, element=element, closed_by=by, on_behalf_of=behalf)


ROWS = [
    row("check#1", "check", "O5"),
    row("items#1/[0]/verify#1", "verify", "O9", "O10"),
    row("items#1/[1]/verify#1", "verify", "O3"),
    row("items#1/[1]/inner#1/look#1", "look", "O2"),
]


def test_all_of_it_without_a_task():
    assert done_by("U1", ROWS) == {
        "start": {"U1"}, "check": {"O5"}, "verify": {"O9", "O10", "O3"}, "look": {"O2"},
    }  # fmt: skip


def test_rounds_beside_ones_own_do_not_count():
    assert done_by("U1", ROWS, "items#1/[0]/close#1") == {"start": {"U1"}, "check": {"O5"}, "verify": {"O9", "O10"}}
    assert done_by("U1", ROWS, "items#1/[1]/close#2")["verify"] == {"O3"}
    assert done_by("U1", ROWS, "archive#1")["verify"] == {"O9", "O10", "O3"}, "a step after the rounds sees them all"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("a#1/[0]", "a#1/[1]", True), ("a#1/[0]", "a#1/[0]~1", True), ("a#1/[0]/b#1", "a#1/[0]/b#2", False),
        ("a#1/[0]", "a#2/[1]", False), ("a#1", "a#1/[1]", False), ("a#1/[0]/b#1+3", "a#1/[1]/b#1", True),
    ],
)  # fmt: skip
def test_what_stands_beside_what(one, other, apart):
    assert beside(one, other) is apart
