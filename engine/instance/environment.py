"""The FEEL functions an instance sees: working days, declared terms, who is in charge — as in force that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from engine.clock import local
from engine.definition import Definition
from engine.organization import Calendar, Organization, calendar_functions, organization_functions


def functions(
    definition: Definition, organization: Organization, calendar: Calendar, at: datetime
) -> Mapping[str, Callable[..., Any]]:
    """Names to callables; `term(step, urgency)` reads procedure.toml, `leader in charge(unit)` the organization."""
    return _functions(_Same(definition), _Same(organization), _Same(calendar), local(at).date())


class _Same:
    """Wraps a long-lived value so that it is cached by identity, without hashing all it holds."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


@lru_cache(maxsize=256)
def _functions(definition: _Same, organization: _Same, calendar: _Same, on: date) -> Mapping[str, Callable[..., Any]]:
    return {
        **calendar_functions(calendar.value, definition.value.procedure.terms),
        **organization_functions(organization.value, on),
    }
