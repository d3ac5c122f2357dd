"""Which variables a process reads: those whose value may change where its tokens go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn.formula import Formula
from engine.bpmn.model import Node, Scope


def variables_read(processes: Mapping[str, Scope], process_id: str, decisions: Mapping[str, Any]) -> frozenset[str]:
    """Free names of every expression of a process and the processes it calls, and of the decisions it asks."""
    found: set[str] = set()
    seen: set[str] = set()
    todo = [process_id]
    while todo:
        id = todo.pop()
        if id in seen or id not in processes:
            continue
        seen.add(id)
        for scope in processes[id].all_scopes():
            for flow in scope.flows.values():
                if flow.condition is not None:
                    found |= flow.condition.reads
            for node in scope.nodes.values():
                for formula in formulas(node):
                    found |= formula.reads
                if node.decision:
                    found |= frozenset(getattr(decisions.get(node.decision), "inputs", frozenset()))
                if node.call is not None:
                    todo += [node.call.process.text] if node.call.process.is_literal else list(processes)
    return frozenset(found)


def formulas(node: Node) -> Iterator[Formula]:
    """Every formula an element carries."""
    candidates: list[Formula | None] = [node.script, node.activation]
    candidates += [mapping.source for mapping in (*node.inputs, *node.outputs)]
    for trigger in node.triggers:
        candidates += [trigger.name, trigger.correlation, trigger.condition]
        candidates.append(trigger.timer.text if trigger.timer else None)
    if node.loop is not None:
        loop = node.loop
        candidates += [loop.collection, loop.cardinality, loop.output, loop.condition]
    if node.adhoc is not None:
        candidates.append(node.adhoc.condition)
    if node.assignment is not None:
        given = node.assignment
        candidates += [given.assignee, given.users, given.groups, given.due, given.follow_up, given.priority]
    if node.job is not None:
        candidates += [node.job.type, *(value for _, value in node.job.headers)]
    if node.call is not None:
        candidates.append(node.call.process)
    return (formula for formula in candidates if formula is not None)
