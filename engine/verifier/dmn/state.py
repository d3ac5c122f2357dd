"""What the parts of one decision share while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..feel import Run, read
from ..feel.nodes import Cell, Node
from ..feel.run import Scope
from .types import Types


@dataclass(frozen=True)
class Hit:
    """A table as it was used: the values tested, the numbers of the rules that matched (from 1), the output."""

    table: str
    hit_policy: str
    tested: tuple[Any, ...]
    matched: tuple[int, ...]
    output: Any


@dataclass
class State:
    """`names` are all names a text may mention; `hits` collects the tables used since the last decision."""

    run: Run
    types: Types
    names: frozenset[str]
    hits: list[Hit] = field(default_factory=list)

    def value(self, text: str, scope: Scope) -> Any:
        return self.run.value(self.read(text), scope)

    def read(self, text: str) -> Node:
        return read(text, self.names)

    def cell(self, text: str) -> Cell:
        made = read(text, self.names, cell=True)
        assert isinstance(made, Cell)
        return made

    def fitted(self, value: Any, type: str) -> Any:
        """The value as a declared type takes it, null where it does not fit."""
        return self.types.fitted(value, type, self)


class Logic(Protocol):
    """Something boxed that has a value."""

    def value(self, state: State, scope: Scope) -> Any:
        """Its value, with these names around."""


Names = Mapping[str, Any]
