"""Which workers are alive: each holds a PostgreSQL session lock on its own name for as long as it lives."""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

NAMESPACE = 0x62616E6A  # "banj": keeps these locks apart from others of the same database


class Liveness:
    """The lock of one executor, on a connection of its own that ends with the process."""

    def __init__(self, url: str, executor: str) -> None:
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._executor = executor
        self._held: Connection | None = None
        self.hold()

    def hold(self) -> None:
        """Take the lock, or take it again where the connection was lost."""
        if self._held is not None:
            try:
                self._held.execute(text("SELECT 1"))
                return
            except DBAPIError:
                self.release()
        self._held = self._engine.connect()
        self._held.execute(text("SELECT pg_try_advisory_lock(:space, :name)"), _key(self._executor))

    def is_dead(self, executor: str) -> bool:
        """Whether nobody holds that executor's lock."""
        with self._engine.connect() as connection:
            free = connection.execute(text("SELECT pg_try_advisory_lock(:space, :name)"), _key(executor)).scalar_one()
            if free:
                connection.execute(text("SELECT pg_advisory_unlock(:space, :name)"), _key(executor))
            return bool(free)

    def release(self) -> None:
        if self._held is not None:
            self._held.invalidate()
            self._held.close()
            self._held = None


def _key(executor: str) -> dict[str, int]:
    number = zlib.crc32(executor.encode())
    return {"space": NAMESPACE, "name": number - (1 << 32) if number >= 1 << 31 else number}
