"""What the world does to a matter's tokens: start, complete, fire, catch, amend, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import adhoc, cancelling
from .activities import finish, moment
from .events import timer_facts, trigger
from .expressions import UNKNOWN, Expressions
from .findings import Illegal
from .jumps import open_task
from .moments import moved_timer
from .names import names_in
from .subprocesses import begin_scope
from .throwing import catch, catchers
from .tokens import Token
from .variables import chain, put

if TYPE_CHECKING:
    from .machine import Machine


def start(machine: Machine, variables: dict[str, Any], event: str | None) -> None:
    machine.root.variables.update(variables)
    starts = machine.root.scope.starts
    if event is not None:
        chosen = [node for node in starts if node.id == event]
    else:
        events = [node for node in starts if node.type == "startEvent"]
        plain = [node for node in events if node.trigger is None or node.trigger.kind == "none"]
        chosen = plain or events or starts
        if events and len(chosen) > 1:
            chosen = []
    if not chosen:
        raise Illegal("start_unknown", f"流程没有可用的开始事件“{event}”。", f"No start event {event!r}.")
    begin_scope(machine, machine.root, chosen)


def complete(machine: Machine, key: str, values: dict[str, Any]) -> None:
    token = open_task(machine, key)
    if token.node.adhoc is not None:
        adhoc.finish(machine, token, dict(values))
    else:
        finish(machine, token, dict(values))


def start_activity(machine: Machine, key: str, element: str) -> None:
    adhoc.start(machine, open_task(machine, key), element)


def fire(machine: Machine, key: str) -> None:
    token = machine.waits.get(key)
    if token is None or token.timer is None:
        raise Illegal("no_timer", f"定时 {key} 此时并未等待。", f"The timer {key} does not wait then.")
    trigger(machine, token, {})


def deliver(machine: Machine, kind: str, name: str, correlation: str | None, data: dict[str, Any]) -> None:
    if not catchers(machine, kind, name, correlation):
        raise Illegal("nobody_waits", f"此时没有环节在等待消息“{name}”。", f"Nothing waits for {name!r} then.")
    catch(machine, kind, name, correlation, data)


def stop(machine: Machine) -> None:
    machine.root.finished = True
    cancelling.all_of(machine, machine.root)
    machine.state = "cancelled"


def amend(machine: Machine, key: str | None, values: dict[str, Any], timers: dict[str, str], recount: bool) -> None:
    """Variables and dues change, no token moves; `recount` counts texts again as of when they began."""
    put(chain(open_task(machine, key)) if key else [machine.root.variables], values)
    for waiting in list(machine.waits.values()):
        if waiting.task is not None and recount:
            _recount_task(machine, waiting, set(values))
        elif waiting.timer is not None and waiting.key in timers:
            _move(machine, waiting, timers[waiting.key])
        elif waiting.timer is not None and recount:
            _recount_timer(machine, waiting)


def _recount_task(machine: Machine, token: Token, changed: set[str]) -> None:
    text = token.node.assignment.get("dueDate", "")
    if not text.startswith("=") or names_in(text[1:].strip()).isdisjoint(changed):
        return
    due = moment(machine.expressions.plain(text, chain(token)))
    assert token.task is not None
    if due is not None and due is not UNKNOWN and due != token.task["due"]:
        token.task["due"] = due
        machine.journal.moved_tasks[token.key] = token


def _recount_timer(machine: Machine, token: Token) -> None:
    found = token.awaits
    if found is None or found.timer is None or not found.timer[1].startswith("=") or "since" not in token.timer:  # type: ignore[operator]
        return
    assert token.timer is not None
    now = machine.expressions
    since = datetime.fromisoformat(token.timer["since"])
    machine.expressions = Expressions(since, now.functions)
    try:
        facts = timer_facts(machine, found.timer, chain(token))
    finally:
        machine.expressions = now
    _move(machine, token, facts["due"])


def _move(machine: Machine, token: Token, due: str) -> None:
    assert token.timer is not None
    if token.timer["due"] != due:
        token.timer = moved_timer(token.timer, due)
        machine.journal.moved_timers[token.key] = token
