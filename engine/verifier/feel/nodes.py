"""What a FEEL text is read into: plain nodes, no behaviour. Chains are flat, so depth is nesting alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Node:
    __slots__ = ()


@dataclass(frozen=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Items(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entries(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Interval(Node):
    """`[a..b]`; one end is missing in `(< 5)`."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True)
class Chain(Node):
    """`first (operator operand)*`, from the left: arithmetic and comparisons."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Logic(Node):
    operator: str  # and, or
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class In(Node):
    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True)
class InstanceOf(Node):
    operand: Node
    type: Type


@dataclass(frozen=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Rounds(Node):
    """`for`, `some` or `every`; `end` is set where an iterator runs over `start..end`."""

    kind: str
    iterators: tuple[tuple[str, Node, Node | None], ...]
    body: Node
    partial: bool  # the body may look at the results so far


@dataclass(frozen=True)
class Definition(Node):
    parameters: tuple[tuple[str, Type | None], ...]
    body: Node | None  # None: external


@dataclass(frozen=True)
class Path(Node):
    """`first` followed by members, filters and calls, from the left."""

    first: Node
    steps: tuple[Member | Filter | Call, ...]


@dataclass(frozen=True)
class Member(Node):
    name: str


@dataclass(frozen=True)
class Filter(Node):
    condition: Node


@dataclass(frozen=True)
class Call(Node):
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None  # of named arguments


@dataclass(frozen=True)
class Test(Node):
    """A comparison with the tested value, `?`: `> 5`."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Cell(Node):
    """A whole unary-tests text: any of these, or none of them (`not`); no tests is `-`."""

    tests: tuple[Node, ...]
    negated: bool
    asks: tuple[bool, ...]  # which tests mention `?`


@dataclass(frozen=True)
class Type(Node):
    """`list<number>`, `context<a: number>`, `function<number>->number`, or a name alone."""

    name: str
    parts: tuple[Type, ...] = ()
    keys: tuple[str, ...] = ()
