"""Every row that stands beside the chains of a matter: which of them hold words, and taking the words out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, Table, Text, UniqueConstraint, and_, or_, select, true, update

from engine.store import tables as t
from engine.store.columns import Json
from engine.store.occurrences import FILLED_IN, without
from engine.words import ERASED

# Tables that are the proof itself, or hold nothing about a matter.
LEFT = frozenset({"history", "journal", "checkpoint", "checkpoint_head", "snapshot", "inbox", "participant", "follow"})

# What people keep for themselves, whatever matter they had in mind. Only values of personal fields are looked for in
# it: a further word may be a place or a phrase that others use for other matters.
OWN = ("draft", "phrase", "saved_question")


@dataclass(frozen=True)
class Change:
    """One row that holds the words: where, and what it says without them; `own`: somebody keeps it for himself."""

    table: Table
    key: tuple[Any, ...]
    new: dict[str, Any]
    own: bool


def changes(
    connection: Connection, instance_ids: Sequence[int], words: Sequence[str], personal: Sequence[str]
) -> Iterator[Change]:
    """Rows about these matters that hold one of the words, then people's own rows that hold a `personal` one."""
    for table in t.metadata.sorted_tables:
        where = _about(table, instance_ids)
        if table.name not in LEFT and where is not None:
            yield from _changed(connection, table, where, words)
    if personal:
        for name in OWN:
            yield from _changed(connection, t.metadata.tables[name], true(), personal)


def erase_rows(
    connection: Connection, instance_ids: Sequence[int], words: Sequence[str], personal: Sequence[str]
) -> int:
    """Replace the words in these rows; answers how many changed."""
    met = set()
    for change in changes(connection, instance_ids, words, personal):
        same = and_(*(column == value for column, value in zip(_keys(change.table), change.key, strict=True)))
        connection.execute(update(change.table).where(same).values(**change.new))
        met.add((change.table.name, change.key))
    return len(met)


def _changed(connection: Connection, table: Table, where: Any, words: Sequence[str]) -> Iterator[Change]:
    keys = _keys(table)
    texts = [
        column for column in table.columns
        if isinstance(column.type, String | Text | Json) and column not in keys and not _unique(table, column.name)
    ]  # fmt: skip
    if not texts:
        return
    filled = table.name == "attachment"  # the name people gave their file
    for row in connection.execute(select(*keys, *texts).where(where)).all():
        new = {}
        for column in texts:
            value = row._mapping[column]
            changed = without(value, words, ERASED, column.name, filled or column.name in FILLED_IN)
            if changed != value:
                length = getattr(column.type, "length", None)
                new[column.name] = changed[:length] if length and isinstance(changed, str) else changed
        if new:
            yield Change(table, tuple(row._mapping[key] for key in keys), new, table.name in OWN)


def _keys(table: Table) -> list[Any]:
    return list(table.primary_key.columns)


def _about(table: Table, instance_ids: Sequence[int]) -> Any:
    """The rows of a table that belong to these matters; None where a table knows no matter."""
    if table.name == "instance":
        return table.c.id.in_(instance_ids)
    tasks = select(t.task.c.id).where(t.task.c.instance_id.in_(instance_ids))
    own = [table.c["instance_id"].in_(instance_ids)] if "instance_id" in table.c else []
    if "task_id" in table.c and table.name != "opinion":
        own.append(table.c["task_id"].in_(tasks))
    return or_(*own) if own else None


def _unique(table: Table, name: str) -> bool:
    return any(index.unique and name in index.columns for index in table.indexes) or any(
        name in constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint)
    )
