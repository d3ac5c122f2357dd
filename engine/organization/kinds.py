"""The kinds of record an organization is stored as, and their way to and from plain dicts.

In records the inclusive dates are called `from` and `to` (either may be missing), in Python `since` and `until`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from engine.errors import Refused
from engine.organization.records import (
    Absence,
    Charge,
    Dated,
    Deputy,
    Grant,
    Holder,
    Person,
    PlanItem,
    Post,
    Topic,
    Unit,
)

KINDS: dict[str, type[Dated]] = {
    "units": Unit,
    "people": Person,
    "posts": Post,
    "holders": Holder,
    "deputies": Deputy,
    "grants": Grant,
    "absences": Absence,
    "charges": Charge,
    "topics": Topic,
    "plan_items": PlanItem,
}
NAMES = {"from": "since", "to": "until"}
BACK = {python: record for record, python in NAMES.items()}
T = TypeVar("T", bound=Dated)


def read_record(kind: type[T], record: Mapping[str, Any]) -> T:
    """A record of `kind` from its dict; dates may be ISO text. Refused names what is wrong."""
    known = {field.name: field for field in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in record.items():
        name = NAMES.get(key, key)
        if name not in known:
            raise _bad_record(kind, record, f"unknown key {key}")
        if name in ("since", "until") and isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError as problem:
                raise _bad_record(kind, record, str(problem)) from problem
        values[name] = tuple(value) if isinstance(value, list) else value
    try:
        made = kind(**values)
    except TypeError as problem:
        raise _bad_record(kind, record, str(problem)) from problem
    if (made.since or date.min) > (made.until or date.max):
        raise _bad_record(kind, record, "ends before it begins")
    return made


def write_record(record: Dated) -> dict[str, Any]:
    """The plain dict of a record, ISO dates, without what is left at its default."""
    out: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if value == field.default:
            continue
        if isinstance(value, date):
            value = value.isoformat()
        out[BACK.get(field.name, field.name)] = list(value) if isinstance(value, tuple) else value
    return out


def _bad_record(kind: type[Dated], record: Mapping[str, Any], what: str) -> Refused:
    name = kind.__name__
    return Refused(
        "organization.record",
        f"组织数据有误({name}):{what}。",
        f"Bad {name} record: {what}.",
        record=dict(record),
    )
