"""Everything the page of one instance shows to somebody who has or had a part in it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.organization import READERS
from engine.queries.beside import DueChange, Link, Reading, due_changes_of, links_of, readings_of
from engine.queries.case import Matter
from engine.queries.colleagues import Choice
from engine.queries.document import FileFact, Section, files_of, sections_of
from engine.queries.drawing import Drawing, drawing_of
from engine.queries.exportable import may_export
from engine.queries.masking import masked_sections, veil_of
from engine.queries.matter_actions import MatterActions, matter_actions
from engine.queries.papers import PaperOffer, papers_offered
from engine.queries.reader import reading
from engine.queries.sheet import Facts, OpinionGroup, Waiting, facts_of, opinions_of, waiting_of
from engine.queries.task_actions import Asked, task_actions
from engine.queries.trail import HistoryLine, trail_of
from engine.queries.visibility import visible_instance
from engine.store.office import Office
from engine.task import Task


@dataclass(frozen=True)
class InstancePage:
    """`papers`: what may be printed; `jumpable` are the tasks that a jump may end alone."""

    instance: Facts
    sections: tuple[Section, ...]
    opinions: tuple[OpinionGroup, ...]
    files: tuple[FileFact, ...]
    waiting: tuple[Waiting, ...]
    trail: tuple[HistoryLine, ...]
    drawing: Drawing | None
    basis: tuple[str, ...]
    retention: str
    actions: MatterActions
    asked: tuple[Asked, ...]
    readings: tuple[Reading, ...]
    dues: tuple[DueChange, ...]
    links: tuple[Link, ...]
    jumpable: tuple[Choice, ...]
    unread_mine: bool  # something sent to the reader was not opened yet
    papers: tuple[PaperOffer, ...]
    exportable: bool  # as an evidence package, by the reader
    newer: int  # version the reader may move it to, the newest; 0: none, or he may not
    may_make: bool  # a masked scenario, now that it has ended


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
        hiding = veil_of(reader, definition, row.content)
        exportable = may_export(reader, instance_id)
        return InstancePage(
            instance=hiding.over(facts_of(reader, row, definition)),
            sections=masked_sections(hiding, sections_of(reader, definition, row, files)),
            opinions=hiding.over(opinions_of(reader, instance_id)),
            files=hiding.over(tuple(files)),
            waiting=hiding.over(waiting),
            trail=hiding.over(trail),
            drawing=drawing_of(definition, path, waiting),
            basis=definition.procedure.basis,
            retention=definition.procedure.retention,
            actions=actions,
            asked=hiding.over(tuple(one for task in mains for one in task_actions(matter, task, None).asked)),
            readings=hiding.over(readings),
            dues=hiding.over(due_changes_of(matter)),
            links=links_of(matter),
            jumpable=hiding.over(_choices(mains)) if actions.jump else (),
            unread_mine=any(one.mine and one.opened_at is None for one in readings),
            papers=papers_offered(reader, definition, row),
            exportable=exportable,
            newer=_newer(matter),
            may_make=exportable and READERS.isdisjoint(reader.roles) and row.state in ("completed", "cancelled"),
        )


def _newer(matter: Matter) -> int:
    """The newest version, when the matter runs on another and the reader may move it there."""
    row = matter.row
    newest = next((each for each in matter.reader.newest if each.procedure == row.procedure), None)
    if newest is None or newest.id == row.definition_id or not matter.running or not matter.may("case.migrate"):
        return 0
    same = matter.reader.definition(newest.id).hash == matter.reader.definition(row.definition_id).hash
    return 0 if same else int(newest.version)  # rolled back to what the matter runs on: nothing to move to


def _choices(tasks: list[Task]) -> tuple[Choice, ...]:
    return tuple(Choice(str(task.id), task.name, task.label) for task in tasks)
