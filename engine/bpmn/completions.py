"""What has completed and can be compensated: kept in its scope, with the data it had at that moment.

Only activities that something could undo are kept: those with a compensation handler, and sub-processes and calls
with such activities, or a compensation event sub-process, inside (BPMN 2.0.2, 10.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.tokens import UNDO

if TYPE_CHECKING:
    from engine.bpmn.model import Node, Scope
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


@dataclass(slots=True)
class Kept:
    """What a completed sub-process or called process leaves behind; `variables` and `process` of a called one only."""

    process: str | None
    variables: dict[str, Any] | None
    counters: dict[str, int]
    done: list[Done]


@dataclass(slots=True)
class Done:
    """One completed run of an activity: `id` of its token, `at` which happening, the name of its spec and its key.

    `names` are its own variables; `within` is the loop body it was a round of, 0 once the whole loop has completed.
    """

    id: int
    at: int
    step: str
    number: int
    key: str
    names: dict[str, Any] | None
    within: int
    content: Kept | None


def undoing_handler(scope: Scope) -> Node | None:
    """The compensation event sub-process of a scope."""
    for handler in scope.handlers:
        start = handler.body.starts[0] if handler.body and handler.body.starts else None
        if start is not None and start.trigger is not None and start.trigger.kind == "compensate":
            return handler
    return None


def keep(tree: Tree, process: str | None = None) -> Kept | None:
    """What is to be kept of a scope that ends; None when nothing in it could be compensated."""
    if not tree.done and undoing_handler(tree.scope) is None:
        return None
    return Kept(process, dict(tree.variables) if tree.opaque else None, tree.counters, tree.done)


def remember(token: Token) -> None:
    """An activity has completed; what compensates others is itself never compensated."""
    node = token.task_spec.node
    if token.role == UNDO or node.undoes or (node.undone_by is None and token.content is None):
        return
    tree, body = token.workflow, token.body
    names = dict(token.locals) if token.locals is not None else None
    tree.done.append(
        Done(token.id, tree.top_workflow.n, token.task_spec.name, token.number or 0, token.key, names,
             body.id if body is not None else 0, token.content)
    )  # fmt: skip


def all_rounds_done(body: Token) -> None:
    """A loop has completed: now its rounds can be compensated."""
    for done in body.workflow.done:
        if done.within == body.id:
            done.within = 0


def forget_rounds(body: Token) -> None:
    """A loop was interrupted: it has not completed, so its rounds are not compensated."""
    body.workflow.done = [done for done in body.workflow.done if done.within != body.id]


def forget_round(body: Token, index: int) -> None:
    """The answer of one round was taken back."""
    body.workflow.done = [
        done for done in body.workflow.done if done.within != body.id or done.number != index
    ]  # fmt: skip


def forget_latest(tree: Tree, element: str) -> None:
    """The latest run of an element was taken back: it has not completed."""
    runs = [done for done in tree.done if tree.step(done.step).node.id == element]
    for done in runs[-1:]:
        tree.done.remove(done)


def encode_done(done: Done) -> list[Any]:
    kept = done.content
    content = kept and [kept.process, kept.variables, kept.counters, [encode_done(one) for one in kept.done]]
    return [done.id, done.at, done.step, done.number, done.key, done.names, done.within, content]


def decode_done(row: list[Any]) -> Done:
    id, at, step, number, key, names, within, content = row
    kept = None
    if content is not None:
        process, variables, counters, inner = content
        kept = Kept(process, variables, counters, [decode_done(one) for one in inner])
    return Done(id, at, step, number, key, names, within, kept)
