"""Dead steps: drawn, led to by flows, and yet no token ever comes to them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Node
from engine.bpmn.soundness.compensating import is_undoing
from engine.bpmn.soundness.exploring import Exploration
from engine.bpmn.soundness.faults import Fault
from engine.bpmn.soundness.graph import reachable
from engine.bpmn.soundness.net import from_world, start_of

_GATEWAY = "Gateway"


def dead_steps(exploration: Exploration, faults: list[Fault]) -> Iterator[Fault]:
    """Where a dead region begins, each with the way to what is alive before it.

    Nothing is said of what lies behind another fault where nothing can arrive, nor of what no flow leads to (another
    finding), nor when the exploration stopped early: at a bound, or at tokens that nothing synchronises.
    """
    if exploration.limit or exploration.faults:
        return
    net, scope = exploration.game.net, exploration.game.scope
    following = net.following
    handlers = [handler.id for handler in scope.handlers if not is_undoing(handler)]
    starts = [start.id for start in scope.starts] + handlers
    drawn = reachable(following, starts)
    behind = reachable(following, [fault.element for fault in faults])
    dead = {id for id in drawn - behind if id not in exploration.seen}
    told: set[str] = set()
    for id in [id for id in scope.nodes if id in dead]:
        sources = _sources(scope.nodes[id])
        alive = [source for source in sources if source.id not in dead]
        if (sources and not alive) or id in told:
            continue
        region = reachable(following, [id]) & dead
        told |= region
        named = [other for other in scope.nodes if other in region and _GATEWAY not in scope.nodes[other].type]
        node = scope.nodes[id]
        if _told_inside(node):
            continue
        element = id if _GATEWAY not in node.type or not named else named[0]
        before = alive[0] if alive else None
        trace = exploration.trace_to(before.id) if before is not None else ()
        flows = [flow.id for flow in node.incoming if before is not None and flow.source == before.id]
        yield Fault(
            "dead_task",
            element,
            (*trace, *flows[:1], *dict.fromkeys((id, element))),
            False,
            tuple(other for other in named if other != element),
            _why(node, before),
        )


def _sources(node: Node) -> list[Node]:
    scope = node.scope
    if node.attached_to:
        return [scope.nodes[node.attached_to]]
    return [scope.nodes[flow.source] for flow in node.incoming]


def _told_inside(node: Node) -> bool:
    """Whether an event may be started by a message or signal that is thrown in passing, where nothing ever waits."""
    host = node.scope.nodes[node.attached_to] if node.attached_to else node
    event = start_of(node) if node.is_event_subprocess else node
    inside = host.body is not None or host.call is not None
    kinds = {trigger.kind for trigger in event.triggers} if event is not None else set()
    return inside and bool(kinds & {"message", "signal"})


def _why(node: Node, before: Node | None) -> str:
    event = start_of(node) if node.is_event_subprocess else node if node.type == "boundaryEvent" else None
    if event is not None and not from_world(event):
        return "nobody_throws"
    if event is not None:
        return "never_waits"
    if before is not None and any(flow.condition for flow in before.outgoing):
        return "condition"
    return "never_leaves"
