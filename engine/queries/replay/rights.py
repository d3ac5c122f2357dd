"""By what right somebody acted, as the office stood that day: post, grant, standing in, part in the matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine.definition import Definition
from engine.definition.definition import START
from engine.history import Event
from engine.organization import Deputy, Organization, local_date
from engine.queries.replay.posts import Held, given_words, grants_for, posts_for
from engine.store.change import SYSTEM, Row
from engine.store.folding import Rows
from engine.words import ACTIONS

AUTHOR = frozenset({"task.withdrawn", "opinion.corrected", "opinion.confirmed"})
BY_PART = frozenset({
    "instance.circulated", "reading.changed", "attachment.added", "task.urged", "signer.removed", "instance.paused",
    "instance.resumed", "instance.cancelled", "instance.suspended", "instance.jumped",
    "instance.migrated",
})  # fmt: skip
BEGUN = ACTIONS["instance.started"][0]
ANSWERED_ONLY = frozenset({"instance.suspended", "instance.jumped", "instance.migrated"})


@dataclass(frozen=True)
class Right:
    """`how`: system, message, named, post, deputy, dictation, start, answers, starter, part, sent,
    asked, author, unknown.

    `posts` are those that fit, of the person or of `principal`, whom he stood in for (`deputy`) or wrote for. `given`
    says to whom the task was given. `apart`: steps that the same person must not have done (回避);
    `alone`: he did one of them, but his unit has nobody else.
    """

    how: str
    on: date
    posts: tuple[Held, ...] = ()
    given: tuple[str, ...] = ()
    principal: str = ""
    deputy: Deputy | None = None
    apart: tuple[str, ...] = ()
    alone: bool = False


def right_of(definition: Definition, organization: Organization, event: Event, before: Rows) -> Right | None:
    """`before` are the rows before the event. None for what was refused: nobody acted."""
    on = local_date(event.at)
    if event.kind in ("action.refused", "incident.raised"):
        return None
    if event.actor == SYSTEM:
        return Right("message" if event.body.get("origin") else "system", on)
    if event.kind == "instance.started":
        return _by_groups("start", organization, event.actor, definition.procedure.starters, on)
    if event.kind in AUTHOR:
        return Right("author", on, posts_for(organization, event.actor, None, on))
    task = before["task"].get((event.body.get("task", 0),))
    if task is not None and event.kind == "signer.removed" and task["asked_by"] == event.actor:
        return Right("asked", on, posts_for(organization, event.actor, None, on))
    if task is not None and event.kind not in BY_PART:
        return _of_task(definition, organization, event, task, on)
    return _of_part(definition, organization, event, before, on)


def _of_task(definition: Definition, organization: Organization, event: Event, task: Row, on: date) -> Right:
    """As engine.task.entitle decided it then."""
    person, principals, rules = event.actor, tuple(task["principals"]), definition.procedure.task(task["element"])
    given = given_words(organization, principals, on)
    alone = event.body.get("exception") == "same_person"
    apart = tuple(dict.fromkeys(_step_name(definition, each) for each in rules.different_from))
    if leader := event.body.get("dictated"):
        return Right("dictation", on, posts_for(organization, person, rules.dictation, on), given, leader, None, apart)
    behalf = event.on_behalf_of
    if behalf is None and person in principals:
        return Right("named", on, posts_for(organization, person, None, on), given, apart=apart, alone=alone)
    if behalf is None:
        found = _by_groups("post", organization, person, principals, on)
        return Right(found.how, on, found.posts, given, apart=apart, alone=alone)
    standing = organization.may_stand_in(
        behalf, person, event.at, definition.procedure.key, task["deputy"], task["element"]
    )
    fitting = posts_for(organization, behalf, None if behalf in principals else principals, on)
    return Right("deputy" if standing else "unknown", on, fitting, given, behalf, standing, apart, alone)


def _of_part(definition: Definition, organization: Organization, event: Event, before: Rows, on: date) -> Right:
    """What the whole matter allows: to who answers for it, to who started it, to who took part."""
    owner = definition.procedure.owner
    matter = next(iter(before["instance"].values()), {})
    involved = {principal for principal, _ in before["participant"]}
    answers = posts_for(organization, event.actor, owner, on)
    sent = any(row["person"] == event.actor for row in before["reading"].values())
    if event.kind == "reading.changed" and sent:
        return Right("sent", on, posts_for(organization, event.actor, None, on))
    if answers and (event.kind in ANSWERED_ONLY or event.actor != matter.get("starter")):
        return Right("answers", on, answers)
    if event.kind not in ANSWERED_ONLY and event.actor == matter.get("starter"):
        return Right("starter", on, posts_for(organization, event.actor, None, on))
    if event.kind not in ANSWERED_ONLY and not involved.isdisjoint(organization.groups_of(event.actor, on)):
        return Right("part", on, posts_for(organization, event.actor, None, on))
    return Right("unknown", on, posts_for(organization, event.actor, None, on))


def _by_groups(how: str, organization: Organization, person: str, groups: Iterable[str], on: date) -> Right:
    wanted = tuple(groups)
    found = (*posts_for(organization, person, wanted, on), *grants_for(organization, person, wanted, on))
    given = given_words(organization, wanted, on)
    return Right(how if found else "unknown", on, found or posts_for(organization, person, None, on), given)


def _step_name(definition: Definition, element: str) -> str:
    info = definition.process.elements.get(element)
    return str(info.name) if info and info.name else BEGUN if element == START else element
