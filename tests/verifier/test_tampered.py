"""Histories changed by hand so that every hash would fit again: what they then say is found not to be possible."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.verifier.bpmn import Findings, reexecute
from tests import seeds
from tests.verifier.histories import Histories
from tests.verifier.procedures import office_at, play

Events = list[dict[str, Any]]


@dataclass
class Kept:
    """Two matters of one office: one of a small sum, one of a large; and what they were judged by."""

    histories: Histories
    id: int
    events: Events
    other: Events

    def judge(self, events: Events, **replaced: Any) -> Findings:
        files, _ = self.histories.definition(self.id)
        given = {
            "definition": files, "organizations": self.histories.references["organization"],
            "calendars": self.histories.references["calendar"], **replaced,
        }  # fmt: skip
        return reexecute(events, **given)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder: Path = tmp_path_factory.mktemp("kept")
    office, clock = office_at(folder)
    mine = play(office, clock)
    (folder / "other").mkdir()
    second, later = office_at(folder / "other")
    theirs = play(second, later, amount=2000)
    histories = Histories(office)
    yield Kept(histories, mine, histories.events(mine), Histories(second).events(theirs))
    office.database.dispose()
    second.database.dispose()


def test_untouched_it_verifies(kept: Kept) -> None:
    found = kept.judge(kept.events)
    assert found.fault is None and found.unverified == [] and found.state == "completed"
    assert kept.judge(kept.other).fault is None


Tamper = Callable[[Events, Events], Events]


def moved(events: Events, seq: int) -> dict[str, Any]:
    return events[seq - 1]["body"]["moved"]  # type: ignore[no-any-return]


def other_flow(events: Events, other: Events) -> Events:
    """The start goes the way of the large sum, decision and all, though the sum is small."""
    events[0]["body"]["moved"] = moved(other, 1)
    return events


def other_condition(events: Events, other: Events) -> Events:
    """The decision as it was, but the gateway takes the other flow to the other task."""
    path = moved(events, 1)["path"]
    at = next(n for n, one in enumerate(path) if one["element"] == "g1_check")
    path[at]["element"] = "g1_deep"
    for one in path[at + 1 :]:
        one["element"], one["key"] = "deep", "deep#1"
    task = moved(events, 1)["opened"][0]
    task |= {"element": "deep", "key": "deep#1", "name": "深查", "term": ""}
    return events


def other_rule(events: Events, other: Events) -> Events:
    decide = next(one for one in moved(events, 1)["path"] if one["kind"] == "decide")
    for row in (decide["detail"], decide["detail"]["trace"][-1]):
        row["matched"] = [{"number": 2, "rule": "r2"}]
    return events


def other_person(events: Events, other: Events) -> Events:
    """Somebody else of the office, with his own name and post."""
    events[1]["meta"]["who"] = "U12"
    events[1]["body"] |= {"signature": "农有余", "post": "农业农村局局长"}
    return events


def other_answer(events: Events, other: Events) -> Events:
    """A vote turned round, consistently, while the countersigning still ends."""
    events[4]["body"]["values"]["vote"] = events[4]["body"]["variables"]["vote"] = "不同意"
    events[4]["body"]["result"] = "不同意"
    return events


def invented_behalf(events: Events, other: Events) -> Events:
    events[1]["meta"]["for"] = "L1"
    return events


def dropped_task(events: Events, other: Events) -> Events:
    """A round of the countersigning was never asked, neither in the path nor among the tasks."""
    body = moved(events, 2)
    gone = "votes#1/[2]"
    body["path"] = [one for one in body["path"] if one["key"] != gone]
    body["opened"] = [one for one in body["opened"] if one["key"] != gone]
    body["tasks"] -= 1
    return events


def longer_due(events: Events, other: Events) -> Events:
    task = moved(events, 1)["opened"][0]
    task["due_at"] = (datetime.fromisoformat(task["due_at"]) + timedelta(days=3)).isoformat()
    return events


def other_day(events: Events, other: Events) -> Events:
    """Done a week earlier than it was: the dues of what it opened give it away."""
    events[1]["meta"]["at"] = (datetime.fromisoformat(events[1]["meta"]["at"]) - timedelta(days=7)).isoformat()
    return events


def other_candidates(events: Events, other: Events) -> Events:
    task = moved(events, 1)["opened"][0]
    task |= {"candidates": ["clerk"], "principals": ["clerk"], "people": ["O6"]}
    return events


def dropped_event(events: Events, other: Events) -> Events:
    return renumbered([*events[:2], *events[3:]])


def swapped_events(events: Events, other: Events) -> Events:
    return renumbered([*events[:1], events[2], events[1], *events[3:]])


def repeated_event(events: Events, other: Events) -> Events:
    return renumbered([*events[:2], copy.deepcopy(events[1]), *events[2:]])


def other_end(events: Events, other: Events) -> Events:
    moved(events, 8)["end_state"] = "已高额办结"
    return events


def other_end_event(events: Events, other: Events) -> Events:
    """The last gateway ends the matter at the other end."""
    path = moved(events, 8)["path"]
    for one in path:
        one["element"] = {"g2_low": "g2_high", "low": "high"}.get(one["element"], one["element"])
        one["key"] = one["key"].replace("low#", "high#")
    moved(events, 8)["ends"], moved(events, 8)["end_state"] = ["high"], "已高额办结"
    return events


def early_timer(events: Events, other: Events) -> Events:
    """A timer that fires before its time."""
    timer = moved(events, 2)["timers"][0]
    body = {**copy.deepcopy(events[2]["body"]), "key": timer[0], "element": timer[1], "planned": timer[2]}
    meta = {**events[1]["meta"], "kind": "timer.fired", "who": "system", "command": None}
    return renumbered([*events[:2], {"meta": meta, "body": body}, *events[2:]])


def claimed_by_a_stranger(events: Events, other: Events) -> Events:
    task = moved(events, 1)["opened"][0]
    body = {
        "task": task["id"], "key": task["key"], "element": task["element"], "step": task["name"], "version": 2,
        "signature": "林小草", "post": "林草局联络员",
    }  # fmt: skip
    meta = {**events[0]["meta"], "kind": "task.claimed", "who": "U11"}
    return renumbered([events[0], {"meta": meta, "body": body}, *events[1:]])


def ended_at_once(events: Events, other: Events) -> Events:
    """A cancellation by somebody who may not."""
    body = {**copy.deepcopy(events[1]["body"]), "reason": "不办了。", "withdrawn": False, "voided": [], "signature": "农有余"}
    body["moved"] |= {"path": [], "opened": [], "state": "cancelled", "end_state": "已终止"}
    meta = {**events[1]["meta"], "kind": "instance.cancelled", "who": "U12"}
    return [events[0], {"meta": meta, "body": body}]


def moved_by_the_owner(events: Events, other: Events) -> Events:
    """A jump to a place whose join would then wait for ever."""
    body = {
        **copy.deepcopy(events[1]["body"]), "to": "handle", "to_step": "承办", "source": "votes#1/[0]", "reason": "跳转。",
        "signature": "文守正", "before": [], "after": [],
    }  # fmt: skip
    meta = {**events[1]["meta"], "kind": "instance.jumped", "who": "O1"}
    return renumbered([*events[:2], {"meta": meta, "body": body}])


def renumbered(events: Events) -> Events:
    for place, one in enumerate(events, 1):
        one["meta"] = {**one["meta"], "seq": place}
    return events


TAMPERS: dict[Tamper, int] = {
    other_flow: 1, other_condition: 1, other_rule: 1, other_person: 2, other_answer: 5, invented_behalf: 2,
    dropped_task: 2, longer_due: 1, other_day: 2, other_candidates: 1, dropped_event: 3, swapped_events: 2,
    repeated_event: 3, other_end: 8, other_end_event: 8, early_timer: 3, claimed_by_a_stranger: 2, ended_at_once: 2,
    moved_by_the_owner: 3,
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "seq"), TAMPERS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_plausible_change_is_found_where_it_is(kept: Kept, tamper: Tamper, seq: int) -> None:
    found = kept.judge(tamper(copy.deepcopy(kept.events), copy.deepcopy(kept.other))).fault
    assert found is not None and found.seq == seq, found
    assert found.zh and found.en and found.code


def test_what_it_is_judged_by_cannot_be_changed_either(kept: Kept) -> None:
    files, _ = kept.histories.definition(kept.id)
    references = kept.histories.references
    easier = files["process.bpmn"].replace(b"amount &gt; 100", b"amount &gt; 900")
    assert easier != files["process.bpmn"]
    changed = kept.judge(kept.events, definition={**files, "process.bpmn": easier}).fault
    assert changed is not None and (changed.seq, changed.code) == (1, "definition_wrong")
    without = {
        key: {**one, "holders": [row for row in one["holders"] if row["person"] != "O5"]}
        for key, one in copy.deepcopy(references["organization"]).items()
    }
    removed = kept.judge(kept.events, organizations=without).fault
    assert removed is not None and removed.seq == 1  # the first task would have gone to somebody else
    shorter = {
        key: {**one, "hours": {**one["hours"], "due": "16:30:00"}}
        for key, one in copy.deepcopy(references["calendar"]).items()
    }
    moved_due = kept.judge(kept.events, calendars=shorter).fault
    assert moved_due is not None and moved_due.seq == 1


# -- any one leaf of any event

# what findings.BEYOND says, and what names things outside this history
BEYOND = re.compile(
    r"opinion$|line\.text$|reason$|words$|moved\.snapshot$|files|values\.(title|n|lead|need_legal|legal_result)$"
    r"|\.notes\.|definition_id$|in_force\."
)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list) and value:
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))
    else:
        yield path, value


def another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        date = re.match(r"(\d{4}-\d\d-)(\d\d)(T.*)", value)
        return f"{date[1]}{int(date[2]) % 28 + 1:02}{date[3]}" if date else value + "另"
    return ["x"] if isinstance(value, list) else {"x": 1} if isinstance(value, dict) else "x"


def test_any_leaf_changed_is_found(kept: Kept) -> None:
    seed = seeds.seed(10**9)
    print(f"seed {seed}")
    rng, missed = random.Random(seed), []
    all_leaves = [(n, path, value) for n, one in enumerate(kept.events) for path, value in leaves(one["body"])]
    for n, path, value in rng.sample(all_leaves, 250):
        name = ".".join(map(str, path))
        if BEYOND.search(name):
            continue
        events = list(kept.events)
        events[n] = copy.deepcopy(events[n])
        place = events[n]["body"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = another(value)
        found = kept.judge(events).fault
        if found is None or found.seq != n + 1:
            missed.append((n + 1, name, value, found))
    assert missed == []
