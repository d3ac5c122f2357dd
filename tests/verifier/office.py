"""The delivered office as both sides know it: functions of the engine, and those of the verifier from its JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.feel import Environment
from engine.organization import calendar_functions, load_office, organization_functions
from engine.organization.office import OfficeData
from engine.verifier import office
from engine.verifier.calendar import Calendar
from engine.verifier.organization import Organization
from engine.verifier.terms import read_terms

AT = datetime(2026, 6, 18, 8, 50, tzinfo=UTC)
Functions = Mapping[str, Callable[..., Any]]


@cache
def delivered() -> OfficeData:
    return load_office("qinglan")


@cache
def packed() -> tuple[Calendar, Organization]:
    """Read from the texts a package carries, as far as JSON keeps them."""
    calendar = json.loads(json.dumps(delivered().calendar.as_json()))
    return Calendar.from_json(calendar), Organization.from_records(
        json.loads(json.dumps(delivered().organization.as_records()))
    )


def environment(procedure: str, at: datetime = AT) -> Environment:
    """The engine's, with the terms of a procedure.toml."""
    known = calendar_functions(delivered().calendar, tomllib.loads(procedure).get("terms", {}))
    return Environment(now=at, functions={**known, **organization_functions(delivered().organization, at)})


def functions(procedure: str, at: datetime = AT) -> Functions:
    """The verifier's."""
    return office.functions(*packed(), read_terms(procedure), at)


def procedure_of(path: Path) -> str:
    """The procedure.toml of the folder a file belongs to."""
    folder = next(parent for parent in path.parents if (parent / "procedure.toml").is_file())
    return (folder / "procedure.toml").read_text("utf-8")
