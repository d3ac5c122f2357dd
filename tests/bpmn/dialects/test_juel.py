"""JUEL read into a tree and written as FEEL; what asks a program of the old system is told as untranslatable."""

from __future__ import annotations

import random

import pytest

from engine import feel as our_feel
from engine.bpmn.dialects.juel import Untranslatable, parse
from engine.bpmn.dialects.translation import Names, feel
from engine.words import OFFICE_FUNCTIONS
from tests import seeds


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${days > 3}", "days > 3"),
        ("${days gt 3 and money le 100.5}", "days > 3 and money <= 100.5"),
        ("${approved}", "approved = true"),
        ("${!approved}", "not(approved = true)"),
        ("${approved == 'true'}", "approved = true"),
        ("${(a || b) && c}", "(a = true or b = true) and c = true"),
        ("${kind == '财务' || kind eq 'x'}", 'kind = "财务" or kind = "x"'),
        ("${'同意'.equals(outcome)}", 'outcome = "同意"'),
        ("${execution.getVariable('a') != null}", "a != null"),
        ("${var:eq(day, 3)}", "day = 3"),
        ("${variables:lowerThan(day, 3)}", "day < 3"),
        ("${3 < day}", "day > 3"),
        ("${nrOfCompletedInstances / nrOfInstances >= 0.5}", "numberOfCompletedInstances / numberOfInstances >= 0.5"),
        ("#{initiator == handler}", "starter = handler"),
        ("${a ? 'x' : 'y'}", 'if a = true then "x" else "y"'),
        ("${list.contains(x)}", "list contains(list, x)"),
        ("${list.size() > 2}", "count(list) > 2"),
        ("${rows[0].name == 'a'}", 'rows[1].name = "a"'),
        ("${1 + 2 * (3 - a)}", "1 + 2 * (3 - a)"),
        ("${a - (b - c)}", "a - (b - c)"),
        ("${-a % 3}", "modulo(-a, 3)"),
        ("${name.startsWith('区')}", 'starts with(name, "区")'),
        ("${dept['code']}", "dept.code"),
    ],
)
def test_an_expression_says_the_same_in_feel(theirs: str, ours: str) -> None:
    written = feel(theirs, Names(), truth=theirs.startswith(("${a", "${!a", "${(a", "${k")) and "?" not in theirs)
    assert written == ours
    our_feel.compile(written, OFFICE_FUNCTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "${userService.findLeader(x)}", "${execution.setVariable('a', 1)}", "${''.getClass().forName('x')}", "${a +}",
        "${a b}", "", "${", "${a[b]}", "${a == 1; b}", "${new Date()}", "${a.b()}", "${@x}", "${execution}",
        "${" + "(" * 500 + ")" * 500 + "}", "${" + "a" * 3000 + "}", "${!" * 100, "${a?b}", "${mailService.send(a)}",
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
def test_a_program_is_never_translated(text: str) -> None:
    with pytest.raises(Untranslatable):
        feel(text, Names())


def test_any_text_is_translated_or_refused() -> None:
    seed = seeds.seed(10**9)
    print(f"seed {seed}")
    rng = random.Random(seed)
    pieces = ["a", "b.c", "'x'", "1", "true", " == ", " && ", "!", "(", ")", "?", ":", "[", "]", ".size()", " or ", "empty ", ","]
    translated = 0
    for _ in range(3_000):
        text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 9)))
        try:
            written = feel(text, Names(), truth=rng.random() < 0.5)
        except Untranslatable:
            continue
        our_feel.compile(written, OFFICE_FUNCTIONS)
        translated += 1
    assert translated > 100


def test_names_tell_what_they_are_compared_with() -> None:
    names = Names()
    for text in ("${route == 'a'}", "${route == 'b'}", "${days >= 3}", "${ok}", "${people.size() > 0}"):
        feel(text, names, truth=True)
    used = names.used
    assert used["route"].texts == ["a", "b"] and used["days"].numbers and used["ok"].truth and used["people"].many


def test_a_tree_is_what_was_written() -> None:
    assert parse("a.b(c)[1]").kind == "index"
