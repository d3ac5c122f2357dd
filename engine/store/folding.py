"""The rows that a history means, event by event: table -> primary key -> row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from engine.history import Event
from engine.store import tables as t
from engine.store.apply import changes
from engine.store.change import Change, Drop, Merge, Put, Row, Set

Key = tuple[Any, ...]
Rows = dict[str, dict[Key, Row]]


class Folding:
    """Rows as they stood after the last event added. A row that changes is replaced, never changed in place, so that
    whoever keeps one keeps that moment."""

    def __init__(self) -> None:
        self.rows: Rows = defaultdict(dict)

    def add(self, event: Event) -> None:
        for change in changes(event):
            self._take(change)

    def _take(self, change: Change) -> None:
        match change:
            case Put(table=name, rows=rows):
                for row in rows:
                    self.rows[name].setdefault(key_of(name, row), dict(row))
            case Set(table=name, key=key, values=values):
                rows_of = self.rows[name]
                for each in self._meant(name, key):
                    rows_of[each] = {**rows_of[each], **values}
            case Drop(table=name, keys=keys):
                for key in keys:
                    for each in self._meant(name, key):
                        del self.rows[name][each]
            case Merge(instance_id=instance_id, content=content):
                row = self.rows["document"][(instance_id,)]
                self.rows["document"][(instance_id,)] = {**row, "content": {**row["content"], **content}}

    def _meant(self, name: str, key: Row) -> list[Key]:
        """Primary keys of the rows that have these values: looked up when it is the primary key, else looked for."""
        columns = primary_key(name)
        if key.keys() == set(columns):
            found = tuple(key[column] for column in columns)
            return [found] if found in self.rows[name] else []
        return [k for k, row in self.rows[name].items() if all(row[c] == v for c, v in key.items())]


def fold(events: Iterable[Event]) -> Rows:
    """The rows after all these events."""
    folding = Folding()
    for event in events:
        folding.add(event)
    return folding.rows


def key_of(name: str, row: Row) -> Key:
    return tuple(row[column] for column in primary_key(name))


@cache
def primary_key(name: str) -> tuple[str, ...]:
    return tuple(column.name for column in t.metadata.tables[name].primary_key)
