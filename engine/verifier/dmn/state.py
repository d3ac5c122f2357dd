"""What the parts of one decision share while it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from ..feel import Function, Run, given, parse
from ..feel.nodes import Cell, Node
from ..feel.run import Scope
from .types import Types


@dataclass(frozen=True)
class Hit:
    """A table as it was used: the values tested by column, the rules that matched by number (from 1) and id."""

    table: str
    hit_policy: str
    tested: dict[str, Any]
    matched: tuple[int, ...]
    rules: tuple[str, ...]
    output: Any
    of: Any = None  # the table itself

    def as_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "hit_policy": self.hit_policy,
            "tested": self.tested,
            "matched": [{"number": n, "rule": rule} for n, rule in zip(self.matched, self.rules, strict=True)],
        }


@dataclass
class State:
    """`names` are the special ones a text may mention; `hits` collects the tables used since the last decision."""

    run: Run
    types: Types
    names: frozenset[str]
    hits: list[Hit] = field(default_factory=list)

    def value(self, text: str, scope: Scope) -> Any:
        return self.run.value(self.read(text), scope)

    def read(self, text: str, cell: bool = False) -> Node:
        self.run.meter.spend(len(text) + len(self.names) // 16)
        return parse(text, self.names, cell)

    def cell(self, text: str) -> Cell:
        made = self.read(text, cell=True)
        assert isinstance(made, Cell)
        return made

    def fitted(self, value: Any, type: str) -> Any:
        """The value as a declared type takes it, null where it does not fit."""
        return self.types.fitted(value, type, self)


class Logic(Protocol):
    """Something boxed that has a value."""

    def value(self, state: State, scope: Scope) -> Any:
        """Its value, with these names around."""


def plain(value: Any) -> Any:
    """The value as JSON; a function is none."""
    return given(value) if not isinstance(value, Function) else None
