"""FEEL inside a form: whole values (`=expr`), switches that are literal or FEEL, and texts with {{ }} holes.

Names are those of form-js: every value of the document by its key; in a list row also `this`, `parent`, `i`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine import feel
from engine.forms import limits
from engine.words import OFFICE_FUNCTIONS

HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Formula:
    """One FEEL expression of a form, without its leading `=`."""

    text: str

    @property
    def names(self) -> frozenset[str]:
        """What the expression reads, office functions aside."""
        return self.expression.free - OFFICE_FUNCTIONS

    @cached_property
    def expression(self) -> feel.Expression:
        """The compiled text; raises FeelError when it is not FEEL."""
        return feel.compile(self.text, OFFICE_FUNCTIONS)

    def evaluate(self, scope: Mapping[str, Any], environment: feel.Environment | None = None) -> Any:
        """Return the plain JSON value; only the names the expression uses are handed over."""
        used = {name: scope[name] for name in self.names if name in scope}
        return feel.to_json(self.expression.evaluate(used, environment))

    def holds(
        self, scope: Mapping[str, Any], environment: feel.Environment | None = None, *, otherwise: bool
    ) -> bool:
        """Tell whether the condition is true; `otherwise` answers when its evaluation ran out of bounds."""
        try:
            return self.evaluate(scope, environment) is True
        except feel.FeelError:
            return otherwise


Switch = bool | Formula
Limit = int | Decimal | Formula | None


def holds(
    switch: Switch, scope: Mapping[str, Any], environment: feel.Environment | None, *, otherwise: bool
) -> bool:
    """Evaluate a literal or FEEL switch (readonly, disabled, hide)."""
    if isinstance(switch, Formula):
        return switch.holds(scope, environment, otherwise=otherwise)
    return switch


def figure(limit: Limit, scope: Mapping[str, Any], environment: feel.Environment | None) -> Decimal | None:
    """Evaluate a literal or FEEL limit; a formula that yields no number sets no limit, as in form-js."""
    if isinstance(limit, Formula):
        try:
            value = limit.evaluate(scope, environment)
        except feel.FeelError:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return Decimal(repr(value))
    return None if limit is None else Decimal(limit)


@dataclass(frozen=True)
class Text:
    """A label or text: literal pieces and formulas in turn."""

    pieces: tuple[str | Formula, ...] = ()

    @property
    def formulas(self) -> list[Formula]:
        return [piece for piece in self.pieces if isinstance(piece, Formula)]

    def plain(self) -> str:
        """The literal pieces only, for sentences and lists made without data."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))

    def render(self, scope: Mapping[str, Any], environment: feel.Environment | None = None) -> str:
        """Fill the holes; what cannot be evaluated leaves its hole empty."""
        return "".join(p if isinstance(p, str) else _fill(p, scope, environment) for p in self.pieces)


def _fill(formula: Formula, scope: Mapping[str, Any], environment: feel.Environment | None) -> str:
    try:
        return as_words(formula.evaluate(scope, environment))
    except feel.FeelError:
        return ""


def as_words(value: Any) -> str:
    """Write a plain JSON value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(as_words(item) for item in value)
    if isinstance(value, dict):
        return str(value.get("label") or value.get("name") or "")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


def read_text(source: str) -> Text:
    """Split a form-js text: `=expr` as a whole, else literal text with {{ expr }} holes."""
    if source.startswith("="):
        return Text((Formula(source[1:].strip()),))
    pieces: list[str | Formula] = []
    position = 0
    for hole in HOLE.finditer(source):
        pieces.append(source[position : hole.start()])
        pieces.append(Formula(hole.group(1).strip().removeprefix("=").strip()))
        position = hole.end()
    pieces.append(source[position:])
    return Text(tuple(piece for piece in pieces if piece != ""))


def too_long(source: str) -> bool:
    return len(source) > limits.FORMULA_LENGTH
