"""Carrying out changes on the database: one statement per table and kind."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, Update, and_, bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.apply import Change, Drop, Merge, Put, Row, Set
from engine.store.tables import metadata


def execute(connection: Connection, changes: Iterable[Change], document: Row | None = None) -> None:
    """Execute changes in order; equal kinds on equal columns are batched.

    `document` is the instance's present document content, which Merge extends in place.
    """
    pending: list[Set] = []
    for change in changes:
        if not isinstance(change, Set):
            _flush(connection, pending)
        if isinstance(change, Put):
            _put(connection, change)
        elif isinstance(change, Set):
            if pending and _shape(pending[0]) != _shape(change):
                _flush(connection, pending)
            pending.append(change)
        elif isinstance(change, Drop):
            _drop(connection, change)
        else:
            _merge(connection, change, document)
    _flush(connection, pending)


def _shape(change: Set) -> tuple[Any, ...]:
    return change.table, tuple(change.key), tuple(change.values)


def _put(connection: Connection, change: Put) -> None:
    table = metadata.tables[change.table]
    if change.once:
        insert_once(connection, table, change.rows)
    else:
        connection.execute(_insert(change.table), change.rows if len(change.rows) > 1 else change.rows[0])


def insert_once(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows whose key is not there yet; waits for another transaction that is inserting the same key."""
    connection.execute(_insert_once(table.name, connection.dialect.name), rows)


def insert_row(connection: Connection, table: Table, values: Row) -> int:
    """Insert one row of a table that numbers its own; returns the number."""
    key = connection.execute(insert(table), values).inserted_primary_key
    return int(key[0]) if key else 0


def _flush(connection: Connection, pending: list[Set]) -> None:
    if not pending:
        return
    first = pending[0]
    rows = [
        {f"key_{k}": v for k, v in change.key.items()} | {f"new_{k}": v for k, v in change.values.items()}
        for change in pending
    ]
    connection.execute(_update(first.table, tuple(first.key), tuple(first.values)), rows if len(rows) > 1 else rows[0])
    pending.clear()


def _drop(connection: Connection, change: Drop) -> None:
    names = tuple(change.keys[0])
    if len(names) == 1:
        connection.execute(_delete_in(change.table, names[0]), {"keys": [key[names[0]] for key in change.keys]})
    else:
        keys = [{f"key_{name}": value for name, value in key.items()} for key in change.keys]
        connection.execute(_delete(change.table, names), keys)


def _merge(connection: Connection, change: Merge, document: Row | None) -> None:
    if document is None:
        raise ValueError("a Merge needs the present document")
    document.update(change.content)
    connection.execute(
        _update("document", ("instance_id",), ("content",)),
        {"key_instance_id": change.instance_id, "new_content": document},
    )


# Building a statement costs more than running it: each shape is built once.


@lru_cache(maxsize=64)
def _insert(name: str) -> Insert:
    return insert(metadata.tables[name])


@lru_cache(maxsize=64)
def _insert_once(name: str, dialect: str) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(metadata.tables[name]).on_conflict_do_nothing()
    return postgresql.insert(metadata.tables[name]).on_conflict_do_nothing()


@lru_cache(maxsize=256)
def _update(name: str, key: tuple[str, ...], values: tuple[str, ...]) -> Update:
    table = metadata.tables[name]
    return (
        update(table)
        .where(and_(*(table.c[k] == bindparam(f"key_{k}") for k in key)))
        .values({v: bindparam(f"new_{v}") for v in values})
    )


@lru_cache(maxsize=64)
def _delete(name: str, key: tuple[str, ...]) -> Delete:
    table = metadata.tables[name]
    return delete(table).where(and_(*(table.c[k] == bindparam(f"key_{k}") for k in key)))


@lru_cache(maxsize=64)
def _delete_in(name: str, column: str) -> Delete:
    table = metadata.tables[name]
    return delete(table).where(table.c[column].in_(bindparam("keys", expanding=True)))
