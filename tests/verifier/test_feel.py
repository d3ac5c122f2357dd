"""One text, two implementations: the same value, or the verifier says that it did not verify it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from engine import feel
from engine.verifier import feel as own
from tests.feel.growing import Grower
from tests.feel.test_fuzz import CONTEXT, EXPRESSIONS
from tests.verifier.calls import Caller
from tests.verifier.corpus import PROCESSES, Data, expressions
from tests.verifier.office import AT, environment, functions
from tests.verifier.showing import NOT_VERIFIED, engine, show, verifier

SEEDS = (20260213, 97)
BARE = feel.Environment(now=AT)


def judged(pairs: Iterable[tuple[str, str, str]], share: float) -> str:
    """Counts (text, ours, theirs); fails on a difference and when more than that share was not verified."""
    same = open_ = nulls = 0
    different: list[str] = []
    for text, ours, theirs in pairs:
        same += ours == theirs
        nulls += ours == "None"
        if theirs.startswith(NOT_VERIFIED) or ours.startswith("refused"):
            open_ += ours != theirs
        elif ours != theirs:
            different.append(f"{text}: engine {ours}, verifier {theirs}")
    told = f"{same} the same ({nulls} null), {open_} not verified, {len(different)} different"
    assert not different, told + "\n" + "\n".join(different[:20])
    assert open_ <= share * (same + open_), told
    return told


def pair(text: str, variables: dict[str, Any]) -> tuple[str, str, str]:
    ours = engine(lambda: feel.evaluate(text, variables, BARE))
    return text, ours, verifier(lambda: own.evaluate(text, variables, AT, names=names_in(variables)))


def names_in(variables: Any) -> set[str]:
    """The engine's `evaluate` knows the names in its context; the verifier is told them."""
    if isinstance(variables, dict):
        return set(variables).union(*map(names_in, variables.values()))
    return set().union(*map(names_in, variables)) if isinstance(variables, list) else set()


@pytest.mark.parametrize("number", SEEDS)
def test_every_expression_of_the_procedures(number: int) -> None:
    data = Data(number)
    texts = expressions()
    assert len(texts) > 800
    pairs = []
    for folder in sorted(PROCESSES.iterdir()):
        procedure = (folder / "procedure.toml").read_text("utf-8")
        known, own_known = environment(procedure), functions(procedure)
        for text in (text for text, place in texts.items() if place.startswith(f"{folder.name}/")):
            for _ in range(3):
                variables = data.variables(text)
                ours = engine(lambda: feel.evaluate(text, variables, known))  # noqa: B023
                theirs = verifier(lambda: own.evaluate(text, variables, AT, own_known))  # noqa: B023
                pairs.append((f"{text} {variables}", ours, theirs))
    print(f"seed {number}: {judged(pairs, 0.01)}")


@pytest.mark.parametrize("number", SEEDS)
def test_the_grown_expressions_given_to_feelin(number: int) -> None:
    grower = Grower(number)
    print(f"seed {number}: {judged((pair(grower.any(), {}) for _ in range(1_500)), 0)}")


@pytest.mark.parametrize("number", SEEDS)
def test_calls_of_every_function(number: int) -> None:
    """Among them many that the standard does not decide, such as ranges of different kinds."""
    caller = Caller(number)
    pairs = (pair(text, {}) for text in (caller.any() for _ in range(4_000)) if not is_open(text))
    print(f"seed {number}: {judged(pairs, 0.01)}")


def is_open(text: str) -> bool:
    """Where each side has its own answer and the standard none: text of strange keys, open ranges of other kinds."""
    return any(part in text for part in ("context put(", "(<5)")) or ("union(" in text and "[[" in text)


@seed(SEEDS[0])
@settings(
    max_examples=800, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(EXPRESSIONS)
def test_any_expression(text: str) -> None:
    _, ours, theirs = pair(text, CONTEXT)
    note(f"{text}: engine {ours}, verifier {theirs}")
    assert ours == theirs or theirs.startswith(NOT_VERIFIED) or ours.startswith("refused")


CELLS = """
特急 | "特急","加急"
平件 | not("平件")
5 | > 3
5 | [1..5)
5 | ]1..5]
5 | < 3, > 4
5 | not(< 3, > 4)
null | -
null | null
null | not(null, "")
x | not(null, "")
5 | ? > 3 and ? < 9
特急件 | starts with(?, "特")
5 | [1, 5, 7]
5 | 限额
5 | > 限额
true | true
false | true
x | 5
null | > 3
2026-02-13 | date("2026-01-01")
5 | 4 + 1
x | contains(?, "y")
5 | count(名单) > 2
5 | count(名单) > 3
null | count(名单) > 2
5 | ?
5 | ? + 1
true | 1 = 1
false | 1 = 1
5 | true
"""


@pytest.mark.parametrize("row", [row for row in CELLS.splitlines() if row.strip()])
def test_cells(row: str) -> None:
    given_, _, cell = row.partition(" | ")
    value = {"null": None, "true": True, "false": False, "5": 5}.get(given_, given_)
    known = {"限额": 5, "名单": ["甲", "乙", "丙"]}
    ours = engine(lambda: feel.unary_test(cell, value, known, BARE))
    assert verifier(lambda: own.test(cell, value, known, AT)) == ours


def test_data_does_not_change_how_a_text_is_read() -> None:
    """A variable that is called like an expression, or like a part of one, is only data."""
    hostile = {"a": 1, "b": 2, "a + b": 99, "a >": 7, 'a = 1 or "x"': True, "if": 0}
    assert show(own.evaluate("a + b", hostile)) == "3"
    assert own.evaluate("if a > b then 1 else 2", hostile) == 2
    assert show(own.evaluate("a + b", hostile, names=["a + b"])) == "99"


def test_a_difference_would_be_seen() -> None:
    """The comparison itself tells values apart by kind, digits and content."""
    with pytest.raises(AssertionError, match="1 different"):
        judged([("a", "1", "1"), ("b", "1", "1.0")], 1)
    with pytest.raises(AssertionError, match="1 not verified"):
        judged([("a", "1", "1"), ("b", "1", f"{NOT_VERIFIED}: x")], 0.1)
    assert pair('"1"', {})[1] != pair("1", {})[1]
    assert pair("1.0", {})[1] != pair("1", {})[2]
    assert pair("0.0", {})[1] == pair("0", {})[2]


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        ("not([0..3))", 5, True),  # a range open at its end inside not(...)
        ("not([0..3))", 1, False),
        ("not((0..3])", 3, False),
        ("not(9, [0..3))", 9, False),
    ],
)
def test_cells_by_the_standard(cell: str, value: int, holds: bool) -> None:
    assert own.test(cell, value, {}) is holds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('substring("PT", 1, 1E30)', "'PT'"),  # a length beyond the end gives the rest
        ("modulo(1E30, 1E-5)", "0"),
        ("count(distinct values([3, [3]]))", "1"),  # a list of one is equal to its item
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(40)}.r > 1E47", "True"),
        ("[1..10[.end included", "False"),
        ("{a b: 1, c: a b + 1}.c", "2"),
        ("for x in 1..3, y in x..3 return x * y", "[1, 2, 3, 4, 6, 9]"),
        ("(function(a, b) a - b)(b: 1, a: 3)", "2"),
        ('replace("abcabc", "(?:a(b))", "[$1]")', "'[b]c[b]c'"),
        ('split("a1b22c", "\\d+")', "['a', 'b', 'c']"),
        ('matches("特急件", "^\\p{Lo}+$")', "True"),
        ('date("2026-01-31") + duration("P1M")', "date 2026-02-28"),
        ('week of year(date("2027-01-01"))', "53"),
        ("-2 ** 2", "4"),
    ],
)
def test_values_by_the_standard(text: str, value: str) -> None:
    assert verifier(lambda: own.evaluate(text, {}, AT)) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unheard(1)", "不认识的函数"),
        ("random number()", "随机数"),
        ("1 instance of tUnknown", "不认识的类型"),
        ("(function(a) external {java: 1})(1)", "外部函数"),
        ('matches("aa", "(a)\\1")', "未予核验"),
        ("before(range: [1..3], point: 5)", "两种解释"),
        ("1 in [[1, 2], [3]]", "没有规定"),
        ("1 +", "第4个字符"),
        ("now()", "没有给出时刻"),
    ],
)
def test_what_is_not_verified_is_named(text: str, reason: str) -> None:
    assert reason in verifier(lambda: own.evaluate(text, {}))
