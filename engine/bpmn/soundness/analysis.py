"""Processes analysed scope by scope, innermost first; each sub-process then counts as one element with its exits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.bpmn.model import Node, Scope
from engine.bpmn.soundness.adhoc import begun_by_hand, by_hand
from engine.bpmn.soundness.compensating import Undoing, written
from engine.bpmn.soundness.dying import dead_steps
from engine.bpmn.soundness.exploring import Exploration
from engine.bpmn.soundness.faults import Fault, Judge
from engine.bpmn.soundness.game import Game
from engine.bpmn.soundness.graph import reachable
from engine.bpmn.soundness.knowledge import Knowledge
from engine.bpmn.soundness.limits import Limits
from engine.bpmn.soundness.net import Net, from_world, is_watched, start_of
from engine.bpmn.soundness.summary import DONE, FOREVER, Summary
from engine.bpmn.soundness.writing import ANY, Writes, writes_of


@dataclass(slots=True)
class Found:
    """A scope once analysed. `endless`: its loops without a way out, a fault only when nothing outside ends them."""

    scope: Scope
    summary: Summary
    faults: list[Fault]
    endless: list[Fault]
    exploration: Exploration | None = None


class Analysis:
    """All processes of some files; `processes` are analysed once each however often they are called."""

    def __init__(self, processes: Mapping[str, Scope], limits: Limits) -> None:
        self.processes = processes
        self.limits = limits
        self.found: dict[str, Found] = {}
        self.begun: set[str] = set()
        self.inner: dict[str, Found] = {}
        self.undoing = Undoing(processes, lambda node: self._inner(node).summary)
        self.called = {
            node.call.process.text
            for process in processes.values()
            for node in process.all_nodes()
            if node.call is not None and node.call.process.is_literal
        }

    def run(self) -> list[tuple[Scope, Fault]]:
        """Every fault with the process it is in."""
        found: list[tuple[Scope, Fault]] = []
        for process in self.processes.values():
            one = self.process(process.id)
            found += [(process, fault) for fault in one.faults]
            if process.id not in self.called:
                found += [(process, fault) for fault in one.endless + self._uncaught(one)]
        return found

    def process(self, id: str) -> Found:
        if id not in self.found:
            self.begun.add(id)
            self.found[id] = self.scope(self.processes[id])
        return self.found[id]

    def scope(self, scope: Scope) -> Found:
        inner = {node.id: self._inner(node) for node in scope.nodes.values() if node.body is not None or node.call}
        faults = [fault for one in inner.values() if one.scope.owner is not None for fault in one.faults]
        if len(scope.nodes) > self.limits.elements:
            return Found(scope, Summary(), [*faults, Fault("too_large_to_prove", scope.id, (), why="elements")], [])
        throws = self.undoing.throws(scope)
        net = Net(scope, {id: one.summary for id, one in inner.items()} | throws)
        writes = {id: writes_of(node, net.summaries.get(id)) for id, node in scope.nodes.items()}
        writes |= {id: written(summary) for id, summary in throws.items()}
        knowledge = Knowledge(scope, self._unsteady(net, writes), self.limits.assignments)
        exploration = Exploration(Game(net, knowledge, writes, self.limits.inclusive), self.limits)
        exploration.run(_roots(scope))
        judge = Judge(exploration)
        own = [*judge.unsynchronised(), *judge.stuck_joins()]
        loops = list(judge.loops())
        own += dead_steps(exploration, own + loops)
        own += self.undoing.uncalled(exploration)
        if exploration.limit:
            own.append(Fault("too_large_to_prove", scope.id, (), why=exploration.limit))
        trapping = exploration.trapped(judge.endless | judge.dead)
        endless = loops + [self._behind(exploration, id, fault) for id in trapping for fault in inner[id].endless]
        hosts = [(fault, _host(scope, inner, fault)) for fault in faults]
        whole = not exploration.limit and not exploration.faults
        # what is never come to is told as dead; what is wrong inside it matters once that is mended
        met = [(fault, id) for fault, id in hosts if self._met(exploration, id) or not whole]
        faults = [self._behind(exploration, id, fault) for fault, id in met] + own
        summary = _summary(exploration, judge, writes, bool(own), bool(endless))
        if scope.kind == "adhoc" and scope.nodes:
            summary = by_hand(summary)
        return Found(scope, summary, faults, endless, exploration)

    def _inner(self, node: Node) -> Found:
        """What is inside a sub-process or call; a call that is not known, or calls itself, may do anything it can."""
        if node.body is not None:
            if node.id not in self.inner:
                self.inner[node.id] = self.scope(node.body)
            return self.inner[node.id]
        name = node.call.process.text if node.call is not None and node.call.process.is_literal else ""
        if name in self.processes and (name in self.found or name not in self.begun):
            return self.process(name)
        thrown = {(trigger.kind, trigger.code) for event in node.boundary for trigger in event.triggers}
        errors = {("error", code or "") for kind, code in thrown if kind == "error"}
        told = frozenset(code or "" for kind, code in thrown if kind == "escalation")
        return Found(node.scope, Summary(frozenset({DONE, *errors}), told), [], [])

    def _unsteady(self, net: Net, writes: Mapping[str, Writes]) -> frozenset[str]:
        """Variables that may change while tokens elsewhere in the scope rely on them."""
        found: set[str] = set()
        for id in net.apart:
            for other in reachable(net.following, [id]):
                found |= set(writes[other])
        found |= {name for id in self.undoing.beside(net.scope) for name in writes[id]}
        if net.splitting:
            for node in net.scope.nodes.values():
                if node.body is not None or (node.loop is not None and net.waits(node)):
                    found |= set(writes[node.id])
        return frozenset(found)

    def _met(self, exploration: Exploration, id: str) -> bool:
        return id in exploration.seen or id in self.undoing.called

    def _behind(self, exploration: Exploration, host: str, fault: Fault) -> Fault:
        """The fault of an inner scope, with the way to the activity before it."""
        return replace(fault, trace=self.undoing.way_to(exploration, host) + fault.trace)

    def _uncaught(self, found: Found) -> list[Fault]:
        """Errors that leave a process nobody calls."""
        exploration = found.exploration
        if exploration is None:
            return []
        faults: dict[str, Fault] = {}
        for step in exploration.exits:
            trace = exploration.trace_of(step)
            at = next(id for id in reversed(trace) if id in found.scope.nodes)
            code = step.move.exit[1] if step.move.exit else ""
            faults.setdefault(at + code, Fault("error_uncaught", at, trace, others=(code,)))
        return list(faults.values())


def _summary(
    exploration: Exploration, judge: Judge, writes: Mapping[str, Writes], faulty: bool, endless: bool
) -> Summary:
    """The scope from outside; one with a fault of its own counts as repaired, so as to end as well."""
    net = exploration.game.net
    exits = {step.move.exit for step in exploration.exits if step.move.exit is not None}
    main = exploration.forwards(exploration.roots)
    if main & judge.complete or faulty or not (exits or endless):
        exits.add(DONE)
    if endless:
        exits.add(FOREVER)
    written = {name for one in writes.values() for name in one}
    instant = not any(net.waits(node) for node in net.scope.nodes.values() if not _listens(node))
    told = frozenset(exploration.game.throwing.told)
    return Summary(frozenset(exits), told, None if ANY in written else frozenset(written), instant)


def _listens(node: Node) -> bool:
    """Whether it is an event sub-process started from outside, which never happens where nothing waits."""
    start = start_of(node) if node.is_event_subprocess else None
    return start is not None and from_world(start) and not is_watched(start)


def _roots(scope: Scope) -> list[list[str]]:
    """Starts that begin together: each start event of a process alone, all implicit starts at once; in an
    ad-hoc sub-process what somebody may start."""
    starts = scope.starts
    if scope.kind == "adhoc":
        return begun_by_hand(scope)
    if scope.kind == "process" and all(start.type == "startEvent" for start in starts):
        return [[start.id] for start in starts]
    return [[start.id for start in starts]] if starts else []


def _host(scope: Scope, inner: Mapping[str, Found], fault: Fault) -> str:
    return next(id for id, one in inner.items() if one.scope.owner is not None and fault in one.faults)
