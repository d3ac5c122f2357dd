"""Events given to a simulation: when they may be delivered, and what they start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn.program import StartInfo
from engine.bpmn.timers import Duration, TimerTextWrong, parse_date, parse_duration
from engine.errors import Invalid


@dataclass(slots=True)
class Event:
    """One entry of the events list; ready when `at`, `after` (a duration or an element) is satisfied."""

    given: dict[str, Any]
    moment: datetime | None = None
    element: str | None = None
    advance: Duration | None = None
    target: datetime | None = None


def read_event(given: dict[str, Any], elements: Collection[str], start: datetime) -> Event:
    """One entry of the list. Raises Invalid (event_wrong)."""
    event = Event(given)
    try:
        if "at" in given:
            event.moment = parse_date(str(given["at"]))
        elif "after" in given:
            text = str(given["after"])
            if text in elements:
                event.element = text
            else:
                event.moment = parse_duration(text).after(start)
        if "advance" in given:
            event.advance = parse_duration(str(given["advance"]))
    except TimerTextWrong as wrong:
        raise Invalid({}, "event_wrong", wrong.zh, wrong.en) from wrong
    if not isinstance(given.get("set", {}), dict):
        raise Invalid({}, "event_wrong", "set 应当是变量名到值的对象。", "What is set is an object of variables.")
    if sum(kind in given for kind in ("message", "signal", "timer", "start", "advance", "set")) != 1:
        raise Invalid(
            {},
            "event_wrong",
            "事件必须有且只有 message、signal、timer、start、advance、set 之一。",
            "An event has exactly one of message, signal, timer, start, advance and set.",
        )
    return event


def starts_process(given: Mapping[str, Any], start: StartInfo) -> bool:
    """Whether an event is the one a start event waits for."""
    if start.kind == "timer":
        return given.get("timer") == start.id
    return given.get(start.kind) == start.event
