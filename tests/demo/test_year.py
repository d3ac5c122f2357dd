"""A simulated year of real actions: deterministic, whole, and sensible in its figures."""

from __future__ import annotations

import copy
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from engine import queries
from engine.clock import LOCAL
from engine.demo.habit import read_habits
from engine.demo.load import Loaded, load_year
from engine.demo.year import starts
from engine.organization import load_office
from engine.queries import Asked
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from engine.verifier.bpmn import across
from tests.verifier.histories import Histories

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = {"outgoing-document", "incoming-document", "meeting", "supervision", "hotline"}
END = datetime(2026, 12, 31, 18, 0, tzinfo=LOCAL)


def play(folder: Path, matters: int, seed: int, until: datetime = END) -> tuple[Office, Loaded]:
    office = open_office(f"sqlite:///{folder}/b.sqlite3", files=folder / "files", durable=False)
    return office, load_year(office, 2026, until, matters=matters, seed=seed)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Loaded]]:
    office, loaded = play(tmp_path_factory.mktemp("year"), 60, 2026)
    yield office, loaded
    office.database.dispose()


def rows(office: Office, statement: Any) -> list[Any]:
    with office.database.read() as connection:
        return list(connection.execute(statement))


def instances(office: Office) -> list[int]:
    return [row.id for row in rows(office, select(t.instance.c.id).order_by(t.instance.c.id))]


def outline(office: Office) -> list[tuple[Any, ...]]:
    """Everything that happened, without the salts that no seed may fix."""
    h = t.history.c
    return [
        tuple(row)
        for row in rows(
            office, select(h.instance_id, h.seq, h.kind, h.at, h.actor, h.on_behalf_of).order_by(h.instance_id, h.seq)
        )
    ]


def test_every_matter_reexecutes_equal(played: tuple[Office, Loaded]) -> None:
    office, loaded = played
    found = instances(office)
    assert len(found) == loaded.instances >= 60
    assert {i: problems for i in found if (problems := compare(office, i))} == {}


def test_the_verifier_agrees_with_every_matter(played: tuple[Office, Loaded]) -> None:
    histories = Histories(played[0])
    for instance in instances(played[0]):
        histories.verify(instance)
    print(histories.share)
    assert histories.totals["unverified"] < histories.totals["events"] / 4


def test_what_matters_say_of_each_other_agrees_and_a_lie_is_found(played: tuple[Office, Loaded]) -> None:
    histories = Histories(played[0])
    told = {instance: histories.events(instance) for instance in histories.ids()}
    found = across(told)
    assert found.disagreements == [] and len(found.settled) > 10
    taken = [
        (instance, event) for instance, events in told.items() for event in events
        if event["meta"]["kind"] in ("message.caught", "instance.started") and event["body"].get("origin")
    ]  # fmt: skip
    drawn = [
        event for events in told.values() for event in events
        if any(number["new"] for number in event["body"].get("moved", {}).get("numbers", []))
    ]  # fmt: skip
    lies: list[tuple[str, Any, Callable[[dict[str, Any]], object]]] = [
        ("origin_wrong", taken[0], lambda event: event["body"]["origin"].update(id=999_999)),
        ("message_unsent", taken[0], lambda event: event["meta"].update(command=event["meta"]["command"] + "9")),
        ("message_differs", taken[0], lambda event: event["body"]["origin"].update(name="别的消息")),
        ("message_early", taken[0], lambda event: event["meta"].update(at="2020-01-01T00:00:00+00:00")),
        ("number_twice", (0, drawn[1]), lambda event: event["body"]["moved"]["numbers"][0].update(
            {name: drawn[0]["body"]["moved"]["numbers"][0][name] for name in ("series", "year", "n")})),
    ]  # fmt: skip
    for code, (_, event), lie in lies:
        before = copy.deepcopy(event)
        lie(event)
        assert code in {one.code for one in across(told).disagreements}, code
        event.clear()
        event.update(before)
    assert across(told).disagreements == []


def test_every_procedure_has_lived(played: tuple[Office, Loaded]) -> None:
    office, _ = played
    i = t.instance.c
    ended = {row.procedure for row in rows(office, select(i.procedure).where(i.state == "completed"))}
    assert ended == PROCEDURES
    linked = rows(office, select(t.link.c.instance_id).where(t.link.c.direction == "received"))
    assert linked, "no matter was started by another's message"


def test_people_did_what_offices_do(played: tuple[Office, Loaded]) -> None:
    office, loaded = played
    kinds = Counter(row.kind for row in rows(office, select(t.history.c.kind)))
    assert {"task.completed", "task.opened", "timer.fired", "message.delivered", "task.urged"} <= set(kinds)
    assert kinds["task.completed"] > 6 * loaded.instances
    failed = rows(office, select(t.timer.c.element, t.timer.c.failure).where(t.timer.c.failure.is_not(None)))
    assert failed == []
    assert sum(loaded.given_up.values()) < kinds["task.completed"] * 0.03, loaded.given_up


def test_most_is_done_in_term_and_some_is_late(played: tuple[Office, Loaded]) -> None:
    office, _ = played
    task = t.task.c
    done = rows(office, select(task.closed_at, task.due_at).where(task.state == "completed", task.due_at.is_not(None)))
    late = sum(row.closed_at > row.due_at for row in done)
    assert 0 < late < 0.2 * len(done)


def test_figures_are_sensible_and_stand_beside_last_years(played: tuple[Office, Loaded]) -> None:
    office, _ = played
    report = queries.figures_of(office, "O11", Asked("hotline", date(2026, 1, 1), date(2026, 12, 31)))
    accepted, on_time = report.figure("accepted"), report.figure("on_time")
    assert accepted is not None and on_time is not None
    assert 15 <= accepted.result.whole.value <= 40
    assert 60 <= on_time.result.whole.value <= 100
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(t.base_figure)).scalar_one() > 0


def test_the_seed_decides_everything_and_nothing_happens_after_the_last_moment(tmp_path: Path) -> None:
    last = datetime(2026, 2, 27, 12, 0, tzinfo=LOCAL)
    told = []
    for n in "ab":
        (tmp_path / n).mkdir()
        office, _ = play(tmp_path / n, 6, 3, last)
        told.append(outline(office))
        office.database.dispose()
    assert told[0] == told[1]
    assert told[0] and all(at <= last for _, _, _, at, _, _ in told[0])


def test_another_seed_begins_at_other_moments() -> None:
    calendar, habits = load_office("qinglan").calendar, read_habits("hotline")
    first = datetime(2026, 1, 1, tzinfo=LOCAL)
    one, same, other = (starts(habits, calendar, first, END, 100, random.Random(seed)) for seed in (1, 1, 2))
    assert one == same != other
    assert len(one) == round(100 * habits.share)
    assert all(first <= at < END for at in one)


@pytest.mark.slow
def test_a_whole_year_from_the_command_line(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/year.sqlite3"

    def banjie(*arguments: str) -> dict[str, Any]:
        run = subprocess.run(
            [sys.executable, "-m", "engine.cli", *arguments, "--database", database, "--json"], cwd=ROOT,
            capture_output=True, check=True,
            env={"BANJIE_FILES": f"{tmp_path}/files", "BANJIE_KEYS": f"{tmp_path}/keys",
                 "BANJIE_CHECKPOINTS": f"{tmp_path}/checkpoints", "PATH": ""},
        )  # fmt: skip
        answer: dict[str, Any] = orjson.loads(run.stdout)
        return answer

    loaded = banjie("demo", "--year", "2026", "--until", "2026-12-31T18:00", "--seed", "2026")
    assert 1800 <= loaded["instances"] <= 2200
    assert sum(loaded["given_up"].values()) < 0.01 * loaded["events"], loaded["given_up"]
    replayed = banjie("replay", "--all", "--compare")
    assert (replayed["equal"], replayed["different"]) == (loaded["instances"], {})
