"""The objects of a case beside the matter itself: tasks, attachments, decisions, and the people and units it met."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.definition.masks import Veil
from engine.export import LogObject, Relation, Text
from engine.history import Event
from engine.organization import Organization, local_date
from engine.queries.event_lines import TaskSeen, decided

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)  # since when a name holds that no case dates


def task_objects(tasks: Mapping[int, TaskSeen], own: str, veil: Veil) -> Iterator[LogObject]:
    """With every state a task went through."""
    for task in tasks.values():
        since = task.states[0][1]
        values: list[tuple[str, Text, datetime]] = [
            ("element", task.element, since), ("name", task.name, since), ("role", task.role, since),
        ]  # fmt: skip
        if task.label:
            values.append(("label", veil.text(task.label), since))
        if task.due is not None:
            values.append(("due", task.due, since))
        values += [("state", state, at) for state, at in task.states]
        hangs = [Relation(f"task:{task.parent}", "inserted for")] if task.parent in tasks else []
        yield LogObject(f"task:{task.id}", "task", settled(values), (Relation(own, "part of"), *hangs))


def settled(values: Iterable[tuple[str, Text, datetime]]) -> tuple[tuple[str, Text, datetime], ...]:
    """One value for each attribute and moment: what changed twice at once is as it was left."""
    last = {(name, since): value for name, value, since in values}
    return tuple((name, value, since) for (name, since), value in last.items())


def attachments(files: Iterable[Any], number: str) -> Iterator[LogObject]:
    """Without their names: a name of a file is free text and may name a person."""
    for file in files:
        at = file.added_at
        values = (("field", file.field, at), ("media_type", file.media_type, at), ("size", file.size, at),
                  ("sha256", file.sha256, at))  # fmt: skip
        yield LogObject(f"attachment:{file.id}", "attachment", values, (Relation(f"document:{number}", "belongs to"),))


def decisions(events: Iterable[Event], number: str) -> Iterator[LogObject]:
    """Each asking of a table with the numbers of the rules that matched; inputs and outputs stay in the house."""
    for event in events:
        for n, trace in enumerate(decided(event)):
            rules = ",".join(str(row["number"]) for row in trace.get("matched", []))
            values = (("table", str(trace.get("decision", "")), event.at), ("element", trace["element"], event.at),
                      ("rules", rules, event.at))  # fmt: skip
            own = (Relation(f"instance:{number}", "made for"),)
            yield LogObject(f"decision:{number}/{event.seq}/{n}", "decision", values, own)


def people(
    persons: Collection[str], units: Collection[str], organization: Organization, at: datetime
) -> Iterator[LogObject]:
    """Persons with the units they belonged to when the case began; every unit that is named."""
    named = set(units)
    for person in sorted(persons):
        belongs = organization.units_of(person, local_date(at))
        named.update(belongs)
        name = (("name", organization.name(person), ALWAYS),)
        member = tuple(Relation(f"unit:{unit}", "member of") for unit in belongs)
        yield LogObject(f"person:{person}", "person", name, member, shared=True)
    known = {unit.id: unit.name for unit in organization.units}
    for unit in sorted(named):
        yield LogObject(f"unit:{unit}", "unit", (("name", known.get(unit, unit), ALWAYS),), shared=True)
