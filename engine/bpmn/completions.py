"""What has completed and can be compensated: kept in its scope, with the data it had at that moment.

Only activities that something could undo are kept: those with a compensation handler, and sub-processes and calls
with such activities, or a compensation event sub-process, inside (BPMN 2.0.2, 10.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.bpmn.matching import kind_of
from engine.bpmn.tokens import UNDO

if TYPE_CHECKING:
    from engine.bpmn.model import Node, Scope
    from engine.bpmn.nodes.step import Step
    from engine.bpmn.parser import ScopeSpec
    from engine.bpmn.program import Program
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


def renamed_counters(counters: dict[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """In another version a renamed element goes on counting, so that no key is used twice."""
    found = dict(counters)
    for id, count in counters.items():
        target = mapping.get(id, id)
        found[target] = max(found.get(target, 0), count)
    return found


def renamed(names: dict[str, object], old: str | None, new: str | None, fresh: object) -> dict[str, object]:
    """The map with what the loop calls `old` under its new name; `fresh` when it had none before."""
    if old == new:
        return names
    kept = {name: value for name, value in names.items() if name != old}
    if new is not None:
        kept[new] = names.get(old, fresh) if old is not None else fresh
    return kept


def carried(
    done: list[Done], old: ScopeSpec, new: ScopeSpec, mapping: Mapping[str, str], programs: tuple[Program, Program]
) -> list[Done]:
    """What has completed, as another version knows it; what cannot be undone there is not kept."""
    found = []
    for one in done:
        step = old.task_specs[one.step]
        target = new.task_specs.get(mapping.get(step.node.id, ""))
        if target is None or kind_of(target.node) != kind_of(step.node):
            continue
        names, before, after = one.names, step.node.loop, target.node.loop
        if before is not None and after is not None and step is not old.task_specs[step.node.id]:
            target = target.inner  # a round of a loop
            names = renamed(names, before.element, after.element, None) if names is not None else None
        content = _carried_content(one.content, step, target, mapping, programs)
        if target.node.undone_by is not None or content is not None:
            found.append(replace(one, step=target.name, names=names, content=content))
    return found


def _carried_content(
    kept: Kept | None, step: Step, target: Step, mapping: Mapping[str, str], programs: tuple[Program, Program]
) -> Kept | None:
    if kept is None:
        return None
    if kept.process is None:
        before, after = step.content, target.content
    elif kept.process in programs[1].specs:
        before, after = (program.specs[kept.process] for program in programs)
    else:
        return None
    done = carried(kept.done, before, after, mapping, programs)
    if not done and undoing_handler(after.scope) is None:
        return None
    return Kept(kept.process, kept.variables, renamed_counters(kept.counters, mapping), done)


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
