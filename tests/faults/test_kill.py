"""kill -9 under load: nothing acknowledged is lost, nothing happens twice, and history re-executes to the same."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, text

from engine import actions
from engine.actions import Actor
from engine.organization import load_office
from engine.store import tables as t
from engine.store.apply import SYSTEM
from engine.store.office import Office, open_office
from tests import seeds
from tests.faults.serving import CLI, ROOT, Served
from tests.faults.staff import Clerk, Log
from tests.packages import approval

KILLS = 25
PASSWORD = "山高水长 风清 2026"
# Two who start, and everybody who has a task on the way to the number: 核稿, 会签 by two units, 签发.
STARTERS, DOERS = ("U11", "U11"), ("O5", "O6", "U10", "U14", "L1", "L1")


@pytest.fixture
def furnished(database_url: str, tmp_path: Path) -> str:
    office = open_office(database_url, files=tmp_path / "files")
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, Actor(SYSTEM))
    actions.load_organization(office, data.organization, Actor(SYSTEM))
    actions.publish_definition(office, approval(), Actor(SYSTEM))
    for person in sorted({*STARTERS, *DOERS}):
        actions.open_account(office, person, PASSWORD, Actor(SYSTEM))
    office.database.dispose()
    return database_url


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])],
    indirect=True,
)
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(furnished: str, tmp_path: Path) -> None:
    seed = seeds.seed(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    embedded = furnished.startswith("sqlite")
    served = Served(furnished, tmp_path, workers=1 if embedded else 2, background=0 if embedded else 1)
    log, stop = Log(), threading.Event()
    served.start()
    try:
        clerks = [
            Clerk(served.port, person, PASSWORD, log, stop, seed + n) for n, person in enumerate((*STARTERS, *DOERS))
        ]
        days = [c.start_matters if n < len(STARTERS) else c.do_tasks for n, c in enumerate(clerks)]
        threads = [threading.Thread(target=day) for day in days]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            log.await_more(2, seconds=8)  # work is going on ...
            time.sleep(chance.uniform(0, 0.6))  # ... and is cut off anywhere in it
            served.kill()
            served.start()
        time.sleep(1)  # the last ones get their answer
        stop.set()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads)
    finally:
        stop.set()
        served.kill()
    print(f"started {len(log.started)}, completed {len(log.completed)}, retried {log.retried}, refused {log.refused}")
    assert log.broken == []
    assert log.acknowledged() >= KILLS and log.started and log.completed and log.retried >= 5, "the load was no load"
    office = open_office(furnished, files=tmp_path / "files")
    try:
        _judge(office, log)
    finally:
        office.database.dispose()
    compared = subprocess.run(
        [sys.executable, "-c", CLI, "replay", "--all", "--compare", "--database", furnished],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert compared.returncode == 0, compared.stdout[-3000:] + compared.stderr[-3000:]


def _judge(office: Office, log: Log) -> None:
    h, k, i = t.history.c, t.task.c, t.instance.c
    with office.database.read() as connection:
        events = connection.execute(select(h.command_id, h.kind, h.instance_id).where(h.command_id.is_not(None))).all()
        tasks = {row.id: row for row in connection.execute(select(k.id, k.state, k.instance_id))}
        instances = connection.execute(select(i.id)).scalars().all()
        numbers = connection.execute(select(i.document_number).where(i.document_number.is_not(None))).scalars().all()
        if office.database.is_sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    commands = {row.command_id: row for row in events}
    # Nothing acknowledged is lost.
    assert {command for command in log.started if commands[command].instance_id == log.started[command]} == set(
        log.started
    )
    assert all(commands[command].kind == "task.completed" for command in log.completed)
    assert all(tasks[task].state == "completed" for task in log.completed.values())
    # Nothing happened twice, and nothing that nobody asked for.
    assert Counter(row.command_id for row in events).most_common(1)[0][1] == 1
    assert set(commands) <= log.sent
    starts = [row for row in events if row.kind == "instance.started"]
    assert len(starts) == len(instances)
    assert max(Counter(log.completed.values()).values()) == 1, "two people were told they had done the same task"
    # The series has no gap and no number twice.
    assert numbers, "no matter came as far as its number"
    assert sorted(int(number.split("〕")[1].rstrip("号")) for number in numbers) == list(range(1, len(numbers) + 1))
