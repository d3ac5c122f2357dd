"""Text functions; a character is a Unicode code point, positions count from 1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.decimals import make_integer
from engine.feel.environment import Evaluation
from engine.feel.writing import write


@builtin("string", "from: any")
def to_string(e: Evaluation, value: Any) -> str | None:
    if value is None:
        return None
    e.measure(value)
    return e.text(write(value))


@builtin("string length", "string: string")
def string_length(e: Evaluation, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def upper_case(e: Evaluation, text: str) -> str:
    return e.text(text.upper())


@builtin("lower case", "string: string")
def lower_case(e: Evaluation, text: str) -> str:
    return e.text(text.lower())


@builtin("substring", "string: string, start position: number, length?: number")
def substring(e: Evaluation, text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    first = make_integer(start)
    count = len(text) if length is None else make_integer(length)
    if first is None or first == 0 or abs(first) > len(text) or count is None or count < 1:
        return e.null("out_of_bounds", "起始位置或长度超出文本。", "Start position or length is out of the text.")
    begin = first - 1 if first > 0 else len(text) + first
    return e.text(text[begin : begin + count])


@builtin("substring before", "string: string, match: string")
def substring_before(e: Evaluation, text: str, match: str) -> str:
    position = text.find(match)
    return e.text(text[:position]) if position > 0 else ""


@builtin("substring after", "string: string, match: string")
def substring_after(e: Evaluation, text: str, match: str) -> str:
    position = text.find(match)
    return e.text(text[position + len(match) :]) if position >= 0 else ""


@builtin("contains", "string: string, match: string")
def contains(e: Evaluation, text: str, match: str) -> bool:
    e.spend(len(text) >> 8)
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(e: Evaluation, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(e: Evaluation, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("string join", "list: list, delimiter?: string | null")
def string_join(e: Evaluation, items: list[Any], delimiter: str | None = None) -> str | None:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        return e.null("wrong_arguments", "“string join”的列表中有不是文本的项。", "string join takes a list of texts.")
    delimiter = delimiter or ""
    e.spend(len(texts))
    e.check_text(sum(map(len, texts)) + len(delimiter) * len(texts))
    return delimiter.join(texts)
