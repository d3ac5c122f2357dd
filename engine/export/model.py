"""A case, its events and its objects as a log tells them; every text is already fit to leave the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Text = str | int | datetime


@dataclass(frozen=True, slots=True)
class Relation:
    """To an object, and in which capacity."""

    object_id: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class LogObject:
    """`values` are (attribute, value, since when); a state that changes has several. `shared`: met in many cases."""

    id: str
    type: str
    values: tuple[tuple[str, Text, datetime], ...]
    relations: tuple[Relation, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One thing that happened. `derived`: not an event of the history but told by one (a task arrived, was ended).

    `type` is what OCEL calls it, `activity` and `transition` what XES does; `person` is an id, `name` his name.
    """

    seq: int
    kind: str
    type: str
    activity: str
    transition: str
    at: datetime
    person: str
    name: str
    behalf: str = ""
    unit: str = ""
    post: str = ""
    task: int | None = None
    role: str = ""
    element: str = ""
    label: str = ""
    result: str = ""
    derived: bool = False
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class LogCase:
    """One matter. `attributes` are those of its trace."""

    number: str
    attributes: tuple[tuple[str, Text], ...]
    events: tuple[LogEvent, ...]
    objects: tuple[LogObject, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was written."""

    cases: int
    events: int
    objects: int = 0


# OCEL: the types of objects with their attributes; every type of event has the same ones.
OBJECT_TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "instance": (
        ("number", "string"), ("procedure", "string"), ("version", "integer"), ("title", "string"),
        ("urgency", "string"), ("state", "string"), ("end_state", "string"), ("due", "time"),
    ),
    "task": (
        ("element", "string"), ("name", "string"), ("label", "string"), ("role", "string"), ("due", "time"),
        ("state", "string"),
    ),
    "person": (("name", "string"),),
    "unit": (("name", "string"),),
    "document": (("document_number", "string"), ("title", "string")),
    "attachment": (("field", "string"), ("media_type", "string"), ("size", "integer"), ("sha256", "string")),
    "decision": (("table", "string"), ("element", "string"), ("rules", "string")),
}  # fmt: skip
EVENT_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("seq", "integer"), ("kind", "string"), ("activity", "string"), ("transition", "string"), ("element", "string"),
    ("label", "string"), ("result", "string"), ("post", "string"),
)  # fmt: skip


def event_values(event: LogEvent) -> list[tuple[str, str]]:
    """The attributes of an OCEL event that say something, as texts."""
    known = ((name, getattr(event, name)) for name, _ in EVENT_ATTRIBUTES)
    return [(name, str(value)) for name, value in known if value != ""]


def event_id(case: LogCase, event: LogEvent) -> str:
    return f"{case.number}/{event.seq}"


def as_text(value: Text) -> str:
    return stamp(value) if isinstance(value, datetime) else str(value)


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC, to the microsecond."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
