"""Texts erased by law, bodies erased wholly, references not enclosed: named as not verified, never taken for a fault."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.verifier.bpmn.expressions import ERASED
from tests.verifier.histories import Histories
from tests.verifier.procedures import office_at, play


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Histories, int]]:
    folder: Path = tmp_path_factory.mktemp("erased")
    office, clock = office_at(folder)
    instance = play(office, clock)
    yield Histories(office), instance
    office.database.dispose()


def without(value: Any, text: str) -> Any:
    """The value with this text erased wherever it stands alone."""
    if isinstance(value, dict):
        return {key: without(one, text) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, text) for one in value]
    return ERASED if value == text else value


def test_an_erased_text_that_routes_nothing_leaves_everything_verified(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    for text in ("关于综合事项的函", "同意。"):
        found = histories.judge(instance, without(histories.events(instance), text))
        assert found.fault is None and found.unverified == [] and found.state == "completed"


def test_an_erased_answer_is_taken_as_recorded_where_it_decides(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    found = histories.judge(instance, without(histories.events(instance), "是"))  # whether a legal review is needed
    assert found.fault is None and found.state == "completed"
    assert [(one.seq, one.what) for one in found.unverified] == [(5, "expression")]
    assert "need_legal" in found.unverified[0].zh


def test_where_the_rounds_cannot_be_known_the_path_is_given_up_and_says_so(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    events = histories.events(instance)
    for one in events[3:5]:  # two votes of the countersigning
        one["body"]["values"]["vote"] = one["body"]["variables"]["vote"] = one["body"]["result"] = ERASED
    found = histories.judge(instance, events)
    assert found.fault is None
    assert {one.seq for one in found.unverified} == {4, 5, 6, 7, 8} and found.variables == {}
    assert found.open_tasks == []  # the books go on


def test_after_an_erased_body_nothing_is_judged_and_every_event_is_named(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    events = histories.events(instance)
    events[2]["body"] = {}
    found = histories.judge(instance, events)
    assert found.fault is None and [one.seq for one in found.unverified] == [3, 4, 5, 6, 7, 8]


def test_an_organization_that_is_not_enclosed_is_named(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    events = copy.deepcopy(histories.events(instance))
    events[1]["body"]["in_force"]["organization"] = "0" * 64
    found = histories.judge(instance, events)
    assert found.fault is None
    assert found.unverified[0].seq == 2 and found.unverified[0].what == "event"
    assert {one.seq for one in found.unverified} >= {2, 3, 8}


def test_who_may_not_is_found_even_where_the_path_is_given_up(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    events = copy.deepcopy(histories.events(instance))
    events[1]["body"]["in_force"]["organization"] = "0" * 64
    events[7]["meta"]["who"], events[7]["body"]["signature"] = "U12", "农有余"
    found = histories.judge(instance, events)
    assert found.fault is not None and (found.fault.seq, found.fault.code) == (8, "not_entitled")


def test_an_unreadable_definition_is_named(kept: tuple[Histories, int]) -> None:
    from engine.verifier.bpmn import reexecute

    histories, instance = kept
    references = histories.references
    found = reexecute(histories.events(instance), {}, references["organization"], references["calendar"])
    assert found.fault is None and found.unverified[0].what == "definition"
    hostile = {"procedure.toml": b'process = "p"', "process.bpmn": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    found = reexecute(histories.events(instance), hostile, references["organization"], references["calendar"])
    assert found.fault is None and found.unverified[0].what == "definition"


def test_broken_records_are_a_fault_not_a_crash(kept: tuple[Histories, int]) -> None:
    histories, instance = kept
    for broken in ({"moved": 5}, {"moved": {}}, {"task": "x"}, {"in_force": {}}):
        events = histories.events(instance)
        events[1]["body"] |= broken
        found = histories.judge(instance, events).fault
        assert found is not None and found.seq == 2
