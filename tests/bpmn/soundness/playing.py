"""The runtime made to do everything it can: every answer to every condition, every event, in every order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import Environment, Execution, Outcome, Program
from engine.bpmn.instance import Instance
from engine.bpmn.tokens import FLOW, INSTANCE, WAITER
from engine.bpmn.trees import Tree
from engine.bpmn.variables import chain
from engine.bpmn.waits import MET, PART, waiting_node
from engine.errors import Incident, NotNow

from ..run import START
from .mutating import HAPPENS

State = tuple[Any, ...]
MOST_PICKS = 12


class Picks:
    """Answers to conditions: a given beginning, then no; `next` is the beginning to try after this one."""

    def __init__(self, begin: list[bool]) -> None:
        self.answers = list(begin)
        self.at = 0

    def __call__(self, flow: str) -> bool:
        if self.at == len(self.answers):
            self.answers.append(False)
        self.at += 1
        return self.answers[self.at - 1]

    def next(self) -> list[bool] | None:
        begin = self.answers[: self.at]
        while begin and begin[-1]:
            begin.pop()
        return [*begin[:-1], True] if begin else None


@dataclass
class Play:
    """All states the runtime comes to, up to a bound.

    `whole`: the bound was not hit, so nothing else can happen. `rivals`: two waited for one message or signal at
    some time: one of them gets all messages, and neither gets a signal alone.
    """

    program: Program
    most: int
    states: dict[State, bytes] = field(default_factory=dict)
    after: dict[State, set[State]] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    stuck: set[State] = field(default_factory=set)
    ended: set[State] = field(default_factory=set)
    incidents: dict[str, set[str]] = field(default_factory=dict)
    rivals: bool = False
    whole: bool = True
    actions: int = 0

    def run(self) -> Play:
        todo: list[State] = []
        for state in self._tried(self._start):
            todo += self._note(None, *state)
        while todo:
            if self.actions > self.most:
                self.whole = False
                break
            state = todo.pop(0)
            for act in list(self._actions(self.states[state])):
                for reached in self._tried(lambda env, s=state, a=act: self._act(s, a, env)):
                    todo += self._note(state, *reached)
        return self

    def _start(self, env: Environment) -> Execution:
        execution, outcome = Execution.start(self.program, "p", {"c": 1, "n": 0, "key": "k"}, env)
        self._enter(outcome.happenings)
        return execution

    def _act(self, state: State, act: tuple[str, ...], env: Environment) -> Execution:
        execution = Execution.restore(self.program, self.states[state])
        match act:
            case ("task", key):
                outcome = execution.complete(key, {"c": 1}, env)
            case ("timer", key):
                outcome = execution.fire(key, env)
            case ("start", key, element):
                outcome = execution.start_activity(key, element, env)
            case ("condition", element):
                outcome = make_true(execution, element, env)
            case (kind, name, correlation):
                outcome = execution.catch(kind, name, env, correlation or None)
        self._enter(outcome.happenings)
        return execution

    def _enter(self, happenings: Any) -> None:
        self.entered |= {happening.element for happening in happenings if happening.kind in ("enter", "take")}

    def _actions(self, snapshot: bytes) -> Iterator[tuple[str, ...]]:
        execution = Execution.restore(self.program, snapshot)
        waiting = execution.waiting()
        yield from starts(execution)
        yield from (("task", task.key) for task in waiting.tasks)
        yield from (("timer", timer.key) for timer in waiting.timers)
        yield from (("condition", one.element) for one in waiting.conditions)
        names = [(wait.kind, wait.name) for wait in waiting.subscriptions]
        self.rivals = self.rivals or len(set(names)) < len(names)
        yield from dict.fromkeys((wait.kind, wait.name, wait.correlation or "") for wait in waiting.subscriptions)

    def _tried(self, act: Any) -> Iterator[tuple[Execution]]:
        """An act under every sequence of answers."""
        begin: list[bool] | None = []
        while begin is not None:
            self.actions += 1
            picks = Picks(begin)
            env = Environment(START, {"pick": picks}, lambda call: {})
            try:
                yield (act(env),)
            except NotNow:
                pass  # an ad-hoc sub-process whose condition does not hold
            except Incident as incident:
                self._enter(getattr(incident, "happenings", ()))
                self.incidents.setdefault(incident.code, set()).add(incident.element)
            if picks.at > MOST_PICKS:
                self.whole = False
                return
            begin = picks.next()

    def _note(self, before: State | None, execution: Execution) -> list[State]:
        state = shape(execution._instance)
        if before is not None:
            self.after.setdefault(before, set()).add(state)
        if state in self.states:
            return []
        self.states[state] = execution.snapshot() if execution.state == "running" else b""
        if execution.state == "completed":
            self.ended.add(state)
            return []
        if any(map(stands_still, execution._instance.trees())):
            self.stuck.add(state)
        if max((state.count(token) for token in state), default=0) > 2:
            self.whole = False  # branches thrown off without end
            return []
        return [state]

    def lost(self) -> set[State]:
        """States from which neither an end nor a standstill nor an incident can be come to."""
        before: dict[State, set[State]] = {}
        for source, targets in self.after.items():
            for target in targets:
                before.setdefault(target, set()).add(source)
        found = set(self.ended | self.stuck)
        todo = list(found)
        while todo:
            for source in before.get(todo.pop(), ()):
                if source not in found:
                    found.add(source)
                    todo.append(source)
        return set(self.states) - found


def starts(execution: Execution) -> list[tuple[str, ...]]:
    """What somebody may start in ad-hoc sub-processes, one run of each at a time."""
    instance = execution._instance
    found: list[tuple[str, ...]] = []
    for tree in instance.trees():
        owner = tree.owner
        if tree.scope.kind == "adhoc" and owner is not None and owner.key in instance.waits:
            busy = {token.task_spec.node.id for token in tree.open_tokens()}
            one = owner.task_spec.node.adhoc is not None and owner.task_spec.node.adhoc.sequential
            found += [("start", owner.key, n.id) for n in tree.scope.starts if n.id not in busy and not (one and busy)]
    return found


def make_true(execution: Execution, element: str, env: Environment) -> Outcome:
    """The condition of an event becomes true, and is false again; in a called process something inside sets it."""
    waiting = execution._instance.watching.tokens.values()
    names = next(chain(token)[-1] for token in waiting if waiting_node(token).id == element)
    outcome = execution._act(env, lambda: names.update({HAPPENS + element: True}))
    names[HAPPENS + element] = False
    if execution.state == "running":
        execution.amend(env)
    return outcome


def stands_still(tree: Tree) -> bool:
    """Whether all that is left in a scope waits at joins; only what is outside, or an event, can still end it."""
    flowing = [token for token in tree.open_tokens() if token.role == FLOW]
    at_joins = {id(token) for tokens in tree.arrivals.values() for token in tokens}
    return bool(flowing) and all(id(token) in at_joins for token in flowing)


def shape(instance: Instance) -> State:
    """Where tokens are, without the numbers that tell one occurrence from the next."""
    found: list[tuple[str, ...]] = []
    for tree in instance.trees():
        path = _path(tree)
        for token in tree.open_tokens():
            part = [f"{token.internal_data[PART]} {MET in token.internal_data}"] if PART in token.internal_data else []
            if token.role != WAITER or token.host is not tree.task_tree or part:
                facts = [str(token.internal_data.get(name, "")) for name in ("next", "done", "round", "ending")]
                facts += [str(len(token.internal_data.get("undo", [])))] if "undo" in token.internal_data else []
                rounds = [str(token.number), *facts] if token.role == INSTANCE or any(facts) else []
                found.append(
                    (path, token.task_spec.name, str(token.role), str(token._state), token.flow or "", *rounds, *part)
                )
        kept = sorted(done.step for done in tree.done)
        found += [(path, "done", *kept)] if kept else []
    return (instance.state, *sorted(found))


def _path(tree: Tree) -> str:
    owner = tree.owner
    return "" if owner is None else f"{_path(owner.workflow)}/{owner.task_spec.name}"
