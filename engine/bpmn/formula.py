"""A value written in a diagram: literal text, or FEEL when it starts with `=`; compiled once, evaluated per token."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from engine import feel
from engine.feel.syntax import Name
from engine.words import OFFICE_FUNCTIONS

# Functions with spaces in their names that office procedures call; the parser must know them as one name.


@dataclass(frozen=True, slots=True)
class Formula:
    """Text of an attribute and, when it is FEEL, the compiled expression with the names it reads."""

    text: str
    expression: feel.Expression | None = None
    reads: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_literal(self) -> bool:
        return self.expression is None

    @property
    def calls(self) -> frozenset[str]:
        """Functions it calls that are none of FEEL's own."""
        return self.expression.free - self.reads if self.expression is not None else frozenset()

    def evaluate(self, variables: Mapping[str, Any], environment: feel.Environment) -> Any:
        """The FEEL value; for literal text the text itself."""
        if self.expression is None:
            return self.text
        context = {name: variables[name] for name in self.reads if name in variables}
        return self.expression.evaluate(context, environment)

    def read(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables it reads that are set, in order of name."""
        return {name: variables[name] for name in sorted(self.reads) if name in variables}

    def why_null(self, variables: Mapping[str, Any], environment: feel.Environment) -> str:
        """The FEEL engine's warnings in Chinese, for the message of an incident."""
        if self.expression is None:
            return ""
        context = {name: variables[name] for name in self.reads if name in variables}
        _, warnings = self.expression.evaluate_with_warnings(context, environment)
        return ";".join(warning.zh for warning in warnings[:3])


def literal(text: str) -> Formula:
    return Formula(text)


def compile_formula(text: str, functions: Collection[str] = OFFICE_FUNCTIONS) -> Formula:
    """A formula from an attribute's text. Raises FeelError when the text after `=` is not FEEL."""
    stripped = text.strip()
    if not stripped.startswith("="):
        return Formula(stripped)
    source = stripped[1:].strip()
    expression = feel.compile(source, frozenset(functions))
    return Formula(stripped, expression, _reads(expression))


def _reads(expression: feel.Expression) -> frozenset[str]:
    """Variables an expression reads.

    Not the names that stand only where a function is called (a variable must not hide the function); but also
    built-in names used as plain values, for a variable may be called `number` or `date`.
    """
    called: set[str] = set()
    read: set[str] = set()

    def visit(node: Any) -> None:
        if isinstance(node, tuple | list):
            for part in node:
                visit(part)
        elif isinstance(node, Name):
            read.add(node.name)
        elif is_dataclass(node):
            for part in fields(node):
                value = getattr(node, part.name)
                if part.name == "function" and isinstance(value, Name):
                    called.add(value.name)
                else:
                    visit(value)

    visit(expression.syntax)
    built_in = {name for name in read - expression.free if name.isidentifier() and not feel.names(name)}
    return (expression.free - (called - read)) | built_in
