"""Everything the page of one task shows: the document, the form, who spoke before, who may come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.bpmn import Diagram
from engine.definition.procedure import TaskRules
from engine.errors import NotNow, NotYours, Refused
from engine.forms import FieldView, Problem
from engine.organization import Light
from engine.queries.ahead import Ahead
from engine.queries.case import Matter, task_of
from engine.queries.document import FileFact, Section, files_of, sections_of
from engine.queries.drawing import Drawing, drawing_of
from engine.queries.inserted import Inserted, inserted_of
from engine.queries.masking import masked_fields, masked_sections, veil_of
from engine.queries.matter_actions import MatterActions, matter_actions
from engine.queries.neighbours import neighbours_of
from engine.queries.papers import PaperOffer, papers_offered
from engine.queries.phrases import Phrase, phrases_of
from engine.queries.quick import LEADERS, NOTHING, Quick, quick_of
from engine.queries.reader import Reader, reading
from engine.queries.sheet import Facts, OpinionGroup, Waiting, facts_of, opinions_of, waiting_of
from engine.queries.sources import SIGN, TODO
from engine.queries.task_actions import TaskActions, task_actions
from engine.queries.task_form import task_ahead, task_fields
from engine.queries.trail import trail_of
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import instance_of
from engine.task import Entitled, Task, entitle, etag

__all__ = ["Diagram", "TaskPage", "task_page"]


@dataclass(frozen=True)
class TaskPage:
    """`acts_as` is None when the reader may look but not act; `blocked` then says why, if there is a reason.
    The form is shown to whoever acts, and to a secretary who writes down a leader's opinion (`actions.dictates`).

    `version` is the etag the form must carry; `fields` are laid out for what was typed, the draft, or the document.
    """

    task_id: int
    element: str
    step: str
    label: str
    state: str
    light: Light
    due_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    version: str
    instance: Facts
    acts_as: Entitled | None
    blocked: Refused | None
    claimed: bool
    claimable: bool
    rules: TaskRules
    fields: tuple[FieldView, ...]
    opinion: str
    drafted_at: datetime | None
    sections: tuple[Section, ...]
    opinions: tuple[OpinionGroup, ...]
    files: tuple[FileFact, ...]
    waiting: tuple[Waiting, ...]
    ahead: Ahead
    drawing: Drawing | None
    papers: tuple[PaperOffer, ...]
    urges: int
    unopened: bool  # the reader's look is the first of somebody who may do it
    held: tuple[str, ...]  # whom a held task waits for
    inserted: Inserted | None
    actions: TaskActions
    matter: MatterActions
    phrases: tuple[Phrase, ...]
    quick: Quick
    neighbours: tuple[int | None, int | None]


def task_page(
    office: Office,
    person: str,
    task_id: int,
    *,
    typed: Mapping[str, Any] | None = None,
    opinion: str | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> TaskPage:
    """The page of a task; `typed` and `opinion` are a post to be shown again, `problems` its errors by field."""
    with reading(office, person) as reader:
        task = _task(reader, task_id)
        row = visible_instance(reader, task.instance_id)
        definition = reader.definition(row.definition_id)
        matter = Matter(reader, row, definition)
        acts_as, blocked = _entitled(matter, task)
        actions = task_actions(matter, task, acts_as)
        writes = bool(acts_as or actions.dictates)
        draft = _draft(reader, task_id) if writes else None
        files = files_of(reader, row.id)
        if typed is None and draft is not None:
            typed, opinion = draft.content, draft.opinion
        fields = (
            task_fields(reader, definition, task, row, files, typed, problems or {}) if writes and task.is_main else ()
        )
        paused = row.hold == "paused"
        waiting = waiting_of(reader, row.id, definition, paused=paused)
        _, path = trail_of(reader, row.id, definition)
        done = task.state not in ("open", "held")
        hiding = veil_of(reader, definition, row.content)
        return TaskPage(
            task_id=task.id,
            element=task.element,
            step=task.name,
            label=hiding.text(task.label),
            state=task.state,
            light=reader.light(definition, task.due_at, task.term, done=done, paused=paused),
            due_at=task.due_at,
            created_at=task.created_at,
            closed_at=task.closed_at,
            version=etag(task, definition, row.content),
            instance=hiding.over(facts_of(reader, row, definition)),
            acts_as=acts_as,
            blocked=blocked,
            claimed=task.assignee is not None,
            claimable=acts_as is not None and task.assignee is None and _shared(reader, task),
            rules=definition.procedure.task(task.element),
            fields=masked_fields(hiding, fields),
            opinion=opinion or "",
            drafted_at=draft.changed_at if draft else None,
            sections=masked_sections(hiding, sections_of(reader, definition, row, files)),
            opinions=hiding.over(opinions_of(reader, row.id)),
            files=hiding.over(tuple(files)),
            waiting=hiding.over(waiting),
            ahead=task_ahead(reader, definition, task, row, files, typed) if task.is_main else Ahead(False, ()),
            drawing=drawing_of(definition, path, waiting),
            papers=papers_offered(reader, definition, row),
            urges=task.urges,
            unopened=acts_as is not None and task.opened_at is None,
            held=_held(actions, task),
            inserted=hiding.over(inserted_of(matter, task)),
            actions=actions,
            matter=matter_actions(matter),
            phrases=phrases_of(reader, definition.procedure.task(task.element).phrases if task.is_main else ()),
            quick=quick_of(definition, task, fields) if acts_as and reader.roles & LEADERS else NOTHING,
            neighbours=neighbours_of(reader, task.id, SIGN if task.box == "sign" else TODO),
        )


def _task(reader: Reader, task_id: int) -> Task:
    row = reader.connection.execute(
        select(*(t.task.c[name] for name in Task.__dataclass_fields__)).where(t.task.c.id == task_id)
    ).one_or_none()
    if row is None or row.instance_id != instance_of(task_id):
        raise NotYours()
    return task_of(row)


def _held(actions: TaskActions, task: Task) -> tuple[str, ...]:
    if task.state != "held":
        return ()
    return tuple(dict.fromkeys(name for asked in actions.asked for name in asked.people))


def _entitled(matter: Matter, task: Task) -> tuple[Entitled | None, Refused | None]:
    """Who the reader may act as; participants without a right to act may still look."""
    reader = matter.reader
    if task.state != "open":
        return None, None
    try:
        found = entitle(task, reader.person, reader.organization, reader.now, matter.row.procedure)
    except NotNow as refused:
        return None, refused
    except NotYours:
        return None, None
    stands_still = matter.held_up() or matter.recused(task, found)
    return (None, stands_still) if stands_still else (found, None)


def _shared(reader: Reader, task: Task) -> bool:
    people = {p for principal in task.principals for p in reader.organization.holders(principal, reader.today)}
    return len(people) > 1


def _draft(reader: Reader, task_id: int) -> Any:
    return reader.connection.execute(
        select(t.draft.c.content, t.draft.c.opinion, t.draft.c.changed_at).where(
            t.draft.c.task_id == task_id, t.draft.c.person == reader.person
        )
    ).one_or_none()
