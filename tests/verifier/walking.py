"""The engine and the verifier's interpreter side by side on one diagram: each event of the one walked by the other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

from engine.bpmn import Execution, Outcome
from engine.verifier.bpmn import jumps, migrating, rounds, world
from engine.verifier.bpmn.expressions import Expressions
from engine.verifier.bpmn.findings import Illegal
from engine.verifier.bpmn.journal import Journal
from engine.verifier.bpmn.machine import Machine
from engine.verifier.bpmn.reading import read_processes
from engine.verifier.bpmn.record import Record
from engine.verifier.bpmn.variables import local_names


def path_of(outcome: Outcome) -> list[dict[str, Any]]:
    """What an event body would say of the way taken."""
    return [
        {"kind": h.kind, "element": h.element, "key": h.key, "scope": h.scope} | ({"detail": h.detail} if h.detail else {})
        for h in outcome.happenings
    ]


def no_decision(*_: Any) -> Any:
    raise AssertionError("random diagrams decide and call nothing")


class Twin:
    """The verifier's machine for a diagram; `follow` walks one outcome of the engine and compares where both stand."""

    def __init__(self, source: bytes) -> None:
        self.machine = Machine(read_processes({"p.bpmn": source}), "p", no_decision, no_decision)

    def start(self, data: dict[str, Any], outcome: Outcome, execution: Execution, now: datetime) -> None:
        self._walk(lambda: world.start(self.machine, dict(data), None), outcome, execution, now)

    def follow(self, kind: str, facts: tuple[Any, ...], outcome: Outcome, execution: Execution, now: datetime) -> None:
        self._walk(self.first(kind, facts), outcome, execution, now)

    def first(self, kind: str, facts: tuple[Any, ...]) -> Callable[[], None]:
        """What the world did, by the names tests/properties/test_random_jumps.py gives it."""
        machine = self.machine
        acts: dict[str, Callable[[], None]] = {
            "complete": lambda: world.complete(machine, facts[0], {"c": facts[1]}),
            "fire": lambda: world.fire(machine, facts[0]),
            "catch": lambda: world.deliver(machine, facts[0], facts[1], facts[2], {"c": facts[3]}),
            "amend": lambda: world.amend(machine, None, {"c": facts[0]}, {}, False),
            "go_back": lambda: jumps.go_back(machine, facts[0], facts[1], facts[2]),
            "withdraw": lambda: jumps.withdraw(machine, facts[0], facts[1]),
            "jump": lambda: jumps.jump(machine, facts[0], facts[1]),
            "start": lambda: world.start_activity(machine, facts[0], facts[1]),
            "add_round": lambda: rounds.add_round(machine, facts[0], facts[1]),
            "remove_round": lambda: rounds.remove_round(machine, facts[0]),
            "reopen_round": lambda: rounds.reopen_round(machine, facts[0], facts[1], {"item": facts[2]}),
        }
        return acts[kind]

    def _walk(self, first: Callable[[], None], outcome: Outcome, execution: Execution, now: datetime) -> None:
        journal = self.machine.act(path_of(outcome), Expressions(now, {}), first)
        self._compare(journal, outcome, execution)

    def _compare(self, journal: Journal, outcome: Outcome, execution: Execution) -> None:
        machine, waits = self.machine, execution.waiting()
        assert machine.state == outcome.state
        assert machine.root.variables == execution.data
        assert machine.ends == list(outcome.end_events)
        assert set(machine.waits) == {
            one.key for one in (*waits.tasks, *waits.timers, *waits.subscriptions, *waits.conditions)
        }
        timers = {key: token.timer["due"] for key, token in machine.waits.items() if token.timer is not None}
        assert timers == {one.key: one.due.isoformat() for one in waits.timers}
        seen = {key: local_names(token) for key, token in machine.waits.items() if token.task is not None}
        assert seen == {one.key: one.variables for one in waits.tasks}
        assert [t.key for t in journal.opened.values() if t.task is not None] == [one.key for one in outcome.opened]
        assert sorted((t.key, how) for t, how in journal.closed.values() if t.task is not None) == sorted(
            (one.key, one.how) for one in outcome.closed
        )
        assert machine.open_places() == list(execution.tokens())

    def migrate(
        self, processes: Any, mapping: dict[str, str], recount: bool, outcome: Outcome, execution: Execution, now: datetime
    ) -> None:
        """Go on in another version, as the engine did."""
        self._walk(lambda: migrating.migrate(self.machine, processes, "p", mapping, recount), outcome, execution, now)
        assert machine_stands(self.machine) == list(execution.standing())

    def refuses_move(self, processes: Any, mapping: dict[str, str], now: datetime) -> bool:
        trial = copy.deepcopy(self.machine)
        trial.record, trial.expressions, trial.journal = Anything([]), Expressions(now, {}), Journal()
        try:
            migrating.migrate(trial, processes, "p", mapping, False)
        except Illegal:
            return True
        return False

    def refuses(self, kind: str, facts: tuple[Any, ...], now: datetime) -> bool:
        """Whether this act is illegal as the machine stands, whatever might be recorded of it."""
        trial = copy.deepcopy(self.machine)
        trial.record, trial.expressions, trial.journal = Anything([]), Expressions(now, {}), Journal()
        try:
            Twin.of(trial).first(kind, facts)()
        except Illegal:
            return True
        return False

    @classmethod
    def of(cls, machine: Machine) -> Twin:
        twin = cls.__new__(cls)
        twin.machine = machine
        return twin


def machine_stands(machine: Machine) -> list[tuple[str, str]]:
    found = [token for running in machine.every() for token in running.tokens if token.role != "waiter"]
    return [(token.key, token.node.id) for token in sorted(found, key=lambda one: one.age)]


class Anything(Record):
    """A record that agrees with every move."""

    def tell(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {}
