"""The countersigning patterns of docs/actions.md, with the very conditions that stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .build import diagram, end, flows, many, start, user
from .run import Run

DOCS = Path(__file__).resolve().parents[2] / "docs" / "actions.md"
UNITS = ["甲", "乙", "丙", "丁"]
YES, NO = "同意", "不同意"


def condition(pattern: str) -> str | None:
    """The completion condition of a row of the table."""
    row = next(line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {pattern}"))
    found = re.search(r"`(=[^`]+)`", row)
    return found.group(1) if found else None


def signing(pattern: str, sequential: bool = False, **data) -> Run:
    loop = many("=units", "unit", "votes", "=vote", sequential=sequential, until=condition(pattern))
    source = diagram(start(), user("sign", loop), user("after"), end(), flows("s sign after e"))
    return Run(source, {"units": UNITS, **data})


def votes(run: Run, *given: str) -> int:
    """Vote in order until the countersigning is over; how many were needed."""
    for n, vote in enumerate(given, 1):
        run.done("sign", vote=vote)
        if run.open == ["after"]:
            return n
    return 0


@pytest.mark.parametrize(
    ("pattern", "given", "needed"),
    [
        ("all", [YES, NO, YES, YES], 4),
        ("any approval", [NO, NO, YES], 3),
        ("any approval", [NO, NO, NO, NO], 4),
        ("ratio", [YES, NO, YES], 3),  # half of four approve
        ("ratio", [NO, NO, NO], 3),  # half can no longer approve
        ("ratio", [NO, YES, NO, YES], 4),
        ("in turn", [YES, NO], 2),
        ("in turn", [YES, YES, YES, YES], 4),
    ],
)
def test_it_is_over_when_the_table_says(pattern, given, needed):
    run = signing(pattern, sequential=pattern == "in turn", ratio=0.5)
    assert votes(run, *given) == needed
    assert [vote for vote in run.data["votes"] if vote is not None] == given


def test_in_turn_asks_one_at_a_time():
    run = signing("in turn", sequential=True)
    for unit in UNITS:
        (task,) = run.execution.waiting().tasks
        assert task.variables["unit"] == unit
        run.done("sign", vote=YES)
    assert run.open == ["after"]
