"""Every imported diagram runs: published, started by the cast, and done step by step until it ends."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL, SimulatedClock
from engine.definition import compile_package
from engine.definition.imported import import_diagram
from engine.demo.days import Days
from engine.demo.habit import Habits
from engine.demo.staff import Staff
from engine.store import tables as t
from engine.store.office import open_office
from engine.store.replay import compare
from engine.store.work import SYSTEM
from tests import seeds
from tests.conftest import furnish
from tests.verifier.histories import Histories

FILES = Path(__file__).parents[1] / "bpmn" / "dialects" / "files"
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def test_every_imported_procedure_runs_to_its_end(tmp_path: Path) -> None:
    seed = seeds.seed(10**9)
    print(f"seed {seed}")
    clock = SimulatedClock(BEGINNING)
    office = open_office(f"sqlite:///{tmp_path}/b.sqlite3", clock=clock, files=tmp_path / "files", durable=False)
    furnish(office)
    days = Days(office, clock, BEGINNING + timedelta(days=120))
    habits: dict[str, Habits] = {}
    codes: set[str] = set()
    staff = Staff(office, days, random.Random(seed), habits)
    for file in sorted(FILES.glob("*.bpmn")):
        found = import_diagram(file.read_bytes(), source=file.name, key=file.stem, taken=codes)
        actions.publish_definition(office, found.package, Actor(SYSTEM))
        procedure = compile_package(found.package).procedure
        codes.add(procedure.code)
        habits[file.stem] = Habits(file.stem, starters=[p for role in procedure.starters for p in staff.holders(role)])
    for each in habits.values():
        assert staff.start(each) is not None, staff.given_up
    days.run()
    with office.database.read() as connection:
        rows = connection.execute(select(t.instance.c.id, t.instance.c.procedure, t.instance.c.state)).all()
    assert staff.given_up == {}
    assert len(rows) == len(habits)
    assert [row.procedure for row in rows if row.state != "completed"] == []
    histories = Histories(office)
    for row in rows:
        assert compare(office, row.id) == []
        histories.verify(row.id)
    office.database.dispose()
