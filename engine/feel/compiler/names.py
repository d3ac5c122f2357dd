"""Literals, variables, paths."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.border import NATIVE, adopt, adopt_function
from engine.feel.builtins import BUILTINS
from engine.feel.compiler.core import CONTEXT, EVALUATION, INPUT, Compiler, Frame, Run, compiles
from engine.feel.environment import Evaluation
from engine.feel.ranges import Range
from engine.feel.syntax import Literal, Name, Path
from engine.feel.temporal.properties import read_property


@compiles(Literal)
def compile_literal(c: Compiler, node: Literal) -> Run:
    value = node.value
    return lambda f: value


@compiles(Name)
def compile_name(c: Compiler, node: Name) -> Run:
    return resolve(c, node.name)


def resolve(c: Compiler, name: str, called: bool = False) -> Run:
    """Read a variable: innermost scope first, an item's own entries inside its filter, then the context.

    `called`: a built-in function stands before brackets, so the name is not counted as a variable.
    """
    if name == "?" and c.unary:
        return lambda f: f[INPUT]
    items: list[int] = []  # filters passed on the way out, innermost first
    run: Run | None = None
    for scope in reversed(c.scopes):
        if isinstance(scope, dict):
            if name in scope:
                run = _local(scope[name])
                break
        else:
            items.append(scope)
            if name == "item":
                run = _local(scope)
                break
    if run is None:
        if not called:
            c.free.add(name)
        run = _variable(name)
    for item in reversed(items):
        run = _entry(item, name, run)
    return run


def _local(place: int) -> Run:
    return lambda f: f[place]


def _entry(place: int, name: str, outer: Run) -> Run:
    def run(f: Frame) -> Any:
        item = f[place]
        if type(item) is dict and name in item:
            return item[name]
        if item is not None and type(item) is not dict:
            found, value = read_property(item, name)
            if found:
                return value
        return outer(f)

    return run


def _variable(name: str) -> Run:
    def run(f: Frame) -> Any:
        try:
            value = f[CONTEXT][name]
        except KeyError:
            return _missing(f[EVALUATION], name)
        kind = type(value)
        if kind in NATIVE:
            return value
        if kind is int and -_EXACT < value < _EXACT:  # the short way of the commonest plain value
            return Decimal(value)
        return adopt(value, f[EVALUATION])

    return run


_EXACT = 10**34


def _missing(e: Evaluation, name: str) -> Any:
    if name in e.functions:
        return adopt_function(e.functions[name], name)
    if name in BUILTINS:
        return BUILTINS[name]
    return e.null("unknown_name", f"没有名为“{name}”的数据。", f'There is no "{name}".')


@compiles(Path)
def compile_path(c: Compiler, node: Path) -> Run:
    base, name = c.compile(node.base), node.name

    def run(f: Frame) -> Any:
        value = base(f)
        if type(value) is dict and name in value:
            return value[name]
        return read_path(f[EVALUATION], value, name)

    return run


def read_path(e: Evaluation, value: Any, name: str) -> Any:
    """`value.name`: an entry, the property of a temporal value or range, or the list of those of a list's items."""
    if type(value) is dict:
        if name in value:
            return value[name]
    elif type(value) is list:
        e.check_list(len(value))
        return [read_path(e, item, name) for item in value]
    elif type(value) is Range:
        if name in _RANGE:
            return getattr(value, _RANGE[name])
    elif value is not None:
        found, result = read_property(value, name)
        if found:
            return result
    return e.null("unknown_property", f"该值没有“{name}”。", f'The value has no "{name}".')


_RANGE = {"start": "start", "end": "end", "start included": "start_included", "end included": "end_included"}
