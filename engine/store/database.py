"""Opening the database and the two kinds of transaction: reading and writing.

SQLite: WAL, synchronous=FULL (NORMAL lost acknowledged work in simulated power cuts), one process, writers
behind one in-process lock and then BEGIN IMMEDIATE. PostgreSQL: row locks, a small pool, a lock time-out.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.pool import StaticPool

from engine.errors import Busy

LOCK_TIMEOUT_SECONDS = 5


def busy(cause: Exception) -> Busy:
    """The refusal a person sees when the database is locked, full, read-only or gone."""
    return Busy(
        "database_unavailable",
        "系统暂时繁忙,本次操作没有执行,请稍后重试。",
        "The database is busy or unavailable; nothing was done, please try again.",
        cause=type(cause).__name__,
    )


class Database:
    """One SQLite file or one PostgreSQL database."""

    def __init__(self, url: str, *, pool_size: int = 8, durable: bool = True) -> None:
        """`durable=False` is for loading a new embedded database only: no commit waits for the disk, `settle` does."""
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.is_sqlite = self.url.startswith("sqlite")
        self._writer = threading.Lock()
        options: dict[str, Any] = {}
        if self.is_sqlite:
            options["connect_args"] = {"check_same_thread": False, "timeout": 10, "isolation_level": None}
            if self.url in ("sqlite://", "sqlite:///:memory:"):
                options["poolclass"] = StaticPool
            else:
                options["pool_size"] = pool_size
        else:
            options |= {
                "connect_args": {"options": f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s"},
                "pool_size": pool_size, "max_overflow": 0, "pool_timeout": 5, "pool_pre_ping": True,
                "pool_recycle": 1800,
            }  # fmt: skip
        self.engine: Engine = create_engine(self.url, **options)
        self._memory = options.get("poolclass") is StaticPool
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_pragmas)
            if not durable:
                event.listen(self.engine, "connect", _wait_for_no_disk)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A deferred, read-only view of one moment."""
        if self._memory:  # one shared connection: readers must not interleave with a writer
            with self._writer, self._transaction("BEGIN") as connection:
                yield connection
        else:
            with self._transaction("BEGIN") as connection:
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read of many statements that all see the same moment, on PostgreSQL too."""
        if self.is_sqlite:
            with self.read() as connection:
                yield connection
        else:
            with self._transaction(None, isolation="REPEATABLE READ") as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back on any exception."""
        if self.is_sqlite:
            if not self._writer.acquire(timeout=LOCK_TIMEOUT_SECONDS):
                raise busy(TimeoutError())
            try:
                with self._transaction("BEGIN IMMEDIATE") as connection:
                    yield connection
            finally:
                self._writer.release()
        else:
            with self._transaction(None) as connection:
                yield connection

    @contextmanager
    def _transaction(
        self, begin: str | None, isolation: Literal["REPEATABLE READ"] | None = None
    ) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                if isolation is not None:
                    connection.execution_options(isolation_level=isolation)
                if self.is_sqlite:
                    connection.exec_driver_sql(begin or "BEGIN")
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except (OperationalError, TimeoutError) as error:
            raise busy(error) from error
        except DBAPIError as error:
            if error.connection_invalidated or isinstance(error.orig, sqlite3.OperationalError):
                raise busy(error) from error
            raise

    def scrub(self) -> bool:
        """Leave no byte of what was deleted in the file: SQLite only; False where somebody else reads just now.

        PostgreSQL keeps old rows until VACUUM FULL, and its write-ahead log until it is recycled (docs/operations.md).
        """
        if not self.is_sqlite:
            return False
        try:
            with self._writer, self.engine.connect() as connection:
                connection.exec_driver_sql("VACUUM")
                busy_pages = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
                return not busy_pages
        except OperationalError:
            return False

    def settle(self) -> None:
        """Bring everything to the disk that `durable=False` left in memory; nothing to do elsewhere."""
        if self.is_sqlite and not self._memory:
            self.engine.dispose()
            file = self.url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with open(file, "rb") as written:
                os.fsync(written.fileno())

    def dispose(self) -> None:
        self.engine.dispose()


def _wait_for_no_disk(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _set_pragmas(connection: sqlite3.Connection, record: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-65536",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")
