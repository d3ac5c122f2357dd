"""Functions of texts, by characters, and the texts of values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ...not_verified import NotVerified
from ..numbers import number_of, written
from ..values import Function, Range
from .lists import cut
from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add


@add("string(from: any)")
def string(run: Any, value: Any) -> Any:
    return None if value is None else shown(run, value)


def shown(run: Any, value: Any, inside: bool = False) -> str:
    """As FEEL writes the value; a text within a list or context in quotes."""
    run.meter.spend()
    if isinstance(value, str):
        text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else value
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, Decimal):
        text = written(value)
    elif isinstance(value, list):
        text = f"[{', '.join(shown(run, item, True) for item in value)}]"
    elif isinstance(value, dict):
        entries = (f"{_key(key)}: {shown(run, item, True)}" for key, item in value.items())
        text = f"{{{', '.join(entries)}}}"
    elif isinstance(value, Range):
        text = _range(run, value)
    elif isinstance(value, Function):
        raise NotVerified("函数的文本形式未予核验。")
    else:
        text = f"{value}"
    run.meter.text_of(len(text))
    return text


def _key(key: str) -> str:
    return '"' + key + '"' if re.search(r'[,:{}"]', key) else key


def _range(run: Any, value: Range) -> str:
    if value.start is None or value.end is None:
        end, included = (value.end, value.end_included) if value.start is None else (value.start, value.start_included)
        return f"({'<' if value.start is None else '>'}{'=' if included else ''} {shown(run, end, True)})"
    left, right = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{left}{shown(run, value.start, True)}..{shown(run, value.end, True)}{right}"


@add("number(from: string, grouping separator: string|null?, decimal separator: string|null?)")
def number(run: Any, text: str, grouping: str | None = None, point: str | None = None) -> Any:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    return number_of(text) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", text, re.ASCII) else None


@add("number(from: number)")
def same_number(run: Any, value: Decimal) -> Any:
    return value


@add("string length(string: string)")
def string_length(run: Any, text: str) -> Any:
    return Decimal(len(text))


@add("substring(string: string, start position: number, length: number?)")
def substring(run: Any, text: str, start: Decimal, length: Decimal | None = None) -> Any:
    place, count = cut(start), len(text)
    if place is None or not 1 <= abs(place) <= len(text):
        return None
    if length is not None:
        if length < 1:
            return None
        count = min(int(length) if length < len(text) else count, count)
    begin = place - 1 if place > 0 else len(text) + place
    return text[begin : begin + count]


@add("upper case(string: string)")
def upper_case(run: Any, text: str) -> Any:
    return text.upper()


@add("lower case(string: string)")
def lower_case(run: Any, text: str) -> Any:
    return text.lower()


@add("substring before(string: string, match: string)")
def substring_before(run: Any, text: str, match: str) -> Any:
    return text.partition(match)[0] if match and match in text else ""


@add("substring after(string: string, match: string)")
def substring_after(run: Any, text: str, match: str) -> Any:
    return text.partition(match)[2] if match else text


@add("contains(string: string, match: string)")
def contains(run: Any, text: str, match: str) -> Any:
    return match in text


@add("starts with(string: string, match: string)")
def starts_with(run: Any, text: str, match: str) -> Any:
    return text.startswith(match)


@add("ends with(string: string, match: string)")
def ends_with(run: Any, text: str, match: str) -> Any:
    return text.endswith(match)


@add("string join(list: list, delimiter: string|null?)")
def string_join(run: Any, items: list[Any], delimiter: str | None = None) -> Any:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        return None
    run.meter.text_of(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
