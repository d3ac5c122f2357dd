"""FEEL values as text, as `string()` gives it and FEEL reads it again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.decimals import format_number
from engine.feel.functions import Function
from engine.feel.ranges import Range


def write(value: Any, inside: bool = False) -> str:
    """`inside` a list or context, texts stand in quotes."""
    if isinstance(value, str):
        if not inside:
            return value
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, list):
        return "[" + ", ".join(write(item, True) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_key(key)}: {write(item, True)}" for key, item in value.items()) + "}"
    if isinstance(value, Range):
        return _write_range(value)
    if isinstance(value, Function):
        return repr(value)
    return str(value)


def write_key(key: str) -> str:
    return key if key and not set(key) & set('{}:,"\\') else write(key, True)


def _write_range(value: Range) -> str:
    if value.start is None and value.end is not None:
        return f"({'<=' if value.end_included else '<'} {write(value.end, True)})"
    if value.end is None and value.start is not None:
        return f"({'>=' if value.start_included else '>'} {write(value.start, True)})"
    low, high = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{low}{write(value.start, True)}..{write(value.end, True)}{high}"
