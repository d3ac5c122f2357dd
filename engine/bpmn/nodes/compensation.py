"""Compensation: what has completed is undone, one after another, the latest first (BPMN 2.0.2, 10.7 and 13.5.5).

Whoever undoes (a throw event, a cancelled transaction, a completed sub-process that is opened again) keeps a list of
what is left (`undo`); each token that works for it knows its number (`undoes`) and, done, lets it go on. A completed
sub-process is undone by its compensation event sub-process, else by undoing what completed in it, unless a handler
hangs at its boundary; one with an event sub-process and a handler does both. Data are those of the completion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.completions import undoing_handler
from engine.bpmn.tokens import COMPLETED, FUTURE, KEPT, STARTED, UNDO

if TYPE_CHECKING:
    from engine.bpmn.completions import Done, Kept
    from engine.bpmn.model import Node
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree

LEFT, FOR, THEN = "undo", "undoes", "then"


def compensate(token: Token) -> bool | None:
    """Throw compensation of an activity, or of all that completed in the scope; None when the thrower waits for it."""
    step = token.task_spec
    trigger = step.node.trigger
    assert trigger is not None
    step.note(token, "throw", {"event": "compensate"} | ({"activity": trigger.code} if trigger.code else {}))
    found = completed(token.workflow, trigger.code)
    if not found:
        return True
    undoer = token if trigger.waiting else token.workflow.put_aside(step, STARTED)
    undoer.internal_data[LEFT] = found
    go_on(undoer)
    return None if trigger.waiting else True


def completed(tree: Tree, activity: str | None) -> list[int]:
    """Numbers of what completed and can be undone from here, the latest last; an event sub-process sees its scope."""
    found: list[Done] = []
    while True:
        found += [
            done
            for done in tree.done
            if not done.within and activity in (None, tree.step(done.step).node.id)
        ]  # fmt: skip
        if tree.scope.kind != "event" or tree.owner is None:
            return [done.id for done in sorted(found, key=lambda done: done.at)]
        tree = tree.owner.workflow


def go_on(undoer: Token) -> None:
    """Undo the latest of what is left; what another has undone meanwhile is passed over."""
    left = undoer.internal_data.get(LEFT, [])
    while left:
        id = left[-1]
        undoer.internal_data[LEFT] = left = left[:-1]
        for tree in undoer.workflow.top_workflow.trees():
            for done in tree.done:
                if done.id == id:
                    tree.done.remove(done)
                    _undo(tree, done, undoer)
                    return
    _finish(undoer)


def undone(token: Token) -> None:
    """A token that worked for a compensation is done."""
    undoer = token.workflow.top_workflow.token(token.internal_data[FOR])
    if undoer is not None and undoer.open:
        go_on(undoer)


def _undo(tree: Tree, done: Done, undoer: Token) -> None:
    node = tree.step(done.step).node
    tree.top_workflow.journal.note("compensate", node.id, done.key, tree.key)
    if done.content is not None and (node.undone_by is None or _own(tree, done, done.content) is not None):
        _reopen(tree, done, done.content, undoer)
    elif node.undone_by is not None:
        _begin(tree, node.undone_by, undoer, done.names)


def _own(tree: Tree, done: Done, content: Kept) -> Node | None:
    if content.process is not None:
        return undoing_handler(tree.top_workflow.program.specs[content.process].scope)
    return undoing_handler(tree.step(done.step).content.scope)


def _begin(tree: Tree, handler: Node, undoer: Token, names: dict[str, object] | None) -> None:
    token = tree.put_aside(tree.step(handler.id), FUTURE)
    token.internal_data[FOR] = undoer.id
    token.locals = dict(names) if names is not None else None
    token.task_spec._update(token)


def _reopen(tree: Tree, done: Done, content: Kept, undoer: Token) -> None:
    """A completed scope as it was when it completed; nothing starts in it but what undoes."""
    step, instance = tree.step(done.step), tree.top_workflow
    token = tree.put_aside(step, STARTED)
    token.number, token.key = done.number, done.key
    token.internal_data.update({FOR: undoer.id, KEPT: done.key})
    token.locals = done.names if done.names is not None else {}
    if content.process is not None:
        token.internal_data["process"] = content.process
        inner: Tree = instance.open_tree(token, instance.program.specs[content.process], content.variables or {}, True)
    else:
        inner = instance.open_tree(token, step.content, token.locals, False)
    inner.counters, inner.done = content.counters, content.done
    inner.completed = inner.interrupted = True
    if step.node.undone_by is not None:
        token.internal_data[THEN] = True
    own = undoing_handler(inner.scope)
    if own is not None:
        _begin(inner, own, token, None)
    else:
        token.internal_data[LEFT] = completed(inner, None)
        go_on(token)


def _finish(undoer: Token) -> None:
    """Nothing is left: the thrower goes on; a scope opened again is closed for good."""
    facts, step, tree = undoer.internal_data, undoer.task_spec, undoer.workflow
    if undoer.role != UNDO:
        del facts[LEFT]
        trigger = step.node.trigger
        if trigger is not None and trigger.kind == "cancel":
            leave_transaction(undoer)
        else:
            undoer.complete()
    elif KEPT not in facts:  # of a thrower that did not wait
        undoer._set_state(COMPLETED)
        tree.check_finished()
    elif facts.pop(THEN, False) and step.node.undone_by is not None:
        _begin(tree, step.node.undone_by, undoer, undoer.locals)
    else:
        step.note(undoer, "compensated")
        tree.top_workflow.close_tree(undoer)
        undoer._set_state(COMPLETED)
        undone(undoer)


def stop(undoer: Token) -> None:
    """Whoever undoes is cancelled: so is what it has under way; what it had not come to stays as it is."""
    if undoer.internal_data.pop(LEFT, None) is None and KEPT not in undoer.internal_data:
        return
    for tree in undoer.workflow.top_workflow.trees():
        for token in tree.open_tokens():
            if token.internal_data.get(FOR) == undoer.id:
                token.cancel()


def cancel_transaction(token: Token) -> bool | None:
    """A cancel end event: everything in the transaction ends, what completed in it is undone, then it is left."""
    tree = token.workflow
    token.task_spec.note(token, "throw", {"event": "cancel"})
    tree.interrupted = True
    tree.cancel_tokens(spare=token)
    token.internal_data[LEFT] = completed(tree, None)
    go_on(token)
    return None if token.open else False


def leave_transaction(token: Token) -> None:
    """By the cancel event at the transaction's boundary."""
    from engine.bpmn.nodes.events import fire_boundary

    owner = token.workflow.owner
    assert owner is not None
    host = owner.body or owner
    for event in host.task_spec.node.boundary:
        if event.trigger is not None and event.trigger.kind == "cancel":
            fire_boundary(host, host.workflow.step(event.id), {})
