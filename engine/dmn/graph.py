"""Compiled files and the requirements between their elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.dmn.definitions import Definitions, Element, Reference
from engine.dmn.run import Logic
from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Need:
    """One thing an element requires: under `alias` (an import's name) or, when None, in the same file."""

    alias: str | None
    node: Node


@dataclass(eq=False, slots=True)
class Node:
    """An element with its compiled logic. Complete after loading and never changed again."""

    element: Element
    type: Type | None
    logic: Logic | None = None
    parameters: tuple[str, ...] = ()
    parameter_types: tuple[Type | None, ...] = ()
    needs: tuple[Need, ...] = ()
    outputs: tuple[Need, ...] = ()

    @property
    def key(self) -> str:
        return self.element.id


@dataclass(eq=False, slots=True)
class Unit:
    """One file of a model with the files it imports, by the name of the import."""

    definitions: Definitions
    types: Mapping[str, Type]
    imports: Mapping[str, Unit]
    nodes: dict[str, Node] = field(default_factory=dict)

    def find(self, reference: Reference) -> Need | None:
        """The element a reference points to, or None when the file or the element is missing."""
        namespace, identifier = reference
        if namespace == self.definitions.namespace:
            node = self.nodes.get(identifier)
            return Need(None, node) if node is not None else None
        for alias, unit in self.imports.items():
            if unit.definitions.namespace == namespace and identifier in unit.nodes:
                return Need(alias, unit.nodes[identifier])
        return None


def inputs_of(node: Node) -> frozenset[str]:
    """Names of all input data an element needs, directly or through what it requires.

    Those of an imported file are written `import name.input name`.
    """
    found: set[str] = set()
    seen: set[tuple[str, int]] = set()
    waiting = [("", node)]
    while waiting:
        prefix, current = waiting.pop()
        if (prefix, id(current)) in seen:
            continue
        seen.add((prefix, id(current)))
        if current.element.kind == "input":
            found.add(prefix + current.element.name)
        elif current.element.kind != "service":
            waiting += [(f"{prefix}{need.alias}." if need.alias else prefix, need.node) for need in current.needs]
    return frozenset(found)
