"""The built-in acts of service tasks, done inside the unit of work that moves the tokens.

Each answers with plain JSON that history keeps; re-execution gives the recorded answer back instead.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import func, select

from engine.actions.find_instances import find_instances
from engine.actions.numbers import allocate
from engine.bpmn import ServiceCall
from engine.clock import local
from engine.definition import Definition
from engine.errors import Incident
from engine.instance import Served
from engine.organization import due, moment_of
from engine.store import tables as t
from engine.store.work import Locked, Work


class Services:
    """Answers service calls of one movement and notes their effects in `served`."""

    def __init__(self, w: Work, definition: Definition, served: Served, locked: Locked) -> None:
        self.w, self.definition, self.served, self.locked = w, definition, served, locked

    def __call__(self, call: ServiceCall) -> dict[str, Any]:
        act = getattr(self, f"serve_{call.name.replace('-', '_')}", None)
        if act is None:
            raise Incident(
                "unknown_service", call.element, call.key,
                f"系统没有“{call.name}”这项内置服务。", f"There is no built-in service {call.name!r}.",
            )  # fmt: skip
        result: dict[str, Any] = act(call)
        self.served.results.append([call.key, result])
        return result

    def serve_allocate_number(self, call: ServiceCall) -> dict[str, Any]:
        """A gap-free document number of a series; an instance that has one keeps it (domain.md 2.1)."""
        series = str(call.headers.get("series") or call.inputs.get("series") or "")
        pattern = self.definition.procedure.series.get(series)
        if pattern is None:
            raise Incident(
                "unknown_series",
                call.element,
                call.key,
                f"没有编号系列“{series}”。",
                f"No number series {series!r}.",
            )
        number = allocate(self.w, self.locked, series, pattern)
        self.served.numbers.append(number)
        return {"number": number["text"], "n": number["n"], "series": series, "year": number["year"]}

    def serve_count(self, call: ServiceCall) -> dict[str, Any]:
        """Numbers of this procedure's series this year, and last year up to the same day (2.18, 发文数量)."""
        today = local(self.w.at)
        before = today.replace(year=today.year - 1, day=min(today.day, 28) if today.month == 2 else today.day)
        d = t.document_number.c
        rows = self.w.connection.execute(
            select(d.year, func.count())
            .where(d.voided.is_(False), d.series.in_(list(self.definition.procedure.series)))
            .where((d.year == today.year) | ((d.year == today.year - 1) & (d.issued_at <= before)))
            .group_by(d.year)
        )
        found = {row[0]: row[1] for row in rows}
        return {"this_year": found.get(today.year, 0), "last_year": found.get(today.year - 1, 0)}

    def serve_record(self, call: ServiceCall) -> dict[str, Any]:
        self.served.facts.append({"kind": str(call.headers.get("kind", "")), "key": call.key, "values": call.inputs})
        return {}

    def serve_find_instances(self, call: ServiceCall) -> dict[str, Any]:
        """Other matters of a procedure (`where` in FEEL, `within` days back), the newest first."""
        return find_instances(self.w, self.definition, self.locked, call)

    def serve_set_due(self, call: ServiceCall) -> dict[str, Any]:
        """The matter's own due: `term` counted from `from` (else from now), or `due` as it is."""
        given = {**call.headers, **call.inputs}
        start = moment_of(given["from"]) if given.get("from") else self.w.at
        term = str(given.get("term") or "")
        if term:
            moment = due(term, start, self.w.calendar)
        elif given.get("due"):
            moment = moment_of(given["due"]).astimezone(UTC)
        else:
            raise Incident(
                "due_missing", call.element, call.key, "没有算出事项的到期时间。", "Neither term nor due was given."
            )
        old = self.locked.due_at
        self.served.due = {
            "due_at": moment.isoformat(), "term": term, "from": start.isoformat() if term else None,
            "old": old.isoformat() if old else None,
        }  # fmt: skip
        return {"due": local(moment).isoformat()}

    def serve_send_notice(self, call: ServiceCall) -> dict[str, Any]:
        """A notice to everybody in the groups or persons named by `to`."""
        wanted = call.inputs.get("to", call.headers.get("to"))
        groups = [str(g) for g in wanted] if isinstance(wanted, list) else [str(wanted)]
        text = str(call.inputs.get("text", call.headers.get("text", "")))
        on = local(self.w.at).date()
        people = sorted({p for g in groups for p in self.w.organization.holders(g, on)})
        self.served.notices += [{"kind": "notice", "to": p, "text": text, "task": None} for p in people]
        return {"to": people}

    def serve_start_procedure(self, call: ServiceCall) -> dict[str, Any]:
        """A message to another procedure; it waits in both histories until that procedure takes it."""
        name = str(call.headers.get("procedure"))
        self.served.messages.append([call.key, name, self.locked.number, call.inputs])
        return {"sent": name}

    def serve_urge(self, call: ServiceCall) -> dict[str, Any]:
        """催办: remind whoever holds the open tasks of a step; an empty post's stand-in is named in history."""
        step = str(call.headers.get("step"))
        label = call.inputs.get("label")
        slip = str(call.inputs.get("slip") or call.headers.get("slip") or "")
        rows = self.w.connection.execute(
            select(t.task.c.id, t.task.c.principals, t.task.c.urges, t.task.c.name, t.task.c.label).where(
                t.task.c.instance_id == self.locked.id, t.task.c.element == step, t.task.c.state == "open"
            )
        ).all()
        on = local(self.w.at).date()
        reached: list[str] = []
        for row in rows:
            if label is not None and row.label != label:
                continue
            times = row.urges + 1
            self.served.urged.append([row.id, times])
            people = {p for principal in row.principals for p in self.w.organization.holders(principal, on)}
            wanted = call.inputs.get("to", call.headers.get("to"))
            if wanted:
                named = [str(group) for group in wanted] if isinstance(wanted, list) else [str(wanted)]
                found = self.w.organization.resolve(named, at=self.w.at)
                people |= set(found.people)
                self.served.facts += [
                    {"kind": warning.kind, "group": warning.group, "to": list(warning.to), "key": call.key}
                    for warning in found.warnings
                ]
            what = f"{slip}色督办单" if slip else "催办"
            text = f"{what}(第{times}次):请尽快办理《{self.locked.title}》的“{row.name}”。"
            if slip:
                self.served.facts.append({
                    "kind": f"slip.{slip}", "key": call.key, "task": row.id, "label": row.label, "to": sorted(people),
                })  # fmt: skip
            self.served.notices += [{"kind": "urge", "to": p, "text": text, "task": row.id} for p in sorted(people)]
            reached += sorted(people)
        return {"urged": len(self.served.urged), "people": reached}
