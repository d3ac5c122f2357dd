"""Reading the files back as plainly as a stranger would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

READ = {
    "string": str, "int": int, "boolean": lambda text: text == "true",
    "date": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
}  # fmt: skip


def attributes(element: Any) -> dict[str, Any]:
    return {child.get("key"): READ[child.tag](child.get("value")) for child in element if child.tag in READ}


def xes_events(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Case and attributes of every event."""
    for trace in etree.parse(str(path)).getroot().iter("trace"):
        case = attributes(trace)["concept:name"]
        for event in trace.iter("event"):
            yield case, attributes(event)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def sqlite_events(path: Path) -> Iterator[dict[str, Any]]:
    """Every event with the columns of its type's own table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for type, mapped in connection.execute("SELECT ocel_type, ocel_type_map FROM event_map_type").fetchall():
            for row in connection.execute(f'SELECT * FROM "event_{mapped}"'):
                yield {"type": type, **dict(row)}
