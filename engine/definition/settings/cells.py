"""One value as a page shows it and sends it back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import feel
from engine.definition.settings.fields import Field, Wrong
from engine.errors import Refused
from engine.feel import FeelError
from engine.organization import parse_term
from engine.toml import literal, value_of
from engine.words import OFFICE_FUNCTIONS

BLANK = object()  # nothing was filled in
COUNTED = ("WD", "WH", "NH", "CD", "min")
MONTH_END, NEXT_YEAR = "month end", "next year"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")  # what an input of a browser can hold
WHOLE = re.compile(r"-?\d{1,15}")


def shown(field: Field, value: Any) -> list[str]:
    """What an input holds for a value, in the order its parts are sent."""
    if value is None:
        value = field.default if field.kind == "flag" else None
    if value is None:
        return ["", ""] if field.kind == "term" else [] if field.kind in ("choices", "flag") else [""]
    match field.kind:
        case "flag":
            return ["true"] if value else []
        case "choices":
            return [str(item) for item in (value if isinstance(value, list) else [value])]
        case "lines":
            return ["\n".join(map(str, value)) if isinstance(value, list) else str(value)]
        case "term":
            return _term_parts(str(value))
        case "value":
            return [literal(value)]
        case "truth":
            return ["true" if value else "false"]
        case "moment":
            return [value.replace(tzinfo=None).isoformat(timespec="seconds")]
    return [str(value)]


def taken(field: Field, sent: Sequence[str]) -> Any:
    """The value of what was sent, BLANK for nothing; raises Wrong with the sentence for its field."""
    if field.kind == "flag":
        return "true" in sent
    if field.kind == "choices":
        return list(dict.fromkeys(item for item in sent if item)) or BLANK
    if field.kind == "term":
        return _term(sent)
    text = (sent[0] if sent else "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return BLANK
    if not all(c.isprintable() or c in "\n\t" for c in text):
        raise Wrong("含有不能使用的控制字符。", "It holds control characters.")
    return TAKEN[field.kind](text)


def _line(text: str) -> str:
    if "\n" in text:
        raise Wrong("应为一行。", "One line only.")
    return text


def _formula(text: str) -> str:
    try:
        feel.compile(text, OFFICE_FUNCTIONS)
    except FeelError as error:
        raise Wrong(error.zh, error.en) from error
    return text


def _number(text: str) -> int | float:
    if WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        raise Wrong("应为数字。", "A number, please.") from None
    if number != number or abs(number) > 1e15:
        raise Wrong("应为数字。", "A number, please.")
    return number


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _value(text: str) -> Any:
    try:
        return value_of(text)
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise Wrong(
            "请写成 \"文字\"(带引号)、数字、true、false 或列表 [ ]。",
            'Write "text" in quotes, a number, true, false or a list [ ].',
        ) from error  # fmt: skip


def _truth(text: str) -> bool:
    return text == "true"


def _moment(text: str) -> datetime:
    """A moment of the office's clock, as TOML writes one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or "T" not in text or not 2000 <= moment.year <= 2100:
        raise Wrong("请填日期和时间,如 2026-02-13T09:40。", "A day and a time, such as 2026-02-13T09:40.")
    return moment


def _day(text: str) -> str:
    """A day that is kept as text."""
    return _like(DAY, text)


def _minute(text: str) -> str:
    """A moment that is kept as text, by the office's clock."""
    return _like(MINUTE, text)


def _like(pattern: re.Pattern[str], text: str) -> str:
    try:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("日期不对。", "That is no date.") from None
    return text


TAKEN: Mapping[str, Callable[[str], Any]] = {
    "text": _line, "choice": _line, "long": lambda text: text, "feel": _formula, "number": _number, "lines": _lines,
    "value": _value, "truth": _truth, "moment": _moment, "day": _day, "minute": _minute, "code": lambda text: text,
}  # fmt: skip


def _term_parts(text: str) -> list[str]:
    try:
        term = parse_term(text)
    except Refused:
        return [text, ""]
    if term.unit in COUNTED:
        number, _, unit = text.strip().partition(" ")
        return [number, unit.strip()]
    return ["" if term.unit == MONTH_END else text.split()[-1], term.unit]


def _term(sent: Sequence[str]) -> Any:
    number, unit = ((*sent, "", "")[:2]) if sent else ("", "")
    number, unit = number.strip(), unit.strip()
    if not number and unit != MONTH_END:
        if unit:
            raise Wrong("请填写数目。", "How many?")
        return BLANK
    if not unit:
        raise Wrong("请选择时限的单位。", "Choose the unit of the term.")
    text = {MONTH_END: MONTH_END, NEXT_YEAR: f"{NEXT_YEAR} {number}"}.get(unit, f"{number} {unit}")
    try:
        parse_term(text)
    except Refused as refused:
        zh = "次年某日写作月-日,如 06-30。" if unit == NEXT_YEAR else "数目不对:工作日和自然日须为整数。"
        raise Wrong(zh, refused.en) from refused
    return text
