"""Which names hold what comes from others: a script, a mapping, a loop, a service or a decision carries it on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.bpmn.formula import Formula
from engine.bpmn.model import Node, Scope


def derived(processes: Mapping[str, Scope], decisions: Mapping[str, Any], names: Collection[str]) -> frozenset[str]:
    """`names` and every name that something of them may have got into, however many steps it took.

    By name alone, wherever it is written: too many rather than too few.
    """
    found = set(names)
    carried = [pair for scope in processes.values() for node in scope.all_nodes() for pair in _carried(node, decisions)]
    while more := {name for reads, given in carried if reads & found for name in given} - found:
        found |= more
    return frozenset(found)


def _carried(node: Node, decisions: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """(names read, names given) of one element."""
    outputs = frozenset(mapping.target[0] for mapping in node.outputs)
    result = frozenset(filter(None, (node.result,)))
    for mapping in (*node.inputs, *node.outputs):
        yield mapping.source.reads, frozenset({mapping.target[0]})
    if node.script is not None:
        yield node.script.reads, result
    if node.job is not None:
        yield _reads(value for _, value in node.job.headers), result | outputs
    if node.decision:
        decide = decisions.get(node.decision)
        inputs, made = (frozenset(getattr(decide, name, ())) for name in ("inputs", "made"))
        yield inputs, result | made
    if node.loop is not None:
        loop = node.loop
        yield _reads([loop.collection]), frozenset(filter(None, (loop.element,)))
        yield _reads([loop.output]), frozenset(filter(None, (loop.output_collection,)))


def _reads(formulas: Any) -> frozenset[str]:
    found: list[Formula] = [formula for formula in formulas if formula is not None]
    return frozenset().union(*(formula.reads for formula in found))
