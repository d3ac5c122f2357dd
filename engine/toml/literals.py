"""One value as TOML writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from engine.toml.reading import loads

BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 110  # a longer list is written one item a line
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def literal(value: Any, *, spread: bool = False) -> str:
    """A TOML value; `spread` writes a list one item a line, as a long one is anyway."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case str():
            return _text(value)
        case datetime():
            return value.isoformat()
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            items = [literal(item) for item in value]
            line = f"[{', '.join(items)}]"
            many = bool(items) and (spread or (len(line) > WIDTH and len(items) > 1))
            return "[\n" + "".join(f"  {item},\n" for item in items) + "]" if many else line
        case Mapping():
            pairs = [f"{key(name)} = {_inline(held)}" for name, held in value.items()]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _inline(value: Any) -> str:
    """Inside an inline table everything stands in one line."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(_inline(item) for item in value)}]"
    return literal(value)


def value_of(text: str) -> Any:
    """The value a literal stands for; ValueError when it is none."""
    return loads(f"v = {text}")["v"]


def key(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _number(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    written = repr(value)
    return written if "." in written or "e" in written else f"{written}.0"


def _text(value: str) -> str:
    return (
        '"'
        + "".join(ESCAPES.get(c) or (c if c.isprintable() or ord(c) > 0x9F else f"\\u{ord(c):04x}") for c in value)
        + '"'
    )


def _escaped(c: str) -> str:
    return ESCAPES.get(c) or (c if ord(c) > 0x9F or c.isprintable() else f"\\u{ord(c):04x}")
