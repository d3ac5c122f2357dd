"""Everything the page of one instance shows to somebody who has or had a part in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from engine.queries.beside import DueChange, Link, Reading, due_changes_of, links_of, readings_of
from engine.queries.colleagues import Choice
from engine.queries.document import FileFact, Section, files_of, sections_of
from engine.queries.drawing import Drawing, drawing_of
from engine.queries.matter import Matter
from engine.queries.matter_actions import MatterActions, matter_actions
from engine.queries.reader import reading
from engine.queries.sheet import Facts, OpinionGroup, Waiting, facts_of, opinions_of, waiting_of
from engine.queries.task_actions import Asked, task_actions
from engine.queries.trail import HistoryLine, trail_of
from engine.queries.visibility import visible_instance
from engine.store.office import Office


@dataclass(frozen=True)
class InstancePage:
    """`check_code` goes on prints; `jumpable` are the tasks that a jump may end alone."""

    instance: Facts
    sections: tuple[Section, ...]
    opinions: tuple[OpinionGroup, ...]
    files: tuple[FileFact, ...]
    waiting: tuple[Waiting, ...]
    trail: tuple[HistoryLine, ...]
    drawing: Drawing | None
    basis: tuple[str, ...]
    retention: str
    check_code: str
    actions: MatterActions
    asked: tuple[Asked, ...]
    readings: tuple[Reading, ...]
    dues: tuple[DueChange, ...]
    links: tuple[Link, ...]
    jumpable: tuple[Choice, ...]
    unread_mine: bool  # something sent to the reader was not opened yet


def instance_page(office: Office, person: str, instance_id: int) -> InstancePage:
    """The page of an instance; NotYours for whoever has no part in it."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        definition = reader.definition(row.definition_id)
        files = files_of(reader, instance_id)
        matter = Matter(reader, row, definition)
        waiting = waiting_of(reader, instance_id, definition, paused=row.hold == "paused")
        readings, actions = readings_of(matter), matter_actions(matter)
        mains = [task for task in matter.tasks("open", "held") if task.is_main]
        trail, path = trail_of(reader, instance_id, definition)
        return InstancePage(
            instance=facts_of(reader, row, definition),
            sections=sections_of(reader, definition, row, files),
            opinions=opinions_of(reader, instance_id),
            files=tuple(files),
            waiting=waiting,
            trail=trail,
            drawing=drawing_of(definition, path, waiting),
            basis=definition.procedure.basis,
            retention=definition.procedure.retention,
            check_code=check_code(row.number, row.head),
            actions=actions,
            asked=tuple(one for task in mains for one in task_actions(matter, task, None).asked),
            readings=readings,
            dues=due_changes_of(matter),
            links=links_of(matter),
            jumpable=tuple(Choice(str(task.id), task.name, task.label) for task in mains) if actions.jump else (),
            unread_mine=any(one.mine and one.opened_at is None for one in readings),
        )


def check_code(number: str, head: bytes) -> str:
    """Short proof on a print of which state of the history it shows: taken from the head of the chain."""
    code = hashlib.sha256(number.encode() + head).hexdigest()[:12].upper()
    return "-".join(code[n : n + 4] for n in (0, 4, 8))
