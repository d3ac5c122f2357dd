"""Which of the answers route the matter: those of the names its diagrams and decisions read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .case import Case
from .evaluator import inputs_of
from .expressions import agrees
from .findings import Illegal
from .model import Node, Scope
from .names import names_in
from .procedure import Procedure


def routed(case: Case, values: dict[str, Any], variables: dict[str, Any]) -> None:
    """`variables` are those of the values that the procedure reads, no more and no fewer."""
    read = names_read(case.procedure)
    for name, value in variables.items():
        if name not in values or not agrees(values[name], value):
            raise Illegal(
                "variables_wrong",
                f"流转变量“{name}”与填写内容不符。",
                f"The variable {name!r} is not what was filled in.",
            )
        if name not in read:
            raise Illegal(
                "variables_wrong", f"流程不读取“{name}”,却被记为流转变量。", f"The procedure reads no {name!r}."
            )
    missing = sorted(name for name in values if name in read and name not in variables)
    if missing:
        raise Illegal(
            "variables_lost", f"填写的“{'、'.join(missing)}”为流程所用,却没有进入流转变量。",
            f"Filled in and read by the procedure, but lost: {', '.join(missing)}.",
        )  # fmt: skip


@lru_cache(maxsize=64)
def names_read(procedure: Procedure) -> frozenset[str]:
    """Free names of every expression of the process and those it calls, and the inputs of the decisions they ask."""
    found: set[str] = set()
    inputs = inputs_of(procedure.decisions)
    for scope in _called(procedure):
        for node in scope.everything():
            for text in texts_of(node):
                if text.startswith("="):
                    found |= names_in(text[1:].strip())
            if node.decision:
                found |= inputs.get(node.decision, frozenset())
    return frozenset(found)


def _called(procedure: Procedure) -> list[Scope]:
    """The process, and every process it may call."""
    found: dict[str, Scope] = {}
    todo = [procedure.process]
    while todo:
        id = todo.pop()
        scope = procedure.processes.get(id)
        if scope is None or id in found:
            continue
        found[id] = scope
        for node in scope.everything():
            if node.call:
                todo += list(procedure.processes) if node.call.startswith("=") else [node.call]
    return list(found.values())


def texts_of(node: Node) -> Iterator[str]:
    """Every text an element carries that may be an expression."""
    found = [node.activation, node.script, node.job, node.call]
    found += [mapping.source for mapping in (*node.inputs, *node.outputs)]
    found += [*node.assignment.values(), *(value for _, value in node.headers)]
    found += [flow.condition for flow in node.outgoing]
    for part in node.triggers:
        found += [part.name, part.correlation, part.timer[1] if part.timer else None, part.condition]
    if node.adhoc is not None:
        found.append(node.adhoc.condition)
    if node.loop is not None:
        loop = node.loop
        found += [loop.collection, loop.cardinality, loop.output, loop.condition]
    return (text for text in found if text)
