"""Layer 5: every event happens again in an interpreter of our own, which must allow it and end in the same state."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from .chain import Event
from .findings import Findings
from .package import Instance


def check_execution(
    instance: Instance,
    events: list[Event],
    definition: Mapping[str, bytes],
    organizations: Mapping[str, Any],
    calendars: Mapping[str, Any],
    found: Findings,
) -> None:
    """Only asked of a chain that holds; what the interpreter cannot judge becomes a gap."""
    place = {"instance": instance.number}
    try:
        reexecute = importlib.import_module(".bpmn", __package__).reexecute
    except ModuleNotFoundError:
        found.gap(
            5, "not_reexecuted", "未重新执行:本程序不含解释器。",
            "Not executed again: this program has no interpreter.", **place,
        )  # fmt: skip
        return
    given = [{"meta": event.meta, "body": event.body} for event in events]
    answer = reexecute(given, definition, organizations, calendars)
    if answer.seq is not None:
        found.fault(5, "illegal_event", answer.zh, answer.en, seq=answer.seq, **place)
    for gap in answer.gaps:
        found.gap(5, "not_judged", gap.zh, gap.en, seq=gap.seq, **place)
