"""Migration 0007 on an office that lives: its matters stay, and a content may be published twice afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from engine.store import tables as t
from engine.store.migrate import downgrade, upgrade
from engine.store.office import Office
from tests.actions import desk


def test_an_office_with_matters_goes_back_and_forth(office: Office) -> None:
    desk.start(office)
    with office.database.write() as connection:
        downgrade(connection, "0005")
        rows = connection.exec_driver_sql("SELECT id, hash FROM definition").all()
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.exec_driver_sql(
                "INSERT INTO definition SELECT id + 1, procedure, version + 1, hash, name, package, published_at, "
                "published_by FROM definition"
            )
    with office.database.write() as connection:
        upgrade(connection)
    desk.review(office)
    with office.database.write() as connection:
        row = connection.execute(select(t.definition)).one()._asdict()
        assert (row["id"], row["hash"]) == tuple(rows[0])
        connection.execute(insert(t.definition), {**row, "id": row["id"] + 1, "version": 2})
        if office.database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
