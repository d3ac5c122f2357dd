"""Multiple events: any of their triggers makes them happen, or with parallelMultiple only all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.tokens import WAITER
from engine.bpmn.waits import MET, PART, waiting_node

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token


def gathered(waiter: Token, payload: dict[str, Any]) -> dict[str, Any] | None:
    """What an event brings once it happens; None while other triggers of it are still awaited."""
    trigger = waiting_node(waiter).trigger
    if trigger is None or not trigger.together or waiter.role != WAITER:
        return payload
    waiter.workflow.top_workflow.journal.closes(waiter, "completed")
    waiter.internal_data[MET] = payload
    group = beside(waiter)
    if any(MET not in other.internal_data for other in group):
        return None
    brought: dict[str, Any] = {}
    for other in group:
        brought |= other.internal_data[MET]
    return brought


def beside(waiter: Token) -> list[Token]:
    """The waiters of one event that happen together, in the order of its triggers."""
    trigger = waiting_node(waiter).trigger
    if trigger is None or not trigger.together or waiter.host is None:
        return [waiter]
    found = [
        child
        for child in waiter.host.children
        if child.role == WAITER and child.open and child.task_spec is waiter.task_spec
    ]
    return sorted(found, key=lambda child: child.internal_data[PART])
