"""Whether somebody was entitled to what he did, by the organization of that day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from .deputies import shown, standing_in
from .findings import Illegal
from .matter import Matter, Task
from .people import People
from .procedure import Procedure

ADMINISTRATION = frozenset({
    "system-admin", "security-admin", "audit-admin", "auditor", "analyst",
})  # fmt: skip


@dataclass(frozen=True)
class Entitled:
    """`behalf` is for whom he stands in; `signature` and `post` are how history shows him."""

    person: str
    behalf: str | None
    signature: str
    post: str


def does_business(people: People, person: str, on: date) -> bool:
    """Whether a role of his is one of the office's work: not of its administrators, auditors and analysts."""
    return bool(people.roles_of(person, on) - ADMINISTRATION)


def entitle(people: People, procedure: Procedure, task: Task, person: str, on: date) -> Entitled:
    """As whom the person does the task: himself, or the deputy of somebody it was given to. Raises Illegal."""
    groups = people.groups_of(person, on)
    standing = None
    if groups.isdisjoint(task.principals):
        owners = [one for principal in task.principals for one in people.holders(principal, on)]
        found = (standing_in(people, owner, person, on, procedure.key, task.deputy, task.element) for owner in owners)
        standing = next((one for one in found if one is not None), None)
        if standing is None:
            raise Illegal(
                "not_entitled",
                f"{people.name(person)}({person})当日不属于“{task.name}”的办理人"
                f"({'、'.join(task.principals)}),也无有效代理。",
                f"{person} held none of {task.principals} that day and stood in for nobody who did.",
            )
    acting = {person, standing["principal"] if standing else person}
    if task.assignee is not None and task.assignee not in acting:
        raise Illegal(
            "claimed_by_other",
            f"“{task.name}”已由{people.name(task.assignee)}签收。",
            f"{task.assignee} has claimed it.",
        )
    posts = people.posts_of(standing["principal"] if standing and standing.get("principal") else person, on)
    fitting = [
        post for post in posts
        if {*post["roles"], *(f"{role}@{post['unit']}" for role in post["roles"])} & {*task.principals}
    ]  # fmt: skip
    post = next(iter(fitting or posts), None)
    return Entitled(
        person,
        standing["principal"] if standing else None,
        shown(people, standing) if standing else people.name(person),
        f"{post['unit']}{post['title']}" if post else "",
    )


def refuse_same_hand(
    people: People,
    procedure: Procedure,
    matter: Matter,
    task: Task,
    acting: Collection[str | None],
    person: str,
    on: date,
) -> str | None:
    """回避: whoever did one of the steps `different_from` does not do this one. The exception used, if one was."""
    done = matter.done_by(task.key)
    apart: Iterable[str] = procedure.task(task.element, "different_from", ())
    step = next((one for one in apart if done.get(one, set()) & set(acting)), None)
    if step is None:
        return None
    unit = asked_unit(task.candidates, matter.unit)
    if procedure.task(task.element, "same_person_unit", False) and people.alone_in(unit, person, on):
        return "same_person"
    raise Illegal(
        "separation", f"违反回避:{people.name(person)}或被代理人已办理“{step}”,不得再办“{task.name}”。",
        f"Whoever did {step!r} may not do {task.element!r}: {person}.",
    )  # fmt: skip


def asked_unit(candidates: Collection[str], otherwise: str) -> str:
    return next((one.partition("@")[2] for one in candidates if "@" in one), otherwise)


def answers_for(people: People, procedure: Procedure, person: str, on: date) -> bool:
    """Whether he holds a role that answers for the procedure's matters."""
    return does_business(people, person, on) and not people.roles_of(person, on).isdisjoint(procedure.owners)


def takes_part(people: People, matter: Matter, person: str, on: date) -> bool:
    return person == matter.starter or not people.groups_of(person, on).isdisjoint(matter.participants)
