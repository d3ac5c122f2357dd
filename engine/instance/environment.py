"""The FEEL functions an instance sees: working days, declared terms, who is in charge — as in force that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine.clock import local
from engine.definition import Definition
from engine.organization import Calendar, Organization, calendar_functions


def functions(
    definition: Definition, organization: Organization, calendar: Calendar, at: datetime
) -> Mapping[str, Callable[..., Any]]:
    """Names to callables; `term(step, urgency)` reads procedure.toml, `leader in charge(unit)` the organization."""
    return {**_calendar(definition, calendar), **_people(organization, at)}


@lru_cache(maxsize=64)
def _calendar(definition: Definition, calendar: Calendar) -> Mapping[str, Callable[..., Any]]:
    procedure = definition.procedure
    bound = dict(calendar_functions(calendar))
    bound["term"] = lambda step, urgency: procedure.term(step, urgency or "") or None
    return bound


def _people(organization: Organization, at: datetime) -> Mapping[str, Callable[..., Any]]:
    on = local(at).date()
    return {
        "leader in charge": lambda unit: organization.leader_in_charge(unit, on),
        "holders": lambda group: organization.holders(group, on),
        "unit of": lambda person: next(iter(organization.units_of(person, on)), None),
        "unit kind": lambda unit: organization.unit(unit).kind,
    }
