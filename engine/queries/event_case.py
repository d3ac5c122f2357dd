"""One matter's history as a case: what each event means for tasks is asked of the appliers that keep the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.definition.masks import Veil
from engine.export import LogCase, LogEvent, LogObject, Relation, Text
from engine.history import Event
from engine.organization import Organization
from engine.queries.event_lines import Lines, TaskSeen
from engine.queries.event_objects import attachments, decisions, people, settled, task_objects
from engine.store.apply import SYSTEM


@dataclass(frozen=True)
class CaseRows:
    """What a case is made of: its rows, its events with opened bodies, and what of it nobody outside may read."""

    instance: Any
    version: int
    elements: Mapping[str, Any]
    events: list[Event]
    files: list[Any]
    links: list[Any]
    veil: Veil


def case_of(rows: CaseRows, organization: Organization) -> LogCase:
    lines = Lines(rows.instance.id, rows.instance.number, rows.elements, organization)
    events = [each for event in rows.events for each in lines.of(event)]
    events = [_veiled(event, rows.veil) for event in events]
    shown = tuple(_attributes(rows))
    return LogCase(rows.instance.number, shown, tuple(events), tuple(_objects(rows, events, lines.tasks, organization)))


def _veiled(event: LogEvent, veil: Veil) -> LogEvent:
    """Step names are the diagram's; labels and results may repeat what was filled in."""
    if not veil:
        return event
    return replace(event, label=veil.text(event.label), result=veil.text(event.result))


def _attributes(rows: CaseRows) -> Iterator[tuple[str, Text]]:
    row = rows.instance
    yield from (
        ("procedure", row.procedure), ("version", rows.version), ("title", rows.veil.text(row.title)),
        ("urgency", row.urgency), ("starter_unit", row.starter_unit), ("state", row.state),
        ("started", row.started_at),
    )  # fmt: skip
    optional = (
        ("end_state", row.end_state), ("document_number", row.document_number), ("due", row.due_at),
        ("ended", row.ended_at),
    )  # fmt: skip
    yield from ((key, value) for key, value in optional if value is not None)


def _versions(rows: CaseRows) -> list[tuple[str, Text, datetime]]:
    """The version at the start, and each the matter was moved to."""
    moved = [event for event in rows.events if event.kind == "instance.migrated" and event.body]
    first = moved[0].body["from"]["version"] if moved else rows.version
    return [
        ("version", first, rows.instance.started_at),
        *(("version", event.body["version"], event.at) for event in moved),
    ]


def _objects(
    rows: CaseRows, events: list[LogEvent], tasks: Mapping[int, TaskSeen], organization: Organization
) -> Iterator[LogObject]:
    row, own = rows.instance, f"instance:{rows.instance.number}"
    started: datetime = row.started_at
    values: list[tuple[str, Text, datetime]] = [
        ("number", row.number, started), ("procedure", row.procedure, started), *_versions(rows),
        ("title", rows.veil.text(row.title), started), ("urgency", row.urgency, started), ("state", "running", started),
    ]  # fmt: skip
    if row.due_at is not None:
        values.append(("due", row.due_at, started))
    if row.ended_at is not None:
        values.append(("state", row.state, row.ended_at))
        if row.end_state:
            values.append(("end_state", row.end_state, row.ended_at))
    sent = [Relation(f"instance:{link.other_number}", f"sent {link.name}") for link in rows.links
            if link.direction == "sent"]  # fmt: skip
    from_unit = [Relation(f"unit:{row.starter_unit}", "started by")] if row.starter_unit else []
    yield LogObject(own, "instance", settled(values), (*from_unit, *sent))
    number = [("document_number", row.document_number, started)] if row.document_number else []
    title = ("title", rows.veil.text(row.title), started)
    yield LogObject(f"document:{row.number}", "document", (*number, title), (Relation(own, "document of"),))
    yield from task_objects(tasks, own, rows.veil)
    yield from attachments(rows.files, row.number)
    yield from decisions(rows.events, row.number)
    named = {event.person for event in events} | {event.behalf for event in events}
    for event in events:
        named |= {r.object_id.removeprefix("person:") for r in event.relations if r.object_id.startswith("person:")}
    units = {event.unit for event in events} | {row.starter_unit}
    yield from people(named - {"", SYSTEM}, units - {""}, organization, started)
