"""FEEL evaluated a second time, by an interpreter of its own: `evaluate` an expression, `test` a cell.

Values are None, bool, Decimal, str, list, dict, and the classes of temporal.py and values.py; plain Python and
JSON come in as they are, `given` makes plain JSON again. What the standard leaves undefined is null. A text that is
no FEEL raises NotFeel, a bound that is reached TooMuch, what is not supported NotVerified (they are all one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..not_verified import NotFeel, NotVerified, TooMuch
from . import bounds
from .bounds import Meter
from .builtins import BUILTINS
from .nodes import Cell, Node
from .parser import parse
from .run import Run
from .scanner import KEYWORDS, WORD
from .temporal import Date, DateTime, Days, Months, Time
from .values import Function, Range, given, taken

Callables = Mapping[str, Callable[..., Any]]
SPECIAL = frozenset(name for name in BUILTINS if " " in name)


def evaluate(
    text: str,
    variables: Mapping[str, Any],
    now: datetime | None = None,
    functions: Callables | None = None,
    names: Iterable[str] = (),
) -> Any:
    """The value of an expression over these variables; `now` (aware) is what now() and today() are asked from.

    A text is read without looking at the variables, so that data cannot change its meaning; only names with
    operators or keywords in them (`a-b`, `days in office`) must be declared in `names`.
    """
    run = Run(now, adopted(functions or {}))
    node = read(text, [*names, *run.functions])
    return computed(run, node, taken(variables))


def test(
    text: str,
    value: Any,
    variables: Mapping[str, Any],
    now: datetime | None = None,
    functions: Callables | None = None,
    names: Iterable[str] = (),
) -> bool | None:
    """Whether a cell of unary tests holds for the value."""
    run = Run(now, adopted(functions or {}))
    node = read(text, [*names, *run.functions], cell=True)
    try:
        assert isinstance(node, Cell)
        return run.truth(node, taken(value), (taken(variables), None))
    except RecursionError:
        raise TooMuch("计算嵌套过深,未予核验。") from None


def read(text: str, names: Iterable[str] = (), cell: bool = False) -> Node:
    """The nodes of a text in which these names, beside the built-in ones, are declared."""
    return parse(text, special(names), cell)


def special(names: Iterable[str]) -> frozenset[str]:
    """The names, with the built-in ones, that no single word spells: only these must be known to read a text."""
    found = SPECIAL | {name for name in names if name.strip() and (name in KEYWORDS or not WORD.fullmatch(name))}
    if len(found) > bounds.NAMES:
        raise TooMuch("名称过多,未予核验。")
    return found


def computed(run: Run, node: Node, variables: Mapping[str, Any]) -> Any:
    """The value of nodes, of bounded size."""
    try:
        return run.meter.result(run.value(node, (variables, None)))
    except RecursionError:
        raise TooMuch("计算嵌套过深,未予核验。") from None


def adopted(functions: Callables) -> dict[str, Function]:
    """Python callables that take and return FEEL values, as functions of any number of arguments."""

    def one(function: Callable[..., Any]) -> Function:
        def call(values: Sequence[Any]) -> Any:
            try:
                return taken(function(*values))
            except TypeError:  # another number of arguments than it takes
                return None

        return Function(call)

    return {name: f if isinstance(f, Function) else one(f) for name, f in functions.items()}


__all__ = [
    "Date",
    "DateTime",
    "Days",
    "Decimal",
    "Function",
    "Meter",
    "Months",
    "NotFeel",
    "NotVerified",
    "Range",
    "Run",
    "Time",
    "TooMuch",
    "computed",
    "evaluate",
    "given",
    "parse",
    "read",
    "special",
    "taken",
    "test",
]
