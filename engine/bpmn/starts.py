"""Where a process begins."""

from __future__ import annotations

from engine.bpmn.model import Node
from engine.errors import Missing


def choose_starts(starts: list[Node], start_event: str | None) -> list[Node]:
    """The start asked for; else the none start event, the only one, or (without start events) all implicit ones."""
    if start_event is not None:
        found = [node for node in starts if node.id == start_event]
        if not found:
            raise Missing(
                "start_unknown", f"没有开始事件“{start_event}”。", f"There is no start event “{start_event}”."
            )
        return found
    events = [node for node in starts if node.type == "startEvent"]
    if not events:
        return starts
    none = [node for node in events if node.trigger is None or node.trigger.kind == "none"]
    if len(none or events) > 1:
        raise Missing(
            "start_ambiguous", "流程有多个开始事件,请指定一个。", "The process has several start events; name one."
        )
    return none or events
