"""Values in TCK case files: reading them as FEEL values, and saying whether two are the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree

from engine import feel

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_CONSTRUCTORS = {
    "date": "date(text)",
    "time": "time(text)",
    "dateTime": "date and time(text)",
    "duration": "duration(text)",
    "dayTimeDuration": "duration(text)",
    "yearMonthDuration": "duration(text)",
}
_NUMBERS = {"decimal", "double", "float", "integer", "int", "long"}


class Unreadable(Exception):
    """A value of the kit that this reader does not understand; the case counts as failed, never as null."""


def tag(node: etree._Element) -> str:
    return etree.QName(node).localname


def children(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if tag(child) == name]


def read_value(node: etree._Element) -> Any:
    """The value held by an `inputNode`, `expected`, `component` or `item` element."""
    if node.get(_NIL) in ("true", "1"):
        return None
    if components := children(node, "component"):
        return {str(c.get("name")): read_value(c) for c in components}
    if lists := children(node, "list"):
        return None if lists[0].get(_NIL) in ("true", "1") else [read_value(i) for i in children(lists[0], "item")]
    values = children(node, "value")
    return _read_scalar(values[0]) if values else None


def _read_scalar(node: etree._Element) -> Any:
    if node.get(_NIL) in ("true", "1"):
        return None
    kind = (node.get(_TYPE) or "string").rpartition(":")[2]
    text = node.text or ""
    if kind in _NUMBERS:
        number = Decimal(text.strip())
        if not number.is_finite():
            raise Unreadable(text)
        return number
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("string", "anySimpleType"):
        return text
    if kind not in _CONSTRUCTORS:
        raise Unreadable(f"type {kind}")
    value = feel.evaluate(_CONSTRUCTORS[kind], {"text": text.strip()})
    if value is None:
        raise Unreadable(f"{kind} {text}")
    return value


def same(got: Any, expected: Any) -> bool:
    """Numbers to a relative 1e-8, temporal values by canonical text, everything else by kind and content."""
    if isinstance(expected, bool) or isinstance(got, bool) or expected is None or got is None:
        return got is expected
    if isinstance(expected, Decimal):
        return isinstance(got, Decimal) and abs(got - expected) <= max(abs(expected), Decimal(1)) * Decimal("1e-8")
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(same(a, b) for a, b in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        return isinstance(got, dict) and got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in got)
    return type(got) is type(expected) and str(got) == str(expected)
