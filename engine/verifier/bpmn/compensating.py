"""Compensation: what has completed is undone one after another, the latest first, with the data it had then.

Whoever undoes keeps what is left of its list; a completed sub-process is opened again for its own compensation event
sub-process, else for what completed in it, unless a handler at its boundary stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .matching import kind
from .model import Node, Scope
from .tokens import COMING, DONE, FLOW, ROUND, UNDO, WAITING, Done, Running, Token, ages

if TYPE_CHECKING:
    from .machine import Machine


def remember(token: Token) -> None:
    """An activity has completed; keep it when something could undo it, but not what undoes others."""
    node = token.node
    if token.role in (FLOW, ROUND) and not node.undoes and (node.undone_by is not None or token.content is not None):
        own = dict(token.own) if token.own is not None else None
        done = Done(node, token.key, token.number, own, token.body, token.content, next(ages))
        token.running.done.append(done)


def rounds_done(body: Token) -> None:
    for done in body.running.done:
        if done.within is body:
            done.within = None


def forget_rounds(body: Token) -> None:
    """An interrupted loop has not completed."""
    body.running.done = [done for done in body.running.done if done.within is not body]


def forget_round(body: Token, index: int) -> None:
    body.running.done = [one for one in body.running.done if one.within is not body or one.number != index]


def forget_latest(running: Running, element: str) -> None:
    """A step that was taken back has not completed."""
    for done in [one for one in running.done if one.node.id == element][-1:]:
        running.done.remove(done)


def renamed_counters(counters: dict[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """In another version a renamed element goes on counting."""
    found = dict(counters)
    for element, count in counters.items():
        partner = mapping.get(element, element)
        found[partner] = max(found.get(partner, 0), count)
    return found


def renamed(names: dict[str, Any], old: str | None, new: str | None, fresh: Any) -> dict[str, Any]:
    if old == new:
        return names
    kept = {name: value for name, value in names.items() if name != old}
    if new is not None:
        kept[new] = names.get(old, fresh) if old is not None else fresh
    return kept


def carried(
    done: list[Done], scope: Scope, processes: Mapping[str, Scope], mapping: Mapping[str, str]
) -> list[Done]:  # fmt: skip
    """What has completed, as another version knows it; what cannot be undone there is not kept."""
    found = []
    for one in done:
        node = scope.nodes.get(mapping.get(one.node.id, ""))
        if node is None or kind(node) != kind(one.node):
            continue
        content, own, old, new = one.content, one.own, one.node.loop, node.loop
        if own is not None and old is not None and new is not None:
            own = renamed(own, old.element, new.element, None)
        if content is not None:
            inside = processes.get(content.scope.id) if node.type == "callActivity" else node.body
            content = _carried_content(content, inside, processes, mapping) if inside is not None else None
        if node.undone_by is not None or content is not None:
            found.append(replace(one, node=node, own=own, content=content))
    return found


def _carried_content(
    content: Running, scope: Scope, processes: Mapping[str, Scope], mapping: Mapping[str, str]
) -> Running | None:
    done = carried(content.done, scope, processes, mapping)
    if not done and scope.undoing_handler is None:
        return None
    counters = renamed_counters(content.counters, mapping)
    return replace(content, scope=scope, counters=counters, done=done)


def throw(machine: Machine, token: Token) -> bool:
    trigger = token.node.trigger
    assert trigger is not None
    machine.tell(token, "throw", {"event": "compensate"} | ({"activity": trigger.code} if trigger.code else {}))
    found = completed(token.running, trigger.code)
    if not found:
        return True
    undoer = token if trigger.waiting else _aside(token.running, token.node, WAITING)
    undoer.left = found
    go_on(machine, undoer)
    return not trigger.waiting


def completed(running: Running, activity: str | None) -> list[int]:
    """What completed and can be undone from here, the latest last; an event sub-process sees the scope around it."""
    found: list[Done] = []
    while True:
        found += [one for one in running.done if one.within is None and activity in (None, one.node.id)]
        if running.scope.kind != "event" or running.owner is None:
            return [one.age for one in sorted(found, key=lambda one: one.age)]
        running = running.owner.running


def go_on(machine: Machine, undoer: Token) -> None:
    while undoer.left:
        age = undoer.left.pop()
        for running in machine.every():
            for done in running.done:
                if done.age == age:
                    running.done.remove(done)
                    _undo(machine, running, done, undoer)
                    return
    _finish(machine, undoer)


def undone(machine: Machine, token: Token) -> None:
    """What worked for a compensation has done its part."""
    if token.works_for is not None and token.works_for.open:
        go_on(machine, token.works_for)


def _aside(running: Running, node: Node, state: str) -> Token:
    token = Token(running, node, UNDO, None, state)
    running.tokens.append(token)
    return token


def _undo(machine: Machine, running: Running, done: Done, undoer: Token) -> None:
    machine.record.tell("compensate", done.node.id, done.key, running.key)
    own = done.content.scope.undoing_handler if done.content is not None else None
    if done.content is not None and (own is not None or done.node.undone_by is None):
        _reopen(machine, running, done, done.content, own, undoer)
    elif done.node.undone_by is not None:
        _begin(machine, running, done.node.undone_by, undoer, done.own)


def _begin(machine: Machine, running: Running, handler: Node, undoer: Token, own: dict[str, Any] | None) -> None:
    token = _aside(running, handler, COMING)
    token.works_for, token.own = undoer, dict(own) if own is not None else None
    machine.arrive(token)


def _reopen(
    machine: Machine, running: Running, done: Done, content: Running, own: Node | None, undoer: Token
) -> None:  # fmt: skip
    """A completed scope as it was when it completed; nothing starts in it but what undoes."""
    token = _aside(running, done.node, WAITING)
    token.key, token.number, token.works_for, token.reopened = done.key, done.number, undoer, True
    token.own = done.own if done.own is not None else {}
    variables = content.variables if content.opaque else token.own
    inside = Running(content.scope, token, variables, content.opaque, content.counters)
    inside.done, inside.finished, inside.interrupted = content.done, True, True
    token.inside = inside
    if own is not None:
        _begin(machine, inside, own, token, None)
    else:
        token.left = completed(inside, None)
        go_on(machine, token)


def _finish(machine: Machine, undoer: Token) -> None:
    undoer.left = None
    if undoer.role == FLOW and undoer.node.trigger is not None and undoer.node.trigger.kind == "cancel":
        _leave_transaction(machine, undoer)
    elif undoer.role == FLOW:
        machine.complete(undoer)
    elif not undoer.reopened:
        _close(machine, undoer)
        machine.check_finished(undoer.running)
    elif undoer.node.undone_by is not None and not undoer.fired:
        undoer.fired = True  # the handler at its boundary comes after its event sub-process
        _begin(machine, undoer.running, undoer.node.undone_by, undoer, undoer.own)
    else:
        machine.tell(undoer, "compensated")
        _close(machine, undoer)
        undone(machine, undoer)


def _close(machine: Machine, undoer: Token) -> None:
    undoer.state, undoer.inside = DONE, None
    machine.drop(undoer)


def stop(machine: Machine, undoer: Token) -> None:
    """Whoever undoes is cancelled, and with it what it has under way."""
    if undoer.left is None and not undoer.reopened:
        return
    from .cancelling import cancel as end

    undoer.left = None
    places = [undoer.running] if undoer.inside is None else [undoer.running, undoer.inside]
    while places[0].scope.kind == "event" and places[0].owner is not None:
        places.insert(0, places[0].owner.running)
    for running in places:  # not all that run: what is being cancelled has left them already
        for token in list(running.tokens):
            if token.works_for is undoer:
                end(machine, token)


def cancel(machine: Machine, token: Token) -> bool:
    """A cancel end event: all else in the transaction ends, what completed in it is undone, then it is left."""
    from .cancelling import all_of

    machine.tell(token, "throw", {"event": "cancel"})
    token.running.interrupted = True
    all_of(machine, token.running, token)
    token.left = completed(token.running, None)
    go_on(machine, token)
    return False


def _leave_transaction(machine: Machine, token: Token) -> None:
    from .throwing import fire_boundary

    owner = token.running.owner
    assert owner is not None
    host = owner.body or owner
    for event in host.node.boundary:
        if event.trigger is not None and event.trigger.kind == "cancel":
            fire_boundary(machine, host, event, {})
