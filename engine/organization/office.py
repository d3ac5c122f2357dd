"""A whole office from its TOML folder: people and posts, calendar, plan, and figures of last year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Missing, Refused
from engine.organization.calendar import Calendar, seeded_calendar
from engine.organization.kinds import KINDS
from engine.organization.organization import Organization
from engine.organization.year_table import OfficeHours, YearTable

OFFICES = Path(__file__).parent / "offices"
NOT_RECORDS = {"name", "district", "dispatcher", "bases", "parameters"}


@dataclass(frozen=True)
class OfficeData:
    """An office as delivered: `bases` are last year's figures by year, `parameters` numbers it may change."""

    name: str
    district: str
    organization: Organization
    calendar: Calendar
    bases: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Any]


def load_office(name: str, folder: Path | None = None) -> OfficeData:
    """Read `<folder>/*.toml` of an office, by default one of those delivered (qinglan).

    Raises Missing `office.missing` for an unknown name and Refused `office.toml` for an unreadable file.
    """
    there = folder if folder is not None else OFFICES / name
    if not name.isidentifier() or not there.is_dir():
        raise Missing("office.missing", f"没有这个机关的数据:{name}。", f"No such office: {name}.")
    records: dict[str, list[dict[str, Any]]] = {}
    facts: dict[str, Any] = {}
    for path in sorted(there.glob("*.toml")):
        content = _read(path)
        if path.name == "calendar.toml":
            continue
        for key, value in content.items():
            if key in KINDS:
                records.setdefault(key, []).extend(value)
            elif key in NOT_RECORDS:
                facts[key] = value
            else:
                raise _unreadable(path, f"unknown key {key}")
    records["dispatcher"] = [{"group": facts["dispatcher"]}] if "dispatcher" in facts else []
    return OfficeData(
        name=facts.get("name", name),
        district=facts.get("district", ""),
        organization=Organization.from_records(records),
        calendar=_calendar(there / "calendar.toml"),
        bases=facts.get("bases", {}),
        parameters=facts.get("parameters", {}),
    )


def _calendar(path: Path) -> Calendar:
    """The published years under the office's hours; `[[years]]` of the file replace single years."""
    content = _read(path) if path.exists() else {}
    hours = OfficeHours.from_json(content["hours"]) if "hours" in content else None
    calendar = seeded_calendar(hours)
    for table in content.get("years", ()):
        calendar = calendar.with_year(YearTable.from_json(table))
    return calendar


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise _unreadable(path, str(problem)) from problem


def _unreadable(path: Path, what: str) -> Refused:
    return Refused("office.toml", f"机关数据文件 {path.name} 有误:{what}。", f"Bad file {path.name}: {what}.")
