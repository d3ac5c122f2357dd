"""The elements of a DMN file and its types: plain frozen data; references between elements are (namespace, id)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf

from engine.dmn.boxed import Boxed, Parameter
from engine.errors import Finding

Reference = tuple[str, str]
"""(namespace, element id)"""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: a reference, a structure of components, or a function; perhaps a list of such."""

    name: str
    id: str
    type: str | None
    allowed: str | None = None
    constraint: str | None = None
    collection: bool = False
    components: tuple[ItemDefinition, ...] = ()
    parameters: tuple[Parameter, ...] | None = None
    returns: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """Input data, a decision, a business knowledge model or a decision service.

    Expressions call it by `name` (of its variable), people by `title`; most files use one name for both.
    """

    kind: OneOf["input", "decision", "knowledge", "service"]
    id: str
    name: str
    title: str
    type: str | None
    question: str = ""
    logic: Boxed | None = None
    requires: tuple[Reference, ...] = ()
    knows: tuple[Reference, ...] = ()
    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One DMN file."""

    name: str
    namespace: str
    imports: tuple[Import, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    elements: tuple[Element, ...] = ()
    names: frozenset[str] = field(default=frozenset())
    """Names that may stand behind a dot: components, context entries, columns."""
    findings: tuple[Finding, ...] = ()


def allowed_values(items: tuple[ItemDefinition, ...]) -> dict[str, str]:
    """Allowed values by type name, and by `type.component`."""
    found = {}
    for item in items:
        if item.allowed:
            found[item.name] = item.allowed
        found.update({f"{item.name}.{c.name}": c.allowed for c in item.components if c.allowed})
    return found
