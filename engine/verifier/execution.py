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
    if (fault := answer.fault) is not None:
        element = next((str((e.body or {}).get("element", "")) for e in events if e.seq == fault.seq), "")
        found.fault(
            5, fault.code, f"第 {fault.seq} 条事件不合规:{fault.zh}", f"Event {fault.seq} is not allowed: {fault.en}",
            seq=fault.seq, element=element, **place,
        )  # fmt: skip
    for gap in answer.unverified:
        found.gap(5, "not_judged", f"第 {gap.seq} 条事件:{gap.zh}", f"Event {gap.seq}: {gap.en}", seq=gap.seq, **place)
