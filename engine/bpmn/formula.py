"""A value written in a diagram: literal text, or FEEL when it starts with `=`; compiled once, evaluated per token."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel

# Functions with spaces in their names that office procedures call; the parser must know them as one name.
OFFICE_FUNCTIONS = (
    "workdays after",
    "workdays before",
    "working hours after",
    "natural hours after",
    "calendar days after",
    "workdays left",
    "leader in charge",
    "lead of",
    "deputy in charge",
    "unit of",
    "unit kind",
)


@dataclass(frozen=True, slots=True)
class Formula:
    """Text of an attribute and, when it is FEEL, the compiled expression with the names it reads."""

    text: str
    expression: feel.Expression | None = None
    reads: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_literal(self) -> bool:
        return self.expression is None

    def evaluate(self, variables: Mapping[str, Any], environment: feel.Environment) -> Any:
        """The FEEL value; for literal text the text itself."""
        if self.expression is None:
            return self.text
        context = {name: variables[name] for name in self.reads if name in variables}
        return self.expression.evaluate(context, environment)

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
    names = frozenset(functions)
    return Formula(stripped, feel.compile(source, names), feel_names(source, names))


def feel_names(source: str, functions: frozenset[str]) -> frozenset[str]:
    """Variables a FEEL text reads: its free names without those of known functions."""
    expression = feel.compile(source, functions)
    found = getattr(expression, "names", None)
    free = frozenset(found) if found is not None else feel.names(source)
    return free - functions
