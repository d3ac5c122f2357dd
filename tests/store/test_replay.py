"""History alone is enough: snapshots and rows are caches that it can rebuild and check."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.replay import compare
from tests.actions import desk

pytestmark = pytest.mark.tampers


@pytest.fixture
def cold(office):
    """The same database seen by a process that has nothing in memory."""
    return lambda: Office(office.database, office.clock, office.files.folder)


def test_a_missing_snapshot_is_rebuilt_from_history(office, cold):
    desk.to_sign(office)
    with office.database.write() as connection:
        connection.execute(delete(t.snapshot))
    other = cold()
    with other.database.write() as connection:  # the action itself needs a row to update
        connection.execute(t.snapshot.insert(), {"instance_id": 1, "version": 0, "seq": 1, "state": b""})
    desk.sign(other)
    assert compare(other, 1) == []


@pytest.mark.parametrize("state", [b"", b"\x01garbage", b"\xff" * 50], ids=["empty", "damaged", "another version"])
def test_a_damaged_snapshot_is_never_trusted(office, cold, state):
    desk.to_sign(office)
    with office.database.write() as connection:
        connection.execute(update(t.snapshot).values(state=state))
    other = cold()
    desk.sign(other)
    assert compare(other, 1) == []


def test_a_snapshot_of_another_moment_is_never_trusted(office, cold):
    """Somebody puts back an older state: history says which one is right."""
    desk.start(office)
    with office.database.read() as connection:
        old = connection.execute(t.snapshot.select()).one()
    desk.review(office)
    with office.database.write() as connection:
        connection.execute(update(t.snapshot).values(state=old.state))
    other = cold()
    desk.cosign(other, "林草局", "U10")
    assert compare(other, 1) == []


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda: update(t.task).where(t.task.c.element == "review").values(closed_by="U1"), "task"),
        (lambda: update(t.task).where(t.task.c.element == "sign").values(state="completed"), "open tasks"),
        (lambda: update(t.instance).values(title="别的标题"), "instance"),
        (lambda: update(t.document).values(content={}), "document"),
        (lambda: update(t.opinion).values(text="不同意"), "opinion"),
        (lambda: delete(t.inbox), "inbox"),
        (lambda: update(t.history).where(t.history.c.seq == 2).values(body=b"{}"), "event 2"),
        (lambda: update(t.history).where(t.history.c.seq == 2).values(hash=bytes(32)), "event 2"),
        (lambda: delete(t.history).where(t.history.c.seq == 4), "event 4"),
        (lambda: update(t.instance).values(head=bytes(32)), "head"),
    ],
    ids=["who did it", "a task closed", "title", "document", "opinion", "inbox", "body", "hash", "cut", "head"],
)
def test_an_edited_row_is_found(office, tamper, told):
    desk.to_sign(office)
    assert compare(office, 1) == []
    with office.database.write() as connection:
        connection.execute(tamper())
    assert any(told in problem for problem in compare(office, 1)), compare(office, 1)


def test_an_office_of_a_newer_program_is_not_opened(office):
    from engine.store.migrate import create_or_check

    with office.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused) as refused:
        create_or_check(office.database)
    assert refused.value.code == "database_newer"
