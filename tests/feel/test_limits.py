"""Attacks: each ends within 50 ms of CPU time and bounded memory, with an error that says why, or a plain value."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator

import pytest

from engine.feel import Environment, FeelError, Limits, compile, evaluate
from engine.feel.expression import _compile

MILLISECONDS = 50
DOUBLING = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]"
LONG = 'string join(for i in 1..5000 return "aaaaaaaaaa", "")'

A100 = "a" * 100

ATTACKS = {
    "for i in 1..1000000000 return i": "feel_list_limit",
    "some i in 1..10**9 satisfies i < 0": "feel_too_long",
    "every i in 1..1000000000 satisfies true": "feel_too_long",
    "for a in 1..1000, b in 1..1000, c in 1..1000 return a*b*c": "feel_too_long",
    'for d in @"-999999999-01-01"..@"999999999-01-01" return d': "feel_list_limit",
    "(" * 10_000 + "1" + ")" * 10_000: "feel_text_too_long",
    "(" * 4_000 + "1" + ")" * 4_000: "feel_too_deep",
    "[" * 9_000: "feel_too_deep",
    "-" * 9_000 + "1": "feel_too_deep",
    "x in (" * 1_600: "feel_too_deep",
    "if true then " * 700: "feel_too_deep",
    "a" + ".a" * 4_000: "feel_too_deep",
    "x instance of " + "list<" * 1_500: "feel_too_deep",
    "1" + "+1" * 20_000: "feel_text_too_long",
    "1E999999": "feel_number_out_of_range",
    "{f: function(n) f(n + 1) + 1, r: f(1)}.r": "feel_recursion",
    "{f: function(n) for i in 1..10 return f(n), r: f(1)}.r": "feel_recursion",
    "{f: function(n) if n > 12 then n else f(n + 1) + f(n + 1) + f(n + 1), r: f(1)}.r": "feel_too_long",
    '{f: function(s) f(s + s), r: f("abcdefgh")}.r': "feel_text_limit",
    'for i in 1..1000 return if i = 1 then "x" else partial[-1] + partial[-1]': "feel_text_limit",
    "for i in 1..100 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])": "feel_list_limit",
    f'string join(for i in 1..5000 return "{A100}", "")': "feel_text_limit",
    DOUBLING: "feel_result_limit",
    f"string({DOUBLING})": "feel_too_long",
    f"flatten({DOUBLING})": "feel_too_long",
    f"{{l: {DOUBLING}, r: l = l}}.r": "feel_too_long",
    f"({DOUBLING}) instance of list<list<list<number>>>": "feel_too_long",
    "for i in 1..10000 return partial": "feel_too_long",
    "for i in 1..500 return [partial[-1]]": "feel_result_limit",
    "distinct values(for i in 1..10000 return [i])": "feel_too_long",
    "sort(for i in 1..10000 return -i, function(x, y) x < y)": "feel_too_long",
    "for i in 1..1000 return string(1E6144)": "feel_too_long",
    "for i in 1..10000 return exp(i / 7)": "feel_too_long",
    "for i in 1..10000 return log(i)": "feel_too_long",
    "for i in 1..10000 return i ** 0.1234567": "feel_too_long",
    'for i in 1..10000 return time("10:00:00@X" + string(i))': "feel_too_long",
    'for i in 1..10000 return matches("abc", "a" + string(i))': "feel_too_long",
    f'matches({LONG}, "(a?){{500}}(a){{500}}b")': "feel_too_long",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+\\1b$")': "feel_too_long",
    f'matches({LONG}, "(a*)*\\1b")': "feel_too_long",
}
HARMLESS = {
    "9**9**9": "1966270504755529136180759085269121" + "0" * 44,
    "(9**9)**(9**9)": "null",
    "1.0000000000000000000000000000000001 ** 9999999999999999999999999999999999": None,
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")': "false",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa|a?)*$")': "false",
    f'matches({LONG}, "(.*)(.*)(.*)(.*)(.*)(.*)x")': "false",
    "count([1..10**12])": "1",
    'duration("P999999999999999999Y") * 1E6000': "null",
    'date("2026-01-01") + duration("P999999999999999999D")': "null",
    "decimal(1, -6111)": "0",
    "1" + "+1" * 4_900: "4901",
}


@pytest.fixture(autouse=True)
def set_the_rest_of_the_process_aside() -> Iterator[None]:
    """What other tests left on the heap is not scanned by the garbage collector while we measure."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def cpu(text: str) -> tuple[float, object]:
    """CPU milliseconds of compiling and evaluating, nothing cached; the better of two, and what came of it."""
    best, outcome = float("inf"), None
    for _ in range(2):
        _compile.cache_clear()
        begun = time.process_time()
        try:
            outcome = evaluate(text)
        except FeelError as error:
            outcome = error
        best = min(best, (time.process_time() - begun) * 1000)
    return best, outcome


@pytest.mark.parametrize(("text", "code"), ATTACKS.items(), ids=lambda v: str(v)[:60])
def test_an_attack_is_stopped(text: str, code: str) -> None:
    spent, outcome = cpu(text)
    assert isinstance(outcome, FeelError) and outcome.code == code, outcome
    assert outcome.zh and outcome.en
    assert spent <= MILLISECONDS


@pytest.mark.parametrize(("text", "value"), HARMLESS.items(), ids=lambda v: str(v)[:60])
def test_a_strange_text_is_only_a_value(text: str, value: str | None) -> None:
    from engine.feel import write

    spent, outcome = cpu(text)
    assert not isinstance(outcome, FeelError)
    assert value is None or write(outcome) == value
    assert spent <= MILLISECONDS


def test_memory_stays_bounded() -> None:
    """All attacks together do not raise the peak of the process by more than a few dozen megabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in ATTACKS:
        cpu(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_the_same_work_costs_the_same_steps() -> None:
    from engine.feel import Evaluation

    expression = compile('sum(for i in 1..100 return i * 2) + count(split("a;b", ";"))')
    left = set()
    for _ in range(3):
        evaluation = Evaluation()
        expression.run({}, evaluation)
        left.add(evaluation.steps)
    assert len(left) == 1


def test_an_office_sized_list_fits_the_budget() -> None:
    people = [{"name": f"人{n}", "unit": f"局{n % 40}", "n": n} for n in range(2_000)]
    found = evaluate('count(people[unit = "局3" and n > 100])', {"people": people})
    assert found == sum(1 for p in people if p["unit"] == "局3" and int(str(p["n"])) > 100)


def test_limits_are_the_callers() -> None:
    environment = Environment(limits=Limits(steps=10))
    with pytest.raises(FeelError):
        evaluate("for i in 1..100 return i", {}, environment)
    with pytest.raises(FeelError, match="10个字符"):
        evaluate("1 + 1 + 1 + 1 + 1", {}, Environment(limits=Limits(text=10)))


def test_a_deep_python_stack_is_no_other_error() -> None:
    """Called from deep within, the recursion limit of Python is met first; it too is a FeelError."""
    text = "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(60)}.r"

    def descend(levels: int) -> object:
        return descend(levels - 1) if levels else evaluate(text)

    try:
        descend(850)
    except FeelError as error:
        assert error.code in ("feel_too_deep", "feel_recursion")
