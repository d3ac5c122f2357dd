"""OCEL 2.0 as an SQLite file with every key the specification names declared, and enforced while it is written.

Tables of types are made when their type is first met. Their names are numbers (`event_3`): labels may hold anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.types import UserDefinedType

from engine.export.model import (
    EVENT_ATTRIBUTES,
    OBJECT_TYPES,
    Counted,
    LogCase,
    LogObject,
    as_text,
    event_id,
    event_values,
    stamp,
)
from engine.export.ocel import Known, told

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
BATCH = 5_000


class Stamp(UserDefinedType[str]):
    """A column declared TIMESTAMP, as the specification wants it, that holds ISO texts in UTC."""

    cache_ok = True

    def get_col_spec(self, **options: Any) -> str:
        return "TIMESTAMP"


COLUMNS: dict[str, Any] = {"string": Text(), "integer": Integer(), "time": Stamp()}


def write_ocel_sqlite(cases: Iterable[LogCase], path: Path, numbers: Collection[str]) -> Counted:
    """Write a new file; `numbers`: those of all cases that will come."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    event.listen(engine, "connect", _set_pragmas)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            counted = _Writer(connection, Known(numbers)).write(cases)
            connection.commit()
            return counted
    finally:
        engine.dispose()


def _set_pragmas(connection: Any, record: object) -> None:
    for pragma in ("foreign_keys=ON", "journal_mode=OFF", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")


class _Writer:
    """Rows are put aside and written in the order that keeps every foreign key met; links to what comes later last."""

    def __init__(self, connection: Connection, known: Known) -> None:
        self.connection, self.known = connection, known
        self.metadata = MetaData()
        m = self.metadata
        self.tables: dict[str, Table] = {}
        for kind in ("event", "object"):
            Table(f"{kind}_map_type", m, Column("ocel_type", Text, primary_key=True), Column("ocel_type_map", Text))
            of_type = ForeignKey(f"{kind}_map_type.ocel_type")
            Table(kind, m, Column("ocel_id", Text, primary_key=True), Column("ocel_type", Text, of_type))
        Table(
            "event_object", m,
            Column("ocel_event_id", Text, ForeignKey("event.ocel_id"), primary_key=True),
            Column("ocel_object_id", Text, ForeignKey("object.ocel_id"), primary_key=True),
            Column("ocel_qualifier", Text, primary_key=True),
        )  # fmt: skip
        Table(
            "object_object", m,
            Column("ocel_source_id", Text, ForeignKey("object.ocel_id"), primary_key=True),
            Column("ocel_target_id", Text, ForeignKey("object.ocel_id"), primary_key=True),
            Column("ocel_qualifier", Text, primary_key=True),
        )  # fmt: skip
        m.create_all(connection)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.later: list[dict[str, Any]] = []

    def write(self, cases: Iterable[LogCase]) -> Counted:
        for name in OBJECT_TYPES:
            self._typed("object", name)
        count = objects = events = 0
        for case in cases:
            new = self.known.new(case.objects)
            for each in new:
                self._object(each)
            for one in told(case):
                id, typed = event_id(case, one), self._typed("event", one.type)
                self._add("event", {"ocel_id": id, "ocel_type": one.type})
                self._add(typed, {"ocel_id": id, "ocel_time": stamp(one.at), **_blank(), **dict(event_values(one))})
                for r in self.known.pointed(one.relations):
                    related = {"ocel_object_id": r.object_id, "ocel_qualifier": r.qualifier}
                    self._add("event_object", {"ocel_event_id": id, **related})
                events += 1
            count, objects = count + 1, objects + len(new)
            if sum(map(len, self.rows.values())) > BATCH:
                self._flush()
        self._flush()
        if self.later:
            self.connection.execute(self.metadata.tables["object_object"].insert(), self.later)
        return Counted(count, events, objects)

    def _object(self, each: LogObject) -> None:
        """The first row holds the values of the beginning; each later change has a row of its own."""
        self._add("object", {"ocel_id": each.id, "ocel_type": each.type})
        typed, names = self._typed("object", each.type), [name for name, _ in OBJECT_TYPES[each.type]]
        none = {"ocel_id": each.id, "ocel_changed_field": None, **dict.fromkeys(names)}
        ordered = sorted(each.values, key=lambda value: value[2])
        first = ordered[0][2] if ordered else BEGINNING
        begun = {name: as_text(value) for name, value, since in ordered if since == first}
        self._add(typed, {**none, "ocel_time": stamp(first), **begun})
        for (name, since), values in groupby(ordered, key=lambda value: (value[0], value[2])):
            if since != first:
                changed = {name: as_text([*values][-1][1]), "ocel_changed_field": name}
                self._add(typed, {**none, "ocel_time": stamp(since), **changed})
        for r in self.known.pointed(each.relations):
            row = {"ocel_source_id": each.id, "ocel_target_id": r.object_id, "ocel_qualifier": r.qualifier}
            if each.type == "instance" and r.object_id.startswith("instance:"):
                self.later.append(row)  # the other matter may come later
            else:
                self._add("object_object", row)

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).append(row)

    def _typed(self, kind: str, type: str) -> str:
        """The name of a type's own table."""
        found = self.tables.get(f"{kind} {type}")
        if found is None:
            number = sum(key.startswith(f"{kind} ") for key in self.tables)
            name = type if kind == "object" else str(number + 1)
            columns = [Column("ocel_id", Text, ForeignKey(f"{kind}.ocel_id"), primary_key=kind == "event")]
            columns.append(Column("ocel_time", Stamp()))
            if kind == "object":
                columns.append(Column("ocel_changed_field", Text))
            known = OBJECT_TYPES[type] if kind == "object" else EVENT_ATTRIBUTES
            columns += [Column(attribute, COLUMNS[of]) for attribute, of in known]
            found = self.tables[f"{kind} {type}"] = Table(f"{kind}_{name}", self.metadata, *columns)
            found.create(self.connection)
            mapped = {"ocel_type": type, "ocel_type_map": name}
            self.connection.execute(self.metadata.tables[f"{kind}_map_type"].insert(), mapped)
        return found.name

    def _flush(self) -> None:
        """Objects and events before what points at them."""
        first, last = ("object", "event"), ("event_object", "object_object")
        rest = [name for name in self.rows if name not in (*first, *last)]
        for name in (*first, *rest, *last):
            if rows := self.rows.get(name):
                self.connection.execute(self.metadata.tables[name].insert(), rows)
        self.rows.clear()


def _blank() -> dict[str, None]:
    return {name: None for name, _ in EVENT_ATTRIBUTES}
