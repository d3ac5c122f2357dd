"""Boxed expressions compiled to closures of (names in scope, run) -> value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.dmn import boxed
from engine.dmn.boxed import texts_of
from engine.dmn.expressions import Expressions
from engine.dmn.functions import ExternalFunction, ModelFunction
from engine.dmn.java import find_native
from engine.dmn.run import Logic, Run, Scope
from engine.dmn.table_compiler import TableCompiler
from engine.feel.compiler.structures import pick
from engine.feel.types import FunctionType, Type, resolve


class LogicCompiler:
    """Compiles the expressions of one DMN file; `expressions` knows its names and types."""

    def __init__(self, expressions: Expressions, tables: TableCompiler) -> None:
        self.expressions = expressions
        self.tables = tables

    def compile(self, source: boxed.Boxed, names: frozenset[str], kind: str | None = None) -> Logic:
        """The logic of any boxed expression, its declared type applied; `kind` is the type of its variable."""
        if isinstance(source, boxed.Function):
            return self._typed_function(source, names)
        if isinstance(source, boxed.Table):
            logic: Logic = self.tables.compile(source, names, source.type or kind)
        else:
            logic = self._untyped(source, names)
        return self.expressions.typed(logic, source.type, source.id)

    def _untyped(self, source: boxed.Boxed, names: frozenset[str]) -> Logic:
        if isinstance(source, boxed.Literal):
            return self.expressions.literal(source.text, names, source.id)
        if isinstance(source, boxed.Context):
            return self._context(source, names)
        if isinstance(source, boxed.Items):
            items = [self.compile(item, names) for item in source.items]
            return lambda scope, run: [item(scope, run) for item in items]
        if isinstance(source, boxed.Relation):
            return self._relation(source, names)
        if isinstance(source, boxed.Invocation):
            return self._invocation(source, names)
        if isinstance(source, boxed.Conditional):
            return self._conditional(source, names)
        if isinstance(source, boxed.Filter):
            return self._filter(source, names)
        if isinstance(source, boxed.Iteration):
            return self._iteration(source, names)
        raise TypeError(source)

    def _context(self, source: boxed.Context, names: frozenset[str]) -> Logic:
        entries = []
        for entry in source.entries:
            logic = self.expressions.typed(self.compile(entry.value, names, entry.type), entry.type, entry.value.id)
            entries.append((entry.name, logic))
            if entry.name is not None:
                names |= {entry.name}

        def run_context(scope: Scope, run: Run) -> Any:
            inner = dict(scope)
            result: dict[str, Any] = {}
            for name, logic in entries:
                value = logic(inner, run)
                if name is None:
                    return value
                inner[name] = result[name] = value
            return result

        return run_context

    def _relation(self, source: boxed.Relation, names: frozenset[str]) -> Logic:
        rows = [
            [
                (name, self.expressions.typed(self.compile(cell, names), kind, cell.id))
                for (name, kind), cell in zip(source.columns, row, strict=False)
            ]
            for row in source.rows
        ]
        return lambda scope, run: [{name: cell(scope, run) for name, cell in row} for row in rows]

    def _invocation(self, source: boxed.Invocation, names: frozenset[str]) -> Logic:
        called = self.compile(source.called, names)
        parameters = [name for name, _ in source.bindings]
        bindings = [self.compile(value, names) for _, value in source.bindings]

        def run_invocation(scope: Scope, run: Run) -> Any:
            values = [value(scope, run) for value in bindings]
            return run.call_by_name(called(scope, run), parameters, values)

        return run_invocation

    def _typed_function(self, source: boxed.Function, names: frozenset[str]) -> Logic:
        """The declared type of a function definition may be a function type or, in some files, that of its result."""
        kind = self.expressions.type(source.type, source.id)
        if kind is None or isinstance(resolve(kind, self.expressions.types), FunctionType):
            return self.expressions.typed(self.function(source, names), source.type, source.id)
        return self.function(source, names, result=kind)

    def function(
        self, source: boxed.Function, names: frozenset[str], name: str = "", result: Type | None = None
    ) -> Logic:
        """A function value closed over the scope in which it is defined."""
        parameters = tuple(p.name for p in source.parameters)
        types = tuple(self.expressions.type(p.type) for p in source.parameters)
        body = self.compile(source.body, names | set(parameters)) if source.body is not None else _null
        if source.kind != "FEEL":
            return lambda scope, run: ExternalFunction(parameters, types, find_native(body(scope, run)))
        return lambda scope, run: ModelFunction(parameters, types, scope, body, name, result)

    def _conditional(self, source: boxed.Conditional, names: frozenset[str]) -> Logic:
        condition, then, otherwise = (
            self.compile(part, names) for part in (source.condition, source.then, source.otherwise)
        )
        return lambda scope, run: (then if condition(scope, run) is True else otherwise)(scope, run)

    def _filter(self, source: boxed.Filter, names: frozenset[str]) -> Logic:
        items = self.compile(source.source, names)
        match = self.compile(source.match, names | {"item"})

        def run_filter(scope: Scope, run: Run) -> Any:
            values = items(scope, run)
            if values is None:
                return None
            values = values if isinstance(values, list) else [values]
            kept = []
            for position, value in enumerate(values):
                run.spend(1)
                members = value if isinstance(value, dict) else {}
                found = match({**scope, "item": value, **members}, run)
                if found is True:
                    kept.append(value)
                elif position == 0 and isinstance(found, Decimal):
                    return pick(run, values, found)  # as in FEEL, a number is a place in the list
                elif found is not False and found is not None:
                    zh, en = "筛选条件不是布尔值。", "The condition of a filter is neither true nor false."
                    return run.null("dmn_not_boolean", zh, en)
            return kept

        return run_filter

    def _iteration(self, source: boxed.Iteration, names: frozenset[str]) -> Logic:
        items = self.compile(source.source, names)
        variable, kind = source.variable, source.kind
        partial = kind == "for" and any("partial" in text for text in texts_of(source.body))
        body = self.compile(source.body, names | {variable, "partial"})

        def run_iteration(scope: Scope, run: Run) -> Any:
            values = run.iterate(items(scope, run))
            if values is None:
                return None
            results: list[Any] = []
            for value in values:
                run.spend(1)
                inner = {**scope, variable: value}
                if partial:
                    run.check_list(len(results))
                    inner["partial"] = list(results)
                results.append(body(inner, run))
            return results if kind == "for" else quantify(kind == "every", results)

        return run_iteration


def quantify(every: bool, results: Sequence[Any]) -> bool | None:
    """Three-valued `every` / `some` over all results; anything but true and false counts as unknown."""
    decisive = not every
    if any(result is decisive for result in results):
        return decisive
    return every if all(result is every for result in results) else None


def _null(scope: Scope, run: Run) -> Any:
    return None
