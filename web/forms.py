"""Refusals as form errors: which sentence stands under which field."""

from __future__ import annotations

from engine.errors import Invalid, Refused
from engine.forms import Problem


def problems_of(refused: Refused) -> dict[str, Problem]:
    """The problems of an Invalid by posted name; nothing for other refusals."""
    if not isinstance(refused, Invalid):
        return {}
    return {name: Problem(refused.code, said, said) for name, said in refused.fields.items()}
