"""What a list was asked for: filters, and the place after which the next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.store.columns import EPOCH, MICROSECOND

LARGEST = 2**63 - 1  # what a column of ids holds


@dataclass(frozen=True)
class Filters:
    """Filters of a list as they stand in its address; `after` is a cursor handed out by the page before."""

    procedure: str = ""
    urgency: str = ""
    text: str = ""
    after: str = ""
    part: str = ""  # of a box with two lists: "" | for-me

    @property
    def active(self) -> bool:
        return bool(self.procedure or self.urgency or self.text)


@dataclass(frozen=True)
class Place:
    """A row's place in the to-do list: its band (overdue, urgency) as of a moment, its due date, its task."""

    as_of: datetime
    band: int
    due: datetime
    task: int

    def __str__(self) -> str:
        return f"{_micro(self.as_of):x}.{self.band}.{_micro(self.due):x}.{self.task:x}"


def read_place(text: str) -> Place | None:
    """A place from its text; None for anything else, so that a damaged address shows the first page."""
    try:
        as_of, band, due, task = _numbers(text)
        return Place(_moment(as_of), band, _moment(due), task)
    except (ValueError, OverflowError):
        return None


def write_pair(at: datetime, row: int) -> str:
    return f"{_micro(at):x}.{row:x}"


def read_pair(text: str) -> tuple[datetime, int] | None:
    """A (moment, id) cursor of a list that is sorted by time."""
    try:
        at, row = _numbers(text)
        return _moment(at), row
    except (ValueError, OverflowError):
        return None


def _numbers(text: str) -> list[int]:
    found = [int(part, 16) for part in text.split(".")]
    if not all(0 <= number <= LARGEST for number in found):
        raise ValueError("no place of a list")
    return found


def _micro(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _moment(micro: int) -> datetime:
    return EPOCH + timedelta(microseconds=micro)
