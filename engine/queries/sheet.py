"""What task page and instance page share: facts, document in words, opinions, files, holders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.definition import Definition
from engine.organization import Light
from engine.queries.reader import Reader
from engine.queries.rows import open_tasks, people_of
from engine.store import tables as t
from engine.store.columns import urgency_rank


@dataclass(frozen=True)
class Facts:
    """The head of an instance. `end_state` is "" while it runs."""

    id: int
    number: str
    document_number: str
    title: str
    procedure: str
    procedure_name: str
    urgency: str
    urgency_rank: int
    state: str
    end_state: str
    starter: str
    starter_name: str
    starter_unit: str
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    light: Light
    version: int
    definition_version: int
    hold: str
    held_by: str
    held_at: datetime | None


@dataclass(frozen=True)
class Opinion:
    """A line of the 处理笺. `kind` is "" | returned | dictated | inserted | correction | read | withdrawn;
    `confirm`, `correct`: the reader may do that to it now."""

    seq: int
    element: str
    step: str
    signature: str
    post: str
    result: str
    text: str
    at: datetime
    kind: str = ""
    corrects: int | None = None
    confirmed_at: datetime | None = None
    rank: int = 0
    confirm: bool = False
    correct: bool = False


@dataclass(frozen=True)
class OpinionGroup:
    """One row of the 处理笺: a step and what was said at it, in order."""

    step: str
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class Waiting:
    """An open task as others see it: who has not yet done what."""

    task_id: int
    element: str
    step: str
    label: str
    people: tuple[str, ...]
    claimed_by: str
    since: datetime
    due_at: datetime | None
    light: Light
    urges: int
    mine: bool
    role: str = "main"
    opened: bool = False
    asked_by: str = ""


def facts_of(reader: Reader, row: Any, definition: Definition) -> Facts:
    running = row.state == "running"
    version = reader.connection.execute(
        select(t.definition.c.version).where(t.definition.c.id == row.definition_id)
    ).scalar_one()
    return Facts(
        id=row.id,
        number=row.number,
        document_number=row.document_number or "",
        title=row.title,
        procedure=row.procedure,
        procedure_name=definition.procedure.name,
        urgency=row.urgency,
        urgency_rank=min(urgency_rank(row.urgency), 2),
        state=row.state,
        end_state=row.end_state or "",
        starter=row.starter,
        starter_name=reader.name(row.starter),
        starter_unit=row.starter_unit,
        started_at=row.started_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        light=reader.light(definition, row.due_at, definition.procedure.whole_term(row.urgency), done=not running,
                           paused=row.hold == "paused"),
        version=row.version,
        definition_version=version,
        hold=row.hold,
        held_by=reader.name(row.held_by) if row.held_by else "",
        held_at=row.held_at,
    )


def opinions_of(reader: Reader, instance_id: int) -> tuple[OpinionGroup, ...]:
    """Opinions by step in the order the steps were first spoken at, as on the paper 处理笺: several people of one
    step by rank, one person's in the order he wrote them; a correction follows the line it corrects."""
    people = reader.organization.in_rank(p.id for p in reader.organization.people)
    ranks = {person: n for n, person in enumerate(people)}
    groups: dict[str, list[Opinion]] = {}
    for row in reader.connection.execute(
        select(t.opinion).where(t.opinion.c.instance_id == instance_id).order_by(t.opinion.c.seq)
    ):
        mine = row.person == reader.person
        groups.setdefault(row.step, []).append(
            Opinion(
                row.seq, row.element, row.step, row.signature, row.post, row.result, row.text, row.at, row.kind,
                row.corrects, row.confirmed_at, ranks.get(row.on_behalf_of or row.person, len(ranks)),
                confirm=mine and row.kind == "dictated" and row.confirmed_at is None,
                correct=mine and row.kind not in ("correction", "withdrawn"),
            )
        )  # fmt: skip
    return tuple(OpinionGroup(step, _ranked(said)) for step, said in groups.items())


def _ranked(said: list[Opinion]) -> tuple[Opinion, ...]:
    """By rank, except where the step was returned and done again: a later round stands below an earlier one."""
    ranks = {line.seq: 0 if any(other.kind == "returned" for other in said) else line.rank for line in said}

    def place(line: Opinion) -> tuple[int, int, int]:
        first = line.corrects or line.seq
        return ranks.get(first, line.rank), first, line.seq

    return tuple(sorted(said, key=place))


def waiting_of(
    reader: Reader, instance_id: int, definition: Definition, *, paused: bool = False
) -> tuple[Waiting, ...]:
    """Who has not yet done it, oldest task first."""
    found = []
    for task in open_tasks(reader, [instance_id]).get(instance_id, []):
        people = people_of(reader, task)
        found.append(
            Waiting(
                task.id,
                task.element,
                task.name,
                task.label,
                tuple(reader.name(p) for p in people),
                reader.name(task.assignee) if task.assignee else "",
                task.created_at,
                task.due_at,
                reader.light(definition, task.due_at, task.term, paused=paused),
                task.urges,
                reader.person in people,
                task.role,
                task.opened_at is not None,
                reader.name(task.asked_by) if task.asked_by else "",
            )
        )
    return tuple(found)
