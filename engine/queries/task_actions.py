"""What the reader may do with a task now, beside completing it; asks the same rules as the actions, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine.errors import NotYours, Refused
from engine.organization import due as term_due
from engine.organization import local_date, may
from engine.queries.case import Matter
from engine.queries.colleagues import Choice, UnitChoices, people_by_unit
from engine.store import tables as t
from engine.task import (
    Clock,
    Entitled,
    Task,
    dispatches,
    entitle,
    extended_due,
    extension_approver,
    not_to_be_asked,
    refusal,
    return_targets,
    same_unit,
)

LONGEST_LIST = 30  # choices of an extension shown


@dataclass(frozen=True)
class ReturnTarget:
    """A step the task may be returned to; `direct` = None when it could come straight back, else why not."""

    element: str
    name: str
    direct: Refused | None


@dataclass(frozen=True)
class DueChoice:
    """`days` more give `due`, decided by `people`."""

    days: int
    due: datetime
    people: tuple[str, ...]


@dataclass(frozen=True)
class Extension:
    """`refused` says why none can be asked for now; else `choices` hold at least one."""

    old: datetime
    choices: tuple[DueChoice, ...]
    refused: Refused | None
    answer_by: datetime | None


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked beside this task and has not answered; `ends`: the reader may end it."""

    task_id: int
    role: str
    name: str
    people: tuple[str, ...]
    ends: bool


@dataclass(frozen=True)
class TaskActions:
    returns: tuple[ReturnTarget, ...] = ()
    transfer: tuple[UnitChoices, ...] = ()
    by_request: tuple[UnitChoices, ...] = ()  # in other units, when a dispatcher agrees
    delegate: bool = False
    add_signer: bool = False
    colleagues: tuple[UnitChoices, ...] = ()  # for delegate and add_signer
    rounds: tuple[Choice, ...] = ()  # who or which unit may still be asked beside the others
    extension: Extension | None = None
    asked: tuple[Asked, ...] = ()
    starts: tuple[Choice, ...] = ()  # what may be started in an ad-hoc sub-process
    busy: tuple[str, ...] = ()  # where one at a time is done: what is under way, so nothing can be started
    under_way: int = 0  # open tasks in an ad-hoc sub-process
    cancels: bool = False  # they end with it
    dictates: tuple[Choice, ...] = ()  # leaders whose opinion the reader may write down here

    @property
    def any(self) -> bool:
        return bool(self.returns or self.transfer or self.by_request or self.add_signer or self.extension)


def task_actions(matter: Matter, task: Task, acts_as: Entitled | None) -> TaskActions:
    """Empty for whoever may only look; nothing but taking back is offered while the matter stands still."""
    if task.state not in ("open", "held") or not matter.running:
        return TaskActions()
    asked = tuple(_asked(matter, task)) if task.is_main else ()
    if acts_as is None or task.state != "open":
        return TaskActions(asked=asked, dictates=tuple(_dictates(matter, task)))
    deputy_barred = matter.definition.procedure.task(task.element).deputy == "none"
    people = people_by_unit(matter.reader, lambda person: _fits(matter, task, acts_as, person))
    near, far = _near_and_far(matter, task, acts_as, people, deputy_barred)
    starts, busy, under_way, cancels = _inside(matter, task)
    return TaskActions(
        starts=starts,
        busy=busy,
        under_way=under_way,
        cancels=cancels,
        returns=tuple(_returns(matter, task)) if task.is_main else (),
        transfer=near,
        by_request=far,
        delegate=task.is_main and not deputy_barred,
        add_signer=task.is_main,
        colleagues=people,
        rounds=tuple(_rounds(matter, task)) if task.is_main else (),
        extension=_extension(matter, task, acts_as.on_behalf_of or matter.reader.person) if task.is_main else None,
        asked=asked,
    )


def _returns(matter: Matter, task: Task) -> Iterator[ReturnTarget]:
    for element, name in return_targets(matter.definition, task, matter.done_steps, matter.execution).items():
        yield ReturnTarget(element, name, refusal(matter.execution, task, element, direct=True))


def _fits(matter: Matter, task: Task, acts_as: Entitled, person: str) -> bool:
    reader, rules = matter.reader, matter.definition.procedure.task(task.element)
    oneself = {reader.person, acts_as.on_behalf_of} | (set() if task.is_main else {task.asked_by})
    return person not in oneself and not not_to_be_asked(
        person, rules, reader.organization, reader.now, matter.done_by(task.key)
    )


def _near_and_far(
    matter: Matter, task: Task, acts_as: Entitled, people: tuple[UnitChoices, ...], barred: bool
) -> tuple[tuple[UnitChoices, ...], tuple[UnitChoices, ...]]:
    """Whom it may be given to at once, and whom only with the dispatcher's consent (transfer_task)."""
    if barred or task.role == "request":
        return (), ()
    reader, dispatcher = matter.reader, matter.definition.procedure.dispatcher
    if dispatches(reader.organization, reader.person, dispatcher, reader.now):
        return people, ()
    mine = acts_as.on_behalf_of or reader.person

    def close(choice: Choice) -> bool:
        return same_unit(reader.organization, mine, choice.id, reader.now)

    near = _only(people, close)
    waits = any(child.role == "request" for child in matter.children([task.id]))
    return near, _only(people, lambda choice: not close(choice)) if dispatcher and not waits else ()


def _only(people: tuple[UnitChoices, ...], fits: Callable[[Choice], bool]) -> tuple[UnitChoices, ...]:
    kept = (UnitChoices(u.unit, tuple(c for c in u.people if fits(c))) for u in people)
    return tuple(unit for unit in kept if unit.people)


def _rounds(matter: Matter, task: Task) -> Iterator[Choice]:
    """Units or people not yet asked in the multi-instance of the task."""
    name = matter.definition.process.elements[task.element].loop_element
    body_key, bracket, _ = task.key.rpartition("/[")
    mine = task.variables.get(name) if name else None
    if not bracket or not isinstance(mine, str):
        return
    rows = matter.reader.connection.execute(
        select(t.task.c.key, t.task.c.variables).where(
            t.task.c.instance_id == task.instance_id, t.task.c.element == task.element, t.task.c.role == "main"
        )
    )
    asked = {row.variables.get(name) for row in rows if row.key.startswith(f"{body_key}/[")}
    organization = matter.reader.organization
    kind = "people" if mine in {p.id for p in organization.people} else "units"
    for option in organization.options(kind, matter.reader.now):
        if option["value"] not in asked:
            yield Choice(option["value"], option["label"])


def _extension(matter: Matter, task: Task, asker: str) -> Extension | None:
    rules = matter.definition.procedure.extensions.get(task.element)
    reader = matter.reader
    if rules is None or not may(reader.organization, reader.person, "extension.request", reader.now):
        return None
    old = task.due_at if rules.moves == "task" else matter.row.due_at
    if old is None:
        return None
    if any(child.role == "request" for child in matter.children([task.id])):
        waits = Refused("request_waiting", "已有一项申请等待审批。", "A request waits for a decision already.")
        return Extension(old, (), waits, None)
    begun = task.created_at if rules.moves == "task" else matter.row.started_at
    clock, choices, refused = Clock(begun, old, _granted(matter, task, rules.moves)), [], None
    left = reader.calendar.workdays_left(local_date(reader.now), local_date(old))
    for days in range(1, min(rules.cap, LONGEST_LIST) + 1):
        scope = {**matter.execution.data, **matter.row.content, **task.variables, "days": days, "left": left}
        try:
            due = extended_due(reader.calendar, rules, clock, reader.now, days)
            principals, _ = extension_approver(
                matter.definition, rules, task, scope, matter.environment, reader.organization,
                {reader.person, asker},
            )
        except Refused as problem:
            refused = refused or problem
            continue
        choices.append(DueChoice(days, due, _names(matter, principals)))
    answer = term_due(rules.answer, reader.now, reader.calendar) if rules.answer and choices else None
    return Extension(old, tuple(choices), None if choices else refused, answer)


def _granted(matter: Matter, task: Task, moves: str) -> int:
    """How many extensions this step (of this unit or item), or the matter, has had."""
    r = t.request.c
    wanted = (
        select(func.count())
        .select_from(t.request.join(t.task, t.task.c.id == r.about))
        .where(r.instance_id == task.instance_id, r.kind == "extension", r.state == "granted")
    )
    if moves == "task":
        wanted = wanted.where(t.task.c.element == task.element, t.task.c.label == task.label)
    return int(matter.reader.connection.execute(wanted).scalar_one())


def _asked(matter: Matter, task: Task) -> Iterator[Asked]:
    """Open inserted tasks of a main task; whoever asked, and whoever answers for the matter, may end them."""
    allowed = matter.may("task.remove_signer") and not matter.row.hold
    for child in matter.tasks("open"):
        if child.parent == task.id:
            mine = child.asked_by == matter.reader.person and child.role != "request"
            people = _names(matter, child.principals)
            yield Asked(child.id, child.role, child.name, people, allowed and (mine or matter.answers))


def _dictates(matter: Matter, task: Task) -> Iterator[Choice]:
    """Holders of an open task whose opinion one of the reader's roles may write down."""
    reader, rules = matter.reader, matter.definition.procedure.task(task.element)
    if task.state != "open" or not task.is_main or matter.row.hold or reader.roles.isdisjoint(rules.dictation):
        return
    holders = {p for principal in task.principals for p in reader.organization.holders(principal, reader.today)}
    for leader in reader.organization.in_rank(holders - {reader.person}):
        try:
            entitled = entitle(task, leader, reader.organization, reader.now, matter.row.procedure)
        except (NotYours, Refused):
            continue
        if entitled.on_behalf_of is None:
            yield Choice(leader, reader.name(leader), entitled.post)


def _names(matter: Matter, principals: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    organization = matter.reader.organization
    people = {p for principal in principals for p in organization.holders(principal, matter.reader.today)}
    return tuple(matter.reader.name(p) for p in organization.in_rank(people))


def _inside(matter: Matter, task: Task) -> tuple[tuple[Choice, ...], tuple[str, ...], int, bool]:
    """What may be started in the ad-hoc sub-process of a task, what is under way instead, how many tasks are, and
    whether they end with it."""
    element = matter.definition.element(task.element)
    if element is None or not element.startable or not task.is_main:
        return (), (), 0, False
    rows = matter.reader.connection.execute(
        select(t.task.c.name).where(
            t.task.c.instance_id == task.instance_id, t.task.c.key.startswith(f"{task.key}/", autoescape=True),
            t.task.c.state.in_(("open", "held")), t.task.c.role == "main",
        ).order_by(t.task.c.id)
    ).scalars()  # fmt: skip
    names = tuple(rows)
    found = [matter.definition.element(id) for id in element.startable]
    choices = tuple(Choice(e.id, e.name or e.id, e.documentation) for e in found)
    return choices, names if element.one_by_one else (), len(names), element.cancels
