"""Java functions a model may name: none is ever run, a few pure ones are supplied here by signature.

Files from other tools call `java.lang.Math` and the `valueOf` family; anything not on this list is null.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.decimals import make_number

Native = Callable[..., Any]
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_BOXED = {"Byte": "byte", "Short": "short", "Integer": "int", "Long": "long"}
_REAL = frozenset({"double", "float"})
_TEXT = frozenset({"java.lang.String", "String"})
_ONE: dict[str, Callable[[float], float]] = {
    name: getattr(math, name)
    for name in ("cos", "sin", "tan", "acos", "asin", "atan", "exp", "log", "log10", "sqrt", "floor", "ceil")
}


def find_native(mapping: Any) -> Native | None:
    """The native function for `{class, method signature}`, or None when it is not on the list."""
    if not isinstance(mapping, dict):
        return None
    name, signature = mapping.get("class"), mapping.get("method signature")
    if not isinstance(name, str) or not isinstance(signature, str):
        return None
    method, _, rest = signature.partition("(")
    kinds = tuple(kind.strip() for kind in rest.rstrip(") ").split(",")) if rest.strip(") ") else ()
    package, _, short = name.rpartition(".")
    body = _body(short, method.strip(), kinds) if package == "java.lang" else None
    return None if body is None else _converted(kinds, body)


def _body(name: str, method: str, kinds: tuple[str, ...]) -> Native | None:
    numeric = all(kind in _BITS or kind in _REAL for kind in kinds)
    if name == "Math" and numeric:
        if method in ("max", "min") and len(kinds) == 2:
            return max if method == "max" else min
        if method == "abs" and len(kinds) == 1:
            return abs
        if method == "pow" and kinds == ("double", "double"):
            return math.pow
        return _ONE.get(method) if kinds == ("double",) else None
    if method != "valueOf" or len(kinds) != 1:
        return None
    if name == "String":
        return str if kinds[0] == "char" else None
    if name in _BOXED and (kinds[0] in _TEXT or kinds[0] == _BOXED[name]):
        return lambda value: _whole(int(value), _BITS[_BOXED[name]])
    return float if name in ("Double", "Float") and (kinds[0] in _TEXT or kinds[0] in _REAL) else None


def _converted(kinds: tuple[str, ...], body: Native) -> Native:
    """FEEL values to Java's kinds and back; null for what Java would refuse."""

    def call(*arguments: Any) -> Any:
        values = [_to_java(value, kind) for value, kind in zip(arguments, kinds, strict=False)]
        if len(arguments) != len(kinds) or any(value is None for value in values):
            return None
        try:
            result = body(*values)
        except (ArithmeticError, ValueError):
            return None
        if isinstance(result, str):
            return result
        return make_number(repr(result)) if result is not None and math.isfinite(result) else None

    return call


def _to_java(value: Any, kind: str) -> int | float | str | None:
    if kind in _BITS:
        return _whole(int(value), _BITS[kind]) if isinstance(value, Decimal) else None
    if kind in _REAL:
        return float(value) if isinstance(value, Decimal) else None
    if kind == "char":
        return value if isinstance(value, str) and len(value) == 1 else None
    return value if kind in _TEXT and isinstance(value, str) and len(value) <= 40 else None


def _whole(value: int, bits: int) -> int | None:
    return value if -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None
