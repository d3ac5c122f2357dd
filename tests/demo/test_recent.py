"""The small demo: every procedure, and something to see in every box of the accounts that the guide names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import func, select

from engine import queries
from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import Loaded, load_demo
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from tests.verifier.histories import Histories

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=LOCAL)
NAMED = ("L1", "L3", "L4", "O1", "O2", "O5", "O6", "O7", "O9", "O11", "O12", "U2", "U4", "U7", "U9", "U11", "U12")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Loaded]]:
    folder = tmp_path_factory.mktemp("recent")
    office = open_office(f"sqlite:///{folder}/b.sqlite3", clock=SimulatedClock(NOW), files=folder / "f", durable=False)
    yield office, load_demo(office, NOW)
    office.database.dispose()


def test_every_procedure_runs_and_has_ended(loaded: tuple[Office, Loaded]) -> None:
    office, told = loaded
    i = t.instance.c
    with office.database.read() as connection:
        found = {
            (row.procedure, row.state): row.many
            for row in connection.execute(
                select(i.procedure, i.state, func.count().label("many")).group_by(i.procedure, i.state)
            )
        }
    assert told.instances == sum(found.values()) >= 50
    for procedure in ("outgoing-document", "incoming-document", "meeting", "supervision", "hotline"):
        assert found.get((procedure, "running"), 0) >= 1, procedure
    assert {procedure for procedure, state in found if state == "completed"} >= {
        "outgoing-document",
        "incoming-document",
        "hotline",
    }


@pytest.mark.parametrize(
    "box", ["todo", "sign", "unread", "overdue", "acting", "done", "closed", "started", "followed"]
)
def test_a_box_has_something_for_the_named_accounts(loaded: tuple[Office, Loaded], box: str) -> None:
    office, _ = loaded
    assert sum(queries.count_boxes(office, person)[box] for person in NAMED) > 0


def test_who_is_away_has_a_stand_in_with_something_to_do(loaded: tuple[Office, Loaded]) -> None:
    assert queries.count_boxes(loaded[0], "O6").acting > 0


def test_it_reexecutes_equal(loaded: tuple[Office, Loaded]) -> None:
    office, told = loaded
    assert [problem for i in range(1, told.instances + 1) for problem in compare(office, i)] == []


def test_the_verifier_agrees_with_every_matter(loaded: tuple[Office, Loaded]) -> None:
    histories = Histories(loaded[0])
    for instance in histories.ids():
        histories.verify(instance)
    print(histories.share)
    assert histories.totals["unverified"] < histories.totals["events"] / 4
