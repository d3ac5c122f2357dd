"""Compensation in the token game: a throw counts as an activity that does all that may be undone then.

Handlers stand outside the flow, so they are not come to by tokens: whether anything calls them is found from the
throws that may name them, and what can go wrong inside them leaves by the thrower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.bpmn.completions import undoing_handler
from engine.bpmn.model import Node, Scope
from engine.bpmn.reading.compensation import seen_from
from engine.bpmn.soundness.exploring import Exploration
from engine.bpmn.soundness.faults import Fault
from engine.bpmn.soundness.summary import DONE, Summary
from engine.bpmn.soundness.writing import ANY, Writes, writes_of

_WAITING = frozenset({"userTask", "receiveTask"})
_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})


def is_undoing(handler: Node) -> bool:
    """Whether an event sub-process is started by compensation."""
    return undoing_handler(handler.scope) is handler


class Undoing:
    """What each throw may undo. `called`: handlers some throw may call; `summary` tells of a sub-process or call."""

    def __init__(self, processes: Mapping[str, Scope], summary: Callable[[Node], Summary]) -> None:
        self.processes = processes
        self.summary = summary
        throws = [node for process in processes.values() for node in process.all_nodes() if _throws(node)]
        self.called = {handler.id for node in throws for handler in self.handlers(node)}

    def handlers(self, node: Node) -> list[Node]:
        """Everything a throw may start, each once."""
        activity = node.trigger.code if node.trigger is not None else None
        seen: set[str] = set()
        found: dict[str, Node] = {}
        for scope in seen_from(node.scope):
            for target in scope.nodes.values():
                if activity in (None, target.id):
                    found |= {handler.id: handler for handler in self._of(target, seen)}
        return list(found.values())

    def _of(self, node: Node, seen: set[str]) -> Iterator[Node]:
        if node.undone_by is not None:
            yield node.undone_by
        for body in self._contents(node, seen):
            own = undoing_handler(body)
            if own is not None:
                yield own
            elif node.undone_by is None:
                for inner in body.nodes.values():
                    yield from self._of(inner, seen)

    def _contents(self, node: Node, seen: set[str]) -> list[Scope]:
        """What is inside an activity; inside a call of a process that is not named outright, any process."""
        if node.call is None:
            return [node.body] if node.body is not None else []
        names = [node.call.process.text] if node.call.process.is_literal else list(self.processes)
        new = [name for name in names if name in self.processes and name not in seen]
        seen.update(new)
        return [self.processes[name] for name in new]

    def throws(self, scope: Scope) -> dict[str, Summary]:
        """Every throw of compensation in a scope, and every cancel end event, as an activity."""
        return {node.id: self._throw(node) for node in scope.nodes.values() if _throws(node)}

    def _throw(self, node: Node) -> Summary:
        cancels = node.trigger is not None and node.trigger.kind == "cancel"
        waits = node.trigger is not None and node.trigger.waiting
        parts = [(handler, self._handler(handler)) for handler in self.handlers(node)]
        names: set[str] = set()
        for handler, part in parts:
            names |= set(writes_of(handler, part))
        exits = {exit for _, part in parts for exit in part.exits if exit != DONE}
        return Summary(
            frozenset({("cancel", "") if cancels else DONE, *exits}),
            frozenset(code for _, part in parts for code in part.told),
            None if ANY in names else frozenset(names),
            not waits or all(part.instant for _, part in parts),
        )

    def _handler(self, node: Node) -> Summary:
        if node.body is not None or node.call is not None:
            return self.summary(node)
        return Summary(instant=node.type not in _WAITING)

    def beside(self, scope: Scope) -> list[str]:
        """Throws that do not wait: what they undo goes on beside everything else."""
        return [node.id for node in scope.nodes.values() if _throws(node) and node.trigger and not node.trigger.waiting]

    def way_to(self, exploration: Exploration, id: str) -> tuple[str, ...]:
        """The way to an element; to a handler by way of who calls it, else of what it undoes."""
        if id not in self.called or id in exploration.seen:
            return exploration.trace_to(id)
        for node in exploration.game.scope.nodes.values():
            if _throws(node) and node.id in exploration.seen and id in map(_id, self.handlers(node)):
                return (*exploration.trace_to(node.id), id)
        undone = [node for node in exploration.game.scope.nodes.values() if node.undone_by and node.undone_by.id == id]
        return (*(exploration.trace_to(undone[0].id) if undone else ()), id)

    def uncalled(self, exploration: Exploration) -> Iterator[Fault]:
        """Handlers of a scope that nothing ever calls."""
        scope = exploration.game.scope
        for node in scope.nodes.values():
            handler = node.undone_by
            if handler is not None and handler.id not in self.called:
                events = [event.id for event in node.boundary if event.trigger and event.trigger.kind == "compensate"]
                trace = (*exploration.trace_to(node.id), *events[:1], handler.id)
                yield Fault("dead_task", handler.id, trace, False, (), "nobody_undoes")
        own = undoing_handler(scope)
        if own is not None and own.id not in self.called:
            yield Fault("dead_task", own.id, (own.id,), False, (), "nobody_undoes")


def _id(node: Node) -> str:
    return node.id


def _throws(node: Node) -> bool:
    return node.type in _THROWING and node.trigger is not None and node.trigger.kind in ("compensate", "cancel")


def written(summary: Summary) -> Writes:
    """What the handlers of a throw may set."""
    return {ANY: None} if summary.writes is None else dict.fromkeys(summary.writes)
