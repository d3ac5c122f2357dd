"""The history of one instance as lines a page can say in plain words, and the path its tokens took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.definition import Definition
from engine.queries.bodies import opened
from engine.queries.reader import Reader
from engine.queries.versions import MIGRATED, NO_SWITCH, Switch, Versions, switch_of
from engine.store import tables as t


@dataclass(frozen=True)
class Opened:
    """A task that an event opened, with the people it was given to."""

    step: str
    label: str
    people: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """A decision table that an event asked: the rows that matched and what came out, in plain JSON."""

    decision: str
    matched: tuple[int, ...]
    outputs: Any


@dataclass(frozen=True)
class HistoryLine:
    """One event. `kind` is the event's own kind; the page has the sentence, this has its words."""

    seq: int
    kind: str
    at: datetime
    who: str
    behalf: str
    step: str = ""
    label: str = ""
    result: str = ""
    opinion: str = ""
    signature: str = ""
    opened: tuple[Opened, ...] = ()
    decided: tuple[Decided, ...] = ()
    numbers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    end_state: str = ""
    reason: str = ""
    refusal: str = ""
    refusal_en: str = ""
    facts: tuple[dict[str, Any], ...] = ()
    urged: int = 0
    to: tuple[str, ...] = ()  # people or units it was given or sent to, or the step it went to
    words: str = ""
    way: str = ""  # direct | before | after | round; role of an inserted task; what became of a reading
    times: int = 0
    switch: Switch = NO_SWITCH


@dataclass
class Path:
    """What the diagram shows: elements entered and left, and sequence flows taken, with how often."""

    visits: dict[str, int] = field(default_factory=dict)
    flows: dict[str, int] = field(default_factory=dict)

    def add(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            if step["kind"] == "take":
                name = step.get("detail", {}).get("flow") or step["element"]
                self.flows[name] = self.flows.get(name, 0) + 1
            elif step["kind"] == "enter":
                self.visits[step["element"]] = self.visits.get(step["element"], 0) + 1

    def carry(self, mapping: Mapping[str, str]) -> None:
        """On another version's diagram: what was visited stands under the names it has there, flows by their ids."""
        visits: dict[str, int] = {}
        for element, count in self.visits.items():
            target = mapping.get(element)
            if target is not None:
                visits[target] = visits.get(target, 0) + count
        self.visits = visits


def trail_of(reader: Reader, instance_id: int, definition: Definition) -> tuple[tuple[HistoryLine, ...], Path]:
    """Every event, oldest first, and the path they add up to on the diagram of `definition`, the present one."""
    path, lines, versions = Path(), [], Versions(reader, definition)
    names = {
        row.id: row
        for row in reader.connection.execute(
            select(t.task.c.id, t.task.c.name, t.task.c.label).where(t.task.c.instance_id == instance_id)
        )
    }
    for row in reader.connection.execute(
        select(t.history).where(t.history.c.instance_id == instance_id).order_by(t.history.c.seq)
    ):
        body = opened(row)
        valid = versions.take(row.kind, body)
        if row.kind == MIGRATED:
            path.carry(body.get("mapping", {}))
        path.add(body.get("moved", {}).get("path", []))
        lines.append(line_of(reader, row, body, names, valid))
    return tuple(lines), path


def line_of(
    reader: Reader, row: Any, body: dict[str, Any], names: Mapping[int, Any], definition: Definition
) -> HistoryLine:
    """One event, with its opened body; `row` has seq, kind, at, actor and on_behalf_of."""
    moved = body.get("moved", {})
    task = names.get(body.get("task", 0))
    refusal = body.get("refusal", {})
    element = definition.process.elements.get(body.get("element", ""))
    return HistoryLine(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        who=reader.name(row.actor),
        behalf=reader.name(row.on_behalf_of) if row.on_behalf_of else "",
        step=task.name if task else body.get("step", "") or (element.name if element else ""),
        label=task.label if task else "",
        result=body.get("result") or "",
        opinion=body.get("opinion") or "",
        signature=body.get("signature", ""),
        opened=tuple(_opened(reader, each) for each in moved.get("opened", [])),
        decided=tuple(_decisions(moved.get("path", []))),
        numbers=tuple(n["text"] for n in moved.get("numbers", [])),
        files=tuple(f["name"] for f in body.get("files", [])),
        end_state=moved.get("end_state") or "",
        reason=body.get("reason", ""),
        refusal=refusal.get("zh", ""),
        refusal_en=refusal.get("en", ""),
        facts=tuple(moved.get("facts", [])),
        urged=len(moved.get("urged", [])),
        to=_to(reader, body),
        words=_words(body),
        way=_way(body),
        times=body.get("times", 0),
        switch=switch_of(reader, row.kind, body),
    )


def _words(body: dict[str, Any]) -> str:
    """What was said, where the event's line of the 处理笺 holds it; a withdrawal only names such a line."""
    line = body.get("line")
    return str(body.get("words") or (line["text"] if isinstance(line, dict) else ""))


def _to(reader: Reader, body: dict[str, Any]) -> tuple[str, ...]:
    """Whom or where an office action went to."""
    if body.get("to_step"):
        return (body["to_step"],)
    if body.get("readings"):
        return tuple(reader.name(one["person"]) for one in body["readings"])
    if body.get("receiver"):
        return (body["receiver"]["number"],)
    named = body.get("to") or body.get("item") or body.get("people") or body.get("content", {}).get("to") or []
    return tuple(reader.name(str(one)) for one in ([named] if isinstance(named, str) else named))


def _way(body: dict[str, Any]) -> str:
    if body.get("direct"):
        return "direct"
    for name in ("when", "role", "request_kind", "hold"):
        if body.get(name):
            return str(body[name])
    if "request" in body:
        return str(body["request"]["kind"])
    changed = body.get("read") or [[0, {}]]
    return next(iter(changed[0][1]), "")


def _opened(reader: Reader, task: dict[str, Any]) -> Opened:
    due = task["due_at"]
    people = tuple(reader.name(p) for p in task.get("people", []))
    return Opened(task["name"], task["label"], people, datetime.fromisoformat(due) if due else None)


def _decisions(path: list[dict[str, Any]]) -> list[Decided]:
    """The tables asked on the way, with the numbers of their matched rows."""
    traces = (t for step in path if step["kind"] == "decide" for t in step.get("detail", {}).get("trace", []))
    return [
        Decided(
            str(trace.get("decision", "")),
            tuple(row["number"] for row in trace.get("matched", [])),
            trace.get("outputs"),
        )
        for trace in traces
        if trace.get("matched")
    ]
