"""An embedded database waits for the disk at every commit; one that is only being loaded does so at the end."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.store.database import Database

OFF, FULL = 0, 2


@pytest.mark.parametrize(("durable", "wanted"), [(True, FULL), (False, OFF)])
def test_what_a_commit_waits_for(tmp_path: Path, durable: bool, wanted: int) -> None:
    database = Database(f"sqlite:///{tmp_path}/b.sqlite3", durable=durable)
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == wanted
    database.dispose()


def test_settling_leaves_nothing_in_the_log(tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite3"
    database = Database(f"sqlite:///{file}", durable=False)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE a (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO a VALUES (7)")
    assert Path(f"{file}-wal").stat().st_size > 0
    database.settle()
    log = Path(f"{file}-wal")
    assert not log.exists() or log.stat().st_size == 0
    alone = tmp_path / "alone.sqlite3"
    alone.write_bytes(file.read_bytes())  # the file by itself holds everything
    with sqlite3.connect(alone) as connection:
        assert connection.execute("SELECT n FROM a").fetchall() == [(7,)]
