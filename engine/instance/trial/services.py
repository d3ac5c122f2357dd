"""What built-ins answer when a history is tried on a draft: what they answered then, else what can be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.bpmn import ServiceCall
from engine.clock import local
from engine.errors import Refused
from engine.organization import Calendar, due, moment_of

# Built-ins whose answer rests on other matters: nobody knows what it would have been.
UNKNOWN: dict[str, dict[str, Any]] = {
    "count": {"this_year": 0, "last_year": 0},
    "find-instances": {"found": [], "count": 0},
}


class Answers:
    """Answers of one recorded event, by key, else by element, else computed.

    `unknown` is told of a call only other matters could answer; `due_set` of the matter's own due.
    """

    def __init__(
        self,
        body: Mapping[str, Any],
        calendar: Calendar,
        at: datetime,
        unknown: Callable[[ServiceCall], None],
        due_set: Callable[[datetime], None],
    ) -> None:
        self.calendar, self.at = calendar, at
        self.unknown, self.due_set = unknown, due_set
        elements = {s["key"]: s["element"] for s in body.get("moved", {}).get("path", ()) if s["kind"] == "serve"}
        self.left: list[tuple[str, str, dict[str, Any]]] = [
            (key, elements.get(key, key.rpartition("/")[2].partition("#")[0]), result)
            for key, result in body.get("served", ())
        ]

    def __call__(self, call: ServiceCall) -> dict[str, Any]:
        if call.name == "set-due":
            return self._set_due(call)
        mine = [one for one in self.left if call.element == one[1]]
        found = next((one for one in mine if one[0] == call.key), mine[0] if mine else None)
        if found is None:
            return self._assumed(call)
        self.left.remove(found)
        return dict(found[2])

    def _set_due(self, call: ServiceCall) -> dict[str, Any]:
        """Counted anew: the draft may have another term."""
        given = {**call.headers, **call.inputs}
        start = moment_of(given["from"]) if given.get("from") else self.at
        term = str(given.get("term") or "")
        if not term and not given.get("due"):
            raise Refused("due_missing", "没有算出事项的到期时间。", "Neither term nor due was given.")
        moment = due(term, start, self.calendar) if term else moment_of(given["due"]).astimezone(UTC)
        self.due_set(moment)
        return {"due": local(moment).isoformat()}

    def _assumed(self, call: ServiceCall) -> dict[str, Any]:
        match call.name:
            case "record":
                return {}
            case "send-notice":
                return {"to": []}
            case "urge":
                return {"urged": 0, "people": []}
            case "start-procedure":
                return {"sent": str(call.headers.get("procedure"))}
            case "allocate-number":
                series = str(call.headers.get("series") or call.inputs.get("series") or "")
                return {"number": "", "n": 0, "series": series, "year": local(self.at).year}
            case other:
                self.unknown(call)
                return dict(UNKNOWN.get(other, {}))
