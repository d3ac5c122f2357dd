"""回避: nobody approves what he did himself, in his own name or through a stand-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from engine.errors import Refused
from engine.organization.membership import Membership
from engine.organization.times import local_date


def separated(
    person: str,
    different_from: Iterable[str],
    done_by: Mapping[str, Collection[str]],
    *,
    on_behalf_of: str | None = None,
    same_person_allowed: bool = False,
) -> Refused | None:
    """The refusal when `person`, or the person he acts for, did one of the steps `different_from`, else None.

    `done_by` maps a step to everybody who did it (stand-ins and those they acted for alike).
    `same_person_allowed` is the answer of `same_person_unit`, the one exception (单人单位).
    """
    if same_person_allowed:
        return None
    acting = {person, on_behalf_of or person}
    for step in different_from:
        if acting & set(done_by.get(step, ())):
            return Refused(
                "separation",
                "本人(或被代理人)已办理前面的环节,按回避规定不能再办理此环节。",
                "Whoever did the earlier step may not do this one.",
                step=step,
            )
    return None


def recused(different_from: Iterable[str], done_by: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Everybody who may not do a step, for `resolve(recused=...)`."""
    return frozenset(person for step in different_from for person in done_by.get(step, ()))


def same_person_unit(org: Membership, person: str, unit: str, at: date | datetime) -> bool:
    """Whether the exception holds: a 单人单位 all of whose posts this person holds.

    The caller asks only for a step whose procedure allows it (单位审核), and records an event when used.
    """
    on = local_date(at)
    there = org.unit(unit)
    if not (there.single_person and there.covers(on)):
        return False
    people = {p for post in org.posts if post.unit == there.id for p in org.post_holders(post.id, on)}
    return people == {person}
