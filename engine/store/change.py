"""What an event may do to rows: new rows, new values, rows that go, document fields that come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]

SYSTEM = "system"  # the actor of what the clock does


@dataclass(frozen=True)
class Put:
    """New rows; with `once`, a row whose key is already there is left alone."""

    table: str
    rows: list[Row]
    once: bool = False


@dataclass(frozen=True)
class Set:
    """New values of the one row with this key."""

    table: str
    key: Row
    values: Row


@dataclass(frozen=True)
class Drop:
    """The rows whose columns have these values go."""

    table: str
    keys: list[Row]


@dataclass(frozen=True)
class Merge:
    """Fields of the instance's document that were filled in."""

    instance_id: int
    content: Row


Change = Put | Set | Drop | Merge


def moment(text: str | None) -> datetime | None:
    """An event's ISO text as a UTC moment."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
