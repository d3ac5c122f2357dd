"""The figures of auditing: the product's defaults, replaced by what the office set."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Connection, select

from engine.store import tables as t

SETTING = "audit"


@dataclass(frozen=True)
class AuditFigures:
    """As in audit.toml, where each figure is explained."""

    fast_seconds: int
    fast_share: float
    fast_known: int
    fast_sample: int
    fast_from: str
    grace_minutes: int
    look_back_days: int
    most_refusals: int
    most_sums: int
    export_rows: int
    repeat_seconds: int

    @property
    def look_back(self) -> timedelta:
        return timedelta(days=self.look_back_days)

    @property
    def repeat(self) -> timedelta:
        return timedelta(seconds=self.repeat_seconds)


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(resources.files("engine.queries.audit").joinpath("audit.toml").read_text("utf-8"))


def figures_in_force(connection: Connection) -> AuditFigures:
    """The office's figures at this moment; a setting of an older or newer program changes what it knows."""
    own = connection.execute(select(t.setting.c.value).where(t.setting.c.key == SETTING)).scalar_one_or_none() or {}
    known = AuditFigures.__dataclass_fields__
    return AuditFigures(**{**_defaults(), **{name: value for name, value in own.items() if name in known}})
