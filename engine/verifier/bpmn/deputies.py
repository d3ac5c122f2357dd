"""Who may stand in for whom on a day: 离岗委托, AB角 while A is away, 主持工作 and 财务授权 by written order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..organization import Record
from .people import People

SHOWN = {"leave": "", "ab": "", "order": ",主持工作", "finance": ",财务授权"}
STRENGTH = {"order": 0, "finance": 1, "leave": 2, "ab": 3}


def active_for(people: People, person: str, on: date) -> list[Record]:
    """Arrangements by which somebody may act for `person` that day, in order of the deputies' rank."""
    found = [one for one in people.on("deputies", on) if one.get("principal") == person and is_active(people, one, on)]
    order = {who: place for place, who in enumerate(people.in_rank(one["deputy"] for one in found))}
    return sorted(found, key=lambda one: (order[one["deputy"]], one["kind"]))


def is_active(people: People, one: Record, on: date) -> bool:
    """The deputy in office and not away himself; an AB角 only while A is away."""
    deputy = one["deputy"]
    if not people.holders(deputy, on) or people.is_absent(deputy, on):
        return False
    return one["kind"] != "ab" or (not one.get("order_only") and people.is_absent(one.get("principal", ""), on))


def accepted(one: Record, procedure: str, requirement: str, duty: str) -> bool:
    """Whether an arrangement is enough for a step that asks for `requirement` (ab, order, none)."""
    if requirement == "none" or duty in one.get("not_for", ()):
        return False
    if requirement == "order" and one["kind"] not in ("order", "finance"):
        return False
    named = one.get("procedures", ())
    return procedure in named if one["kind"] == "finance" else not named or procedure in named


def standing_in(
    people: People, principal: str, person: str, on: date, procedure: str, requirement: str, duty: str
) -> Record | None:
    """The strongest arrangement under which `person` may act for `principal`."""
    found = [
        one for one in active_for(people, principal, on)
        if one["deputy"] == person and accepted(one, procedure, requirement, duty)
    ]  # fmt: skip
    return min(found, key=lambda one: STRENGTH[one["kind"]], default=None)


def shown(people: People, one: Record) -> str:
    """How a stand-in signs."""
    return f"{people.name(one['deputy'])}(代{people.name(one.get('principal', ''))}{SHOWN[one['kind']]})"


def standing_for_empty(people: People, post: str, on: date) -> list[str]:
    """The AB角 of a post that nobody holds."""
    named = [
        one["deputy"] for one in people.on("deputies", on) if one.get("post") == post and one["kind"] == "ab"
    ]  # fmt: skip
    return people.in_rank(one for one in named if people.holders(one, on) and not people.is_absent(one, on))


def able(
    people: People, entitled: Iterable[str], on: date, procedure: str, requirement: str, duty: str
) -> list[Record]:
    """Arrangements active now for any of these people that the step accepts."""
    return [
        one for person in entitled for one in active_for(people, person, on)
        if accepted(one, procedure, requirement, duty)
    ]  # fmt: skip
