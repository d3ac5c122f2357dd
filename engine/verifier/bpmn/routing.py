"""Which of the answers route the matter: those of the names its diagrams and decisions read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .case import Case
from .expressions import agrees
from .findings import Illegal
from .model import Node
from .procedure import Procedure
from .xmltree import Element, read_xml

WORD = re.compile(r"(\.\s*)?([^\W\d]\w*)(\s*[(:])?")
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def routed(case: Case, values: dict[str, Any], variables: dict[str, Any]) -> None:
    """`variables` are those of the values that the procedure reads, no more and no fewer."""
    surely, perhaps = names_read(case.procedure)
    for name, value in variables.items():
        if name not in values or not agrees(values[name], value):
            raise Illegal(
                "variables_wrong", f"流转变量“{name}”与填写内容不符。", f"The variable {name!r} is not what was filled in."
            )
        if name not in perhaps:
            raise Illegal(
                "variables_wrong", f"流程不读取“{name}”,却被记为流转变量。", f"The procedure reads no {name!r}."
            )
    missing = sorted(name for name in values if name in surely and name not in variables)
    if missing:
        raise Illegal(
            "variables_lost", f"填写的“{'、'.join(missing)}”为流程所用,却没有进入流转变量。",
            f"Filled in and read by the procedure, but lost: {', '.join(missing)}.",
        )  # fmt: skip


@lru_cache(maxsize=64)
def names_read(procedure: Procedure) -> tuple[frozenset[str], frozenset[str]]:
    """Names that are read for certain, and all that may be."""
    surely: set[str] = set()
    perhaps: set[str] = set()
    for node in procedure.nodes.values():
        for text in texts_of(node):
            if text.startswith("="):
                _collect(text[1:], surely, perhaps)
    for scope in procedure.processes.values():
        for node in scope.everything():
            for flow in node.outgoing:
                if flow.condition:
                    _collect(flow.condition.lstrip("="), surely, perhaps)
    for data in procedure.decisions.values():
        for element in _all(read_xml(data)):
            if element.name == "text":
                _collect(element.text, set(), perhaps)
            if element.name in ("inputData", "variable"):
                perhaps.add(element.get("name"))
    return frozenset(surely), frozenset(perhaps)


def _collect(text: str, surely: set[str], perhaps: set[str]) -> None:
    bare = TEXT.sub('""', text)
    local = set(re.findall(r"\b(?:for|some|every)\s+([^\W\d]\w*)\s+in\b", bare))
    for match in WORD.finditer(bare):
        perhaps.add(match[2])
        if not match[1] and not match[3] and match[2] not in local and "function" not in bare and "[" not in bare:
            surely.add(match[2])


def _all(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _all(child)


def texts_of(node: Node) -> Iterator[str]:
    """Every text an element carries that may be an expression."""
    found = [node.script, node.job, node.call, *(mapping.source for mapping in (*node.inputs, *node.outputs))]
    found += [*node.assignment.values(), *(value for _, value in node.headers)]
    if node.trigger is not None:
        found += [node.trigger.name, node.trigger.correlation, node.trigger.timer[1] if node.trigger.timer else None]
    if node.loop is not None:
        loop = node.loop
        found += [loop.collection, loop.cardinality, loop.output, loop.condition]
    return (text for text in found if text)

