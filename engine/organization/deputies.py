"""Who may stand in for whom: 离岗委托, AB角 while A is absent, 主持工作 and 财务授权 by written order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from engine.organization.membership import Membership
from engine.organization.records import Deputy
from engine.organization.times import local_date

Requirement = Literal["ab", "order", "none"]
SHOWN = {"leave": "", "ab": "", "order": ",主持工作", "finance": ",财务授权"}


def deputies_of(org: Membership, person: str, at: date | datetime) -> list[Deputy]:
    """Everybody who may act for `person` now, by any kind, in order of rank."""
    on = local_date(at)
    active = [d for d in org.deputies if d.principal == person and is_active(org, d, on)]
    order = {p: n for n, p in enumerate(org.in_rank(d.deputy for d in active))}
    return sorted(active, key=lambda d: (order[d.deputy], d.kind))


def stands_in_for(org: Membership, person: str, at: date | datetime) -> list[Deputy]:
    """The arrangements by which `person` may act for others now (代我办 seen from the other side)."""
    on = local_date(at)
    return [d for d in org.deputies if d.principal and d.deputy == person and is_active(org, d, on)]


def may_stand_in(
    org: Membership,
    for_person: str,
    by_person: str,
    at: date | datetime,
    procedure: str = "",
    requirement: Requirement = "ab",
    duty: str = "",
) -> Deputy | None:
    """The arrangement under which `by_person` may act for `for_person`, the strongest first, or None.

    `requirement` is what the step accepts: "ab" any kind, "order" only 主持工作 or a 财务授权 naming the
    procedure (上行文签发, 一支笔), "none" nobody. `duty` is what the step does (用印), for `not_for`.
    """
    strength = {"order": 0, "finance": 1, "leave": 2, "ab": 3}
    found = [
        d
        for d in deputies_of(org, for_person, at)
        if d.deputy == by_person and accepts(d, procedure, requirement, duty)
    ]
    return min(found, key=lambda d: strength[d.kind], default=None)


def accepts(deputy: Deputy, procedure: str, requirement: Requirement, duty: str = "") -> bool:
    """Whether an active arrangement is enough for a step."""
    if requirement == "none" or (duty and duty in deputy.not_for):
        return False
    if requirement == "order" and deputy.kind not in ("order", "finance"):
        return False
    if deputy.kind == "finance":
        return procedure in deputy.procedures
    return not deputy.procedures or procedure in deputy.procedures


def is_active(org: Membership, deputy: Deputy, on: date) -> bool:
    """Dated, both people in office, an AB角 only while A is absent, and B himself not away."""
    if not deputy.covers(on) or not org.holders(deputy.deputy, on) or org.is_absent(deputy.deputy, on):
        return False
    if deputy.kind != "ab":
        return True
    return not deputy.order_only and org.is_absent(deputy.principal, on)


def shown(org: Membership, deputy: Deputy) -> str:
    """How a stand-in signs: "乙(代甲)", "甄务实(代甄为民,主持工作)"."""
    return f"{org.name(deputy.deputy)}(代{org.name(deputy.principal)}{SHOWN[deputy.kind]})"
