"""The open office: database, clock, files, and what is worth keeping warm between commands."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection, or_, select

from engine.bpmn import Execution
from engine.clock import Clock, SystemClock
from engine.definition import Definition, Package, compile_package
from engine.errors import Missing
from engine.organization import Calendar, Organization
from engine.store import tables as t
from engine.store.database import Database
from engine.store.files import Files
from engine.store.journal import EVIDENCE
from engine.store.migrate import create_or_check

T = TypeVar("T")
IN_FORCE = select(t.setting.c.key, t.setting.c.value).where(
    or_(t.setting.c.key == "organization", t.setting.c.key == "calendar")
)


class Warm(Generic[T]):
    """A small thread-safe least-recently-used cache."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: OrderedDict[Any, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> T | None:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
            return None

    def take(self, key: Any) -> T | None:
        """The item, removed: whoever works on it puts back the next version."""
        with self._lock:
            return self._items.pop(key, None)

    def put(self, key: Any, item: T) -> None:
        with self._lock:
            self._items[key] = item
            self._items.move_to_end(key)
            while len(self._items) > self._size:
                self._items.popitem(last=False)


class Office:
    """One running banjie on one database. Safe to share between threads."""

    def __init__(
        self, database: Database, clock: Clock | None = None, files: Path | None = None, alg: str = "sha256"
    ) -> None:
        self.database = database
        self.alg = alg  # the hash function new events are sealed with
        self.clock: Clock = clock or SystemClock()
        self.files = Files(files or Path("var/files"))
        self.executions: Warm[Execution] = Warm(1024)  # (instance id, version) -> live tokens
        self._definitions: Warm[Definition] = Warm(64)
        self._references: Warm[Any] = Warm(16)

    def now(self) -> datetime:
        return self.clock.now()

    def definition(self, connection: Connection, definition_id: int) -> Definition:
        found = self._definitions.get(definition_id)
        if found is None:
            row = connection.execute(
                select(t.definition.c.package).where(t.definition.c.id == definition_id)
            ).one_or_none()
            if row is None:
                raise Missing("no_definition", "没有找到该流程版本。", "There is no such definition.")
            found = compile_package(Package.from_zip(row.package))
            self._definitions.put(definition_id, found)
        return found

    def in_force(self, connection: Connection) -> dict[str, str]:
        """Fingerprints of the organization and the calendar in force now."""
        rows = connection.execute(IN_FORCE)
        found = {row.key: row.value for row in rows}
        if len(found) < 2:
            raise Missing(
                "no_office", "还没有载入组织机构和工作日历。", "No organization and calendar were loaded yet."
            )
        return found

    def organization(self, connection: Connection, fingerprint: str) -> Organization:
        return cast(Organization, self._reference(connection, "organization", fingerprint, Organization.from_records))

    def calendar(self, connection: Connection, fingerprint: str) -> Calendar:
        return cast(Calendar, self._reference(connection, "calendar", fingerprint, Calendar.from_json))

    def _reference(self, connection: Connection, kind: str, fingerprint: str, build: Any) -> Any:
        found = self._references.get((kind, fingerprint))
        if found is None:
            row = connection.execute(
                select(t.reference.c.body).where(t.reference.c.kind == kind, t.reference.c.fingerprint == fingerprint)
            ).one()
            found = build(row.body)
            self._references.put((kind, fingerprint), found)
        return found


def open_office(
    url: str, *, clock: Clock | None = None, files: Path | None = None, pool_size: int = 8, durable: bool = True
) -> Office:
    """Open a database by URL, creating or upgrading its schema; raises Busy when it cannot be reached."""
    database = Database(url, pool_size=pool_size, durable=durable)
    create_or_check(database)
    with database.read() as connection:
        found = connection.execute(select(t.setting.c.value).where(t.setting.c.key == EVIDENCE)).scalar_one_or_none()
    return Office(database, clock, files, (found or {}).get("alg", "sha256"))
