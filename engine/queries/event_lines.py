"""What one event of a history says in a log: itself once, and what it did to tasks beside.

An event that finishes a task is that task's step, complete; 打开 starts it, 签收 assigns it; every other act stands
under its own name. Derived lines tell of tasks that arrived, began unseen, or were ended by something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.export import LogEvent, Relation
from engine.history import Event
from engine.organization import Organization, local_date
from engine.store.apply import SYSTEM, Merge, Put, Set, changes
from engine.words import ACTIONS

# Acts upon a task that are no step of their own: what XES calls them is a transition, what OCEL calls them this.
LOOKS = {"task.opened": "打开任务", "task.claimed": "签收任务", "task.released": "退还签收"}
ENDINGS = {"completed": "completes", "cancelled": "cancels", "returned": "returns", "withdrawn": "takes back"}


@dataclass
class TaskSeen:
    """A task as the events so far left it; `states` are its states and since when."""

    id: int
    element: str
    name: str
    label: str
    role: str
    parent: int | None
    due: datetime | None
    begun: bool = False
    states: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass
class _Told:
    """What one event did, while its changes are read."""

    finished: dict[int, Set] = field(default_factory=dict)
    derived: list[LogEvent] = field(default_factory=list)
    relations: dict[Relation, None] = field(default_factory=dict)
    began: bool = False


class Lines:
    """The lines of one matter, event after event."""

    def __init__(self, instance: int, number: str, elements: Mapping[str, Any], organization: Organization) -> None:
        self.instance, self.number, self.elements, self.organization = instance, number, elements, organization
        self.tasks: dict[int, TaskSeen] = {}

    def of(self, event: Event) -> Iterator[LogEvent]:
        """The event's own line after those of what began with it, before those of what it caused."""
        base, told = self._base(event), _Told()
        meant = changes(event) if event.body else []  # nothing is told of what was erased as a whole
        # a returned task is cancelled by the movement first: what counts is how the event leaves it
        left = {c.key["id"]: c for c in meant if isinstance(c, Set) and c.table == "task" and "state" in c.values}
        for change in meant:
            if isinstance(change, Put) and change.table == "task":
                for row in change.rows:
                    self._arrived(base, row, told)
            elif isinstance(change, Set) and change.table == "task":
                self._changed(base, change, told, left.get(change.key["id"]) is change)
            elif isinstance(change, Put) and change.table == "attachment":
                for row in change.rows:
                    told.relations[Relation(f"attachment:{row['id']}", "adds")] = None
            elif isinstance(change, Merge) or (isinstance(change, Put) and change.table == "document"):
                told.relations[Relation(f"document:{self.number}", "writes")] = None
        own = event.body.get("task")
        before = [line for line in told.derived if line.transition == "start"]
        after = [line for line in told.derived if line.transition != "start"]
        for id, change in told.finished.items():
            if not self.tasks[id].begun:  # nobody was seen to look at it before it was done
                before.append(self._line(base, id, "start", change, derived=True))
                self.tasks[id].begun = True
            if id != own:
                after.append(self._line(base, id, "complete", change, derived=True))
        yield from before
        yield self._own(event, base, told, own if isinstance(own, int) else None)
        yield from after

    def _base(self, event: Event) -> LogEvent:
        body, line = event.body, event.body.get("line")
        said = line if isinstance(line, dict) else {}
        person = "" if event.actor == SYSTEM else event.actor
        units = self.organization.units_of(person, local_date(event.at)) if person else []
        zh = ACTIONS.get(event.kind, (event.kind, event.kind))[0]
        refusal = body.get("refusal", {})
        return LogEvent(
            event.seq, event.kind, zh, zh, "complete", event.at, event.actor,
            self.organization.name(person) if person else "", event.on_behalf_of or "", next(iter(units), ""),
            body.get("post") or said.get("post", ""), element=body.get("element", ""), label=body.get("label", ""),
            result=body.get("result") or said.get("result", "") or str(refusal.get("code", "")),
        )  # fmt: skip

    def _arrived(self, base: LogEvent, row: dict[str, Any], told: _Told) -> None:
        self.tasks[row["id"]] = TaskSeen(
            row["id"], row["element"], row["name"], row["label"], row["role"], row["parent"], row["due_at"],
            states=[("open", base.at)],
        )  # fmt: skip
        told.relations[Relation(f"task:{row['id']}", "opens")] = None
        told.derived.append(self._line(base, row["id"], "schedule", None, derived=True))

    def _changed(self, base: LogEvent, change: Set, told: _Told, lasts: bool) -> None:
        id, values = change.key["id"], change.values
        task = self.tasks[id]
        task.element, task.name = values.get("element", task.element), values.get("name", task.name)
        if values.get("opened_at") or values.get("claimed_at"):
            told.began |= not task.begun
            if not task.begun and values.get("claimed_at"):
                told.derived.append(self._line(base, id, "start", None, derived=True))
            task.begun = True
        elif "claimed_at" in values and "candidates" in values:  # given to somebody else
            task.begun = False
            told.derived.append(self._line(base, id, "reassign", None, derived=True))
        if not lasts:
            return
        state = values["state"]
        task.states.append((state, base.at))
        told.relations[Relation(f"task:{id}", ENDINGS.get(state, "holds" if state == "held" else "reopens"))] = None
        if state == "returned" and not task.begun:  # who sends a matter back has looked at it
            told.derived.append(self._line(base, id, "start", None, derived=True))
            task.begun = True
        if state == "completed":
            told.finished[id] = change
        elif state in ("cancelled", "returned"):
            told.derived.append(self._line(base, id, "ate_abort" if task.begun else "withdraw", None, derived=True))
        elif state in ("held", "open"):
            told.derived.append(self._line(base, id, "suspend" if state == "held" else "resume", None, derived=True))

    def _line(self, base: LogEvent, id: int, transition: str, change: Set | None, *, derived: bool) -> LogEvent:
        """A line about a task; of a finished one by whoever finished it."""
        task = self.tasks[id]
        line = replace(
            base, type=task.name, activity=task.name, transition=transition, task=id, role=task.role,
            element=task.element, label=task.label, derived=derived, result=base.result if not derived else "",
        )  # fmt: skip
        values = change.values if change else {}
        person = values.get("closed_by")
        if person and person != base.person:
            units = self.organization.units_of(person, local_date(base.at))
            line = replace(line, person=person, name=self.organization.name(person), unit=next(iter(units), ""),
                           behalf=values.get("on_behalf_of") or "", post="")  # fmt: skip
        return line

    def _own(self, event: Event, base: LogEvent, told: _Told, task: int | None) -> LogEvent:
        """The event itself, with everything it is about."""
        known = self.tasks.get(task) if task is not None else None
        if known is not None and known.id in told.finished:
            line = self._line(base, known.id, "complete", told.finished[known.id], derived=False)
        elif known is not None and event.kind in LOOKS:
            transition = {"task.claimed": "assign", "task.released": "reassign"}.get(event.kind)
            line = self._line(base, known.id, transition or ("start" if told.began else "unknown"), None, derived=False)
            line = replace(line, type=LOOKS[event.kind])
        elif known is not None:
            line = replace(base, task=known.id, role=known.role, element=known.element, label=known.label)
        else:
            line = self._elsewhere(base)
        return replace(line, relations=tuple(self._relations(event, base, told, known)))

    def _elsewhere(self, base: LogEvent) -> LogEvent:
        """What the clock or a message did is named after its element of the diagram."""
        node = self.elements.get(base.element)
        if base.person == SYSTEM and node is not None and node.name:
            return replace(base, type=node.name, activity=node.name)
        return base

    def _relations(self, event: Event, base: LogEvent, told: _Told, task: TaskSeen | None) -> Iterator[Relation]:
        yield Relation(f"instance:{self.number}", "case")
        if base.person != SYSTEM:
            yield Relation(f"person:{base.person}", "by")
        if base.behalf:
            yield Relation(f"person:{base.behalf}", "for")
        if base.unit:
            yield Relation(f"unit:{base.unit}", "unit")
        if task is not None and not any(r.object_id == f"task:{task.id}" for r in told.relations):
            yield Relation(f"task:{task.id}", "about")
        yield from told.relations
        for n, _ in enumerate(decided(event)):
            yield Relation(f"decision:{self.number}/{event.seq}/{n}", "makes")
        receivers = event.body.get("to")
        known = {p.id for p in self.organization.people}
        for one in receivers if isinstance(receivers, list) else [receivers]:
            if one in known:
                yield Relation(f"person:{one}", "to")


def decided(event: Event) -> list[dict[str, Any]]:
    """The decisions an event asked on its way, each table of a graph apart."""
    path = event.body.get("moved", {}).get("path", [])
    return [
        {**trace, "element": step["element"]}
        for step in path
        if step["kind"] == "decide"
        for trace in step.get("detail", {}).get("trace", [])
    ]
