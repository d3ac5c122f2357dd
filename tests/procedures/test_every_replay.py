"""Every matter of every procedure's stories replays: a frame for each event, and at each step what history says then."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engine.definition import Package
from engine.history import Event
from engine.instance.reexecution import Recorded, reexecute
from engine.queries import Replay, replay_of
from engine.queries.replay.events import events_of
from engine.scenario import read_scenario, run
from engine.store import tables as t
from engine.store.folding import fold
from engine.store.office import Office
from engine.store.rebuild import recorded, references
from web import create_app
from web.replaying.differences import steps_of

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
SCENARIOS = sorted(PROCESSES.glob("*/scenarios/*.toml"))
SEED = 20260214
SAMPLE = 4  # steps of a matter that are compared


@cache
def package_of(folder: Path) -> Package:
    return Package.from_folder(folder)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: f"{p.parents[1].name}-{p.stem}")
def test_every_matter_of_a_story_replays(path: Path) -> None:
    story = read_scenario(path.read_bytes(), path.name)
    others = {key: package_of(PROCESSES / key) for key in story.others}
    compared: list[int] = []
    report = run(story, package_of(path.parents[1]), others=others, look=lambda office: compared.append(check(office)))
    assert report.ok, report.problems
    assert compared[0] > 0


def check(office: Office) -> int:
    """How many steps were compared."""
    app, chance, count = create_app(office), random.Random(SEED), 0
    with office.database.read() as connection:
        matters = connection.execute(select(t.instance.c.id, t.instance.c.events)).all()
    for matter in matters:
        replay, person = seen(office, matter.id)
        assert len(replay.frames) == matter.events
        assert [f.line.seq for f in replay.frames] == list(range(1, matter.events + 1))
        assert [f.line.seq for f in replay.frames if f.right and f.right.how == "unknown"] == [], "acts without ground"
        assert [m.table for f in replay.frames for m in f.decided if m.rules and m.table not in replay.tables] == []
        told = page_states(app, replay)
        with office.database.read() as connection:
            events = events_of(connection, matter.id)
            for step in sorted(chance.sample(range(matter.events), min(SAMPLE, matter.events))):
                where = f"seed {SEED}, matter {matter.id} as {person}, step {step + 1}"
                expected = expected_at(office, connection, events[: step + 1], recorded(connection, matter.id))
                assert replay.frames[step].difference == "", where
                assert shown_at(replay, told, step) == expected, where
                count += 1
    return count


def seen(office: Office, instance_id: int) -> tuple[Replay, str]:
    """The replay as somebody sees it who took part."""
    with office.database.read() as connection:
        i, p = t.instance.c, t.participant.c
        starter = connection.execute(select(i.starter).where(i.id == instance_id)).scalar_one()
        others = connection.execute(select(p.principal).where(p.instance_id == instance_id).order_by(p.principal))
        people = [starter, *(each for each in others.scalars() if "@" not in each)]
        known = {person.id for person in office.organization(
            connection, office.in_force(connection)["organization"]).people}
    person = next(each for each in people if each in known)
    return replay_of(office, person, instance_id), person


def page_states(app: Flask, replay: Replay) -> list[dict[str, Any]]:
    """What the page's script knows at each step: the differences, put together as it does."""
    states: list[dict[str, Any]] = [{}]
    with app.test_request_context():
        for change in steps_of(replay):
            after = {**states[-1], **change}
            for name, value in change.items():
                if isinstance(value, dict):
                    inner = {**states[-1].get(name, {}), **value}
                    after[name] = {k: v for k, v in inner.items() if v is not None}
            states.append(after)
    return states[1:]


def shown_at(replay: Replay, told: list[dict[str, Any]], step: int) -> dict[str, Any]:
    frame, page = replay.frames[step], told[step]
    open_tasks = {task.task_id: (task.element, task.due_at) for task in frame.open}
    assert page["number"] == step + 1 and len(page["open"]) == len(open_tasks)
    assert page.get("document", {}) == {path: [e.label, e.value] for path, e in frame.document.items()}
    return {
        "tokens": page.get("tokens", {}),
        "open": open_tasks,
        "due": frame.due_at,
        "files": sorted(file.id for file in frame.files),
        "state": (frame.state, frame.hold),
        "flows": dict(frame.flows),
        "filled": sorted({path.split(".")[0].split("[")[0] for path, entry in frame.document.items() if entry.value}),
    }


def expected_at(office: Office, connection: Any, events: list[Event], known: list[Recorded]) -> dict[str, Any]:
    """The same from history alone: the events so far run again, and the rows that they mean."""
    *_, last = reexecute(known[: len(events)], references(office, connection))
    assert last.difference is None
    rows = fold(events)
    matter = next(iter(rows["instance"].values()))
    content = next(iter(rows["document"].values()))["content"]
    tasks = [row for _, row in sorted(rows["task"].items()) if row["state"] in ("open", "held")]
    waits = {wait.key for wait in last.execution.waiting().tasks}
    assert {row["key"] for row in tasks if row["role"] == "main"} == waits
    taken = Counter(
        s["element"] for e in events for s in e.body.get("moved", {}).get("path", []) if s["kind"] == "take"
    )
    return {
        "tokens": dict(Counter(last.execution.places())),
        "open": {row["id"]: (row["element"], row["due_at"]) for row in tasks},
        "due": matter["due_at"],
        "files": sorted(key[0] for key in rows["attachment"]),
        "state": (matter["state"], matter["hold"]),
        "flows": dict(taken),
        "filled": sorted(key for key, value in content.items() if filled(value)),
    }


def filled(value: Any) -> bool:
    return value not in (None, "", [], {})
