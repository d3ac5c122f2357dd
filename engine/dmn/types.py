"""Item definitions as FEEL types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.dmn.definitions import ItemDefinition
from engine.feel.types import (
    ANY,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    Type,
    simple_type,
)

Tests = Callable[[str], Callable[[Any], bool]]
"""Unary tests as text -> whether a value meets them."""


def build_types(definitions: Iterable[ItemDefinition], tests: Tests) -> dict[str, Type]:
    """The named types of a model; references between them stay by name, so their order does not matter."""
    return {item.name: build_type(item, tests) for item in definitions}


def build_type(item: ItemDefinition, tests: Tests) -> Type:
    kind = _base(item, tests)
    if item.allowed:
        kind = ConstrainedType(kind, tests(item.allowed))
    if item.collection:
        kind = ListType(kind)
    # DMN 1.5: a constraint speaks about the value as a whole, allowed values about each item of a list.
    return ConstrainedType(kind, tests(item.constraint)) if item.constraint else kind


def _base(item: ItemDefinition, tests: Tests) -> Type:
    if item.parameters is not None:
        parameters = tuple(named(p.type) or ANY for p in item.parameters)
        return FunctionType(parameters, named(item.returns) or ANY)
    if item.components:
        return ContextType({component.name: build_type(component, tests) for component in item.components})
    return named(item.type) or ANY


def named(reference: str | None) -> Type | None:
    """The type a `typeRef` names; None where nothing is declared."""
    return simple_type(reference) if reference else None
