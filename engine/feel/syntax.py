"""The tree of a parsed expression: plain frozen nodes, `at` is the offset in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None  # parameter names when called by name


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """`first op operand op operand ...`, left to right; one node however long, so depth stays small."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    operator: str  # and | or
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """A list of unary tests on `subject`, or on the cell's input `?` when subject is None."""

    subject: Node | None
    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class UnaryCompare(Node):
    """`< 5`: a test, and a range when it stands in brackets as a value."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class AnyValue(Node):
    """The cell `-`."""


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    name: str
    domain: Node
    end: Node | None = None  # `in domain..end`


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    parameters: tuple[tuple[str, Type | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


def mentions(node: Any, name: str) -> bool:
    """Whether a name occurs anywhere in a subtree."""
    pending: list[Any] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            pending.extend(item)
        elif isinstance(item, (Node, Iterator)):
            if getattr(item, "name", None) == name:
                return True
            pending.extend(
                getattr(item, slot) for kind in type(item).__mro__ for slot in getattr(kind, "__slots__", ())
            )
    return False
