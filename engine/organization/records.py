"""The dated facts an organization is made of; kinds.py reads and writes them as plain dicts.

In records the inclusive dates are called `from` and `to` (either may be missing), in Python `since`, `until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something true from `since` to `until`, both days included; None means always."""

    since: date | None = None
    until: date | None = None

    def covers(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def overlaps(self, other: Dated) -> bool:
        return (self.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
            self.until or date.max
        )


@dataclass(frozen=True, kw_only=True)
class Unit(Dated):
    """A unit; `id` is its short name. `single_person` marks 单人单位; `kind` is leaders, office,
    section, township, department or other."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    order: int = 0
    single_person: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person(Dated):
    """A person; `rank` orders leaders and everybody after them (1 first)."""

    id: str
    name: str
    rank: int
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Post(Dated):
    """A post of a unit and the roles it carries; `superior` is another post, `seats` how many hold it."""

    id: str
    unit: str
    title: str
    roles: tuple[str, ...]
    superior: str | None = None
    seats: int = 1


@dataclass(frozen=True, kw_only=True)
class Holder(Dated):
    """Who holds a post; `acting` needs the written order named in `paper`."""

    post: str
    person: str
    acting: bool = False
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Grant(Dated):
    """A role given to a person outside any post, within `scope`: unit ids, for an auditor also "*" (the whole
    office). An empty one binds the role to no unit; an auditor with an empty one sees nothing."""

    person: str
    role: str
    scope: tuple[str, ...] = ()
    by: str = ""
    paper: str = ""


DeputyKind = Literal["leave", "ab", "order", "finance"]


@dataclass(frozen=True, kw_only=True)
class Deputy(Dated):
    """`deputy` may stand in for `principal`, or for an empty `post`.

    leave = 离岗委托 (chosen `procedures`, empty = all) · ab = AB角, only while the principal is absent ·
    order = 主持工作 and finance = 财务授权, both with the written order in `paper`.
    `not_for` lists duties or step ids left out (用印); `order_only`: the AB角 names the person, who acts only by order.
    """

    kind: DeputyKind
    deputy: str
    principal: str = ""
    post: str = ""
    procedures: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    order_only: bool = False
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Absence(Dated):
    """A person marked absent; what wakes the AB角."""

    person: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Charge(Dated):
    """分管: a leader's units and topics; `tier` is "district" (区领导) or "office" (办领导)."""

    person: str
    tier: Literal["district", "office"]
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    all: bool = False


@dataclass(frozen=True, kw_only=True)
class Topic(Dated):
    """A matter and the unit that leads it by default."""

    name: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class PlanItem(Dated):
    """An item of the yearly 发文计划."""

    id: str
    title: str
    unit: str
    month: int
