"""督查督办: an item is not closed by feedback but by 核查 and 销号 (domain.md inventory 33); read off the diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from engine.definition import Package, compile_package

FOLDER = Path(__file__).resolve().parents[2] / "processes/supervision"
DEFINITION = compile_package(Package.from_folder(FOLDER))


def reached(start: str, without: Iterable[str] = ()) -> set[str]:
    """Every element that a token from `start` can come to when it may not pass `without`."""
    after: dict[str, set[str]] = defaultdict(set)
    for flow in DEFINITION.process.flows.values():
        after[flow.source].add(flow.target)
    closed = set(without)
    found: set[str] = set()
    todo = [start]
    while todo:
        for target in after[todo.pop()] - closed - found:
            found.add(target)
            todo.append(target)
    return found


@pytest.mark.parametrize("step", ["check", "record_check", "checked", "close", "record_item"])
def test_feedback_alone_never_closes(step: str) -> None:
    assert "item_closed" in reached("work")
    assert "item_closed" not in reached("work", without=[step])


@pytest.mark.parametrize("start", ["acknowledge", "rule_duty", "work", "supplement", "rework", "normalise"])
def test_nothing_before_the_check_leads_past_it(start: str) -> None:
    assert "close" not in reached(start, without=["check"])


def test_what_is_not_taken_up_is_never_handed_to_a_unit() -> None:
    assert "item" in reached("start")
    for approval in ("head_review", "approve", "number", "decompose", "issue"):
        assert "item" not in reached("start", without=[approval])
        assert "item" not in reached("start_message", without=[approval])


def test_every_end_has_its_name() -> None:
    assert set(DEFINITION.procedure.ends.values()) == {"已销号(按期)", "已销号(逾期)", "不予立项", "转常态化", "终止"}
