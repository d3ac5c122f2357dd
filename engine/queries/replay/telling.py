"""Telling a matter from its history: every event folded, run again, and explained as the office stood then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from engine.bpmn import Diagram
from engine.definition import Definition
from engine.errors import NotNow
from engine.history import Event
from engine.instance.reexecution import Recorded
from engine.queries.masking import veil_of
from engine.queries.reader import Reader, reading
from engine.queries.replay.choices import choices_of
from engine.queries.replay.decided import made_by, tables_of
from engine.queries.replay.document import Document, changes_between, files_of, labels_of, written_by
from engine.queries.replay.events import events_of
from engine.queries.replay.frames import Frame, Replay, after_erasure
from engine.queries.replay.hiding import hidden
from engine.queries.replay.offices import Offices
from engine.queries.replay.rights import right_of
from engine.queries.replay.running import Ran, run
from engine.queries.replay.standing import late_elements, matter_of, open_tasks
from engine.queries.sheet import facts_of
from engine.queries.trail import Path, line_of
from engine.queries.versions import MIGRATED, Versions
from engine.queries.visibility import visible_instance
from engine.store.folding import Folding, Rows
from engine.store.office import Office
from engine.store.rebuild import recorded, references

PARTS = ("task", "instance", "participant", "reading")  # rows that rights are read from


def replay_of(office: Office, person: str, instance_id: int) -> Replay:
    """Every step of a matter; NotYours for whoever may not replay it."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        definition = reader.definition(row.definition_id)
        veil = veil_of(reader, definition, row.content)
        telling = Telling(reader, definition, instance_id)
        frames = tuple(telling.frames())
        used = telling.versions.used or [definition]
        told = Replay(
            facts_of(reader, row, definition),
            tuple(_diagram(each) for each in used),
            frames,
            tables_of(used, frames),
            {name: label for each in used for name, label in labels_of(each).items()},
            {person.id: person.name for person in reader.organization.people},
        )
        return hidden(veil, told)


def _diagram(definition: Definition) -> Diagram | None:
    found = definition.program.diagram(definition.procedure.process)
    return found if found.shapes else None


@dataclass
class Telling:
    """One pass over the events of an instance; each is told by the version it was decided by, `definition` the last."""

    reader: Reader
    definition: Definition
    instance_id: int

    def __post_init__(self) -> None:
        self.versions = Versions(self.reader, self.definition)

    def frames(self) -> Iterator[Frame]:
        connection = self.reader.connection
        events = events_of(connection, self.instance_id)
        kept = list(takewhile(lambda event: event.body, events))
        frame: Frame | None = None
        for frame in self._told(kept, self._run(kept, len(events))):
            yield frame
        for event in events[len(kept) :]:
            if frame is None:
                raise NotNow("history_erased", "该事项的历史内容已依法删除。", "The history's content was erased.")
            yield after_erasure(frame, line_of(self.reader, event, event.body, {}, self.definition))

    def _run(self, kept: Sequence[Event], length: int) -> list[Ran]:
        connection = self.reader.connection
        known = [Recorded(event.seq, event.kind, event.at, event.body) for event in kept]
        if len(kept) == length:
            known = recorded(connection, self.instance_id)
        return run(known, references(self.reader.office, connection))

    def _told(self, events: Sequence[Event], ran: Sequence[Ran]) -> Iterator[Frame]:
        offices, folding, path = Offices(self.reader.office, self.reader.connection), Folding(), Path()
        document: Document = {}
        for number, event in enumerate(events):
            then = replace(
                self.reader, organization=offices.organization(event), calendar=offices.calendar(event), now=event.at
            )
            before: Rows = {name: folding.rows[name].copy() for name in PARTS}
            folding.add(event)
            definition = self.versions.take(event.kind, event.body)
            path = _further(path, event)
            written = written_by(then, definition, event, folding.rows, document)
            again = ran[number] if number < len(ran) else Ran(difference=ran[-1].difference if ran else "")
            yield self._frame(then, event, before, folding.rows, path, again, document, written)
            document = written

    def _frame(
        self, then: Reader, event: Event, before: Rows, rows: Rows, path: Path, again: Ran, document: Document,
        written: Document,
    ) -> Frame:  # fmt: skip
        steps, definition = event.body.get("moved", {}).get("path", []), self.versions.definition
        waiting = open_tasks(then, definition, rows)
        matter = matter_of(then, definition, rows)
        return Frame(
            line=line_of(then, event, event.body, _named(event, rows), definition),
            right=right_of(definition, then.organization, event, before),
            choices=choices_of(definition, again.asked, steps),
            decided=made_by(steps, self.versions.place),
            changed=changes_between(document, written),
            added=tuple(file["id"] for file in event.body.get("files", [])),
            here=_here(event, steps),
            took=frozenset(step["element"] for step in steps if step["kind"] == "take"),
            visits=path.visits,
            flows=path.flows,
            tokens=again.tokens,
            late=late_elements(waiting),
            open=waiting,
            document=written,
            files=tuple(files_of(then, rows)),
            due_at=matter.due_at,
            light=matter.light,
            hold=matter.hold,
            state=matter.state,
            end_state=matter.end_state,
            difference=again.difference,
            drawing=self.versions.place,
        )


@dataclass(frozen=True)
class Named:
    name: str
    label: str


def _named(event: Event, rows: Rows) -> Mapping[int, Named]:
    """The task an event is about, as the history's lines name it."""
    found = rows["task"].get((event.body.get("task", 0),))
    return {found["id"]: Named(found["name"], found["label"])} if found else {}


def _further(path: Path, event: Event) -> Path:
    steps = event.body.get("moved", {}).get("path", [])
    if not steps and event.kind != MIGRATED:
        return path
    grown = Path(dict(path.visits), dict(path.flows))
    if event.kind == MIGRATED:
        grown.carry(event.body.get("mapping", {}))
    grown.add([dict(step) for step in steps])
    return grown


def _here(event: Event, steps: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The step that was acted at, and what was entered or left because of it."""
    kinds = ("enter", "exit", "cancel", "jump", "catch", "compensate")
    touched = {step["element"] for step in steps if step["kind"] in kinds}
    own = event.body.get("element", "")
    stands = {element for _, element in event.body.get("after", [])} if event.kind == MIGRATED else set()
    return frozenset(touched | stands | ({own} if own else set()))
