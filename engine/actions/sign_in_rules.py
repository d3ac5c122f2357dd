"""The figures of signing in: the product's defaults, replaced by what the office set."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Connection, select

from engine.store import tables as t

SETTING = "sign_in"


@dataclass(frozen=True)
class SignInRules:
    """As in sign_in.toml, where each figure is explained."""

    idle_minutes: int
    absolute_hours: int
    tries: int
    delay_seconds: int
    longest_delay_minutes: int
    least_password_length: int
    touch_seconds: int

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        return timedelta(hours=self.absolute_hours)

    def delay(self, failures: int) -> timedelta:
        """How long an account is locked after so many wrong passwords in a row."""
        if failures < self.tries:
            return timedelta(0)
        doubled = self.delay_seconds * 2 ** min(failures - self.tries, 20)
        return min(timedelta(seconds=doubled), timedelta(minutes=self.longest_delay_minutes))


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(resources.files("engine.actions").joinpath("sign_in.toml").read_text("utf-8"))


def rules_in_force(connection: Connection) -> SignInRules:
    """The office's figures at this moment."""
    own = connection.execute(select(t.setting.c.value).where(t.setting.c.key == SETTING)).scalar_one_or_none()
    return with_own(own)


def with_own(own: dict[str, Any] | None) -> SignInRules:
    """The defaults with the office's figures (the value of the setting, or None) in their place."""
    return SignInRules(**{**_defaults(), **(own or {})})
