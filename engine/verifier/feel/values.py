"""Ranges and functions as values, kinds by name, and plain Python or JSON taken in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..not_verified import TooMuch
from .numbers import DIGITS, finite, number_of
from .temporal import SECOND, Date, DateTime, Days, Months, Time

KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Days: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
}


@dataclass(frozen=True)
class Range:
    """An end that is None is open: `(< 5)`."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool


@dataclass(frozen=True, eq=False)
class Function:
    """`call` takes the values in order; `parameters` is None when any number of values is taken."""

    call: Callable[[Sequence[Any]], Any]
    parameters: tuple[str, ...] | None = None
    call_named: Callable[[Sequence[Any], Sequence[str]], Any] | None = None


def kind_of(value: Any) -> str:
    """The FEEL name of the value's kind."""
    if value is None:
        return "null"
    if isinstance(value, Range):
        return "range"
    return "function" if isinstance(value, Function) else KINDS[type(value)]


def taken(value: Any, depth: int = 0) -> Any:
    """A plain Python or JSON value as a FEEL value; texts stay texts, what is neither is null."""
    if depth > 100:
        raise TooMuch("数据嵌套过深,未予核验。")
    if value is None or type(value) in (str, bool, Date, Time, DateTime, Days, Months, Range, Function):
        return value
    if isinstance(value, Mapping):
        return {str(key): taken(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [taken(inner, depth + 1) for inner in value]
    if isinstance(value, Decimal):
        return finite(DIGITS.plus(value))
    if isinstance(value, int):
        return finite(DIGITS.create_decimal(value)) if value.bit_length() < 20_000 else None
    if isinstance(value, float):
        return number_of(repr(value)) if math.isfinite(value) else None
    return _moment(value)


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        shift = value.utcoffset()
        zone = getattr(value.tzinfo, "key", None)
        offset = None if shift is None or zone else int(shift.total_seconds())
        nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * 1000
        return DateTime(Date(value.year, value.month, value.day), Time(nanos, offset, zone))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return Days((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000)
    return None


def given(value: Any) -> Any:
    """A FEEL value as plain JSON: whole numbers below 2**53 as int, others as float where nothing is lost."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value) if abs(value) < 2**53 else f"{value:f}"
        number = float(value)
        return number if Decimal(repr(number)) == value else f"{value:f}"
    if isinstance(value, list):
        return [given(inner) for inner in value]
    if isinstance(value, dict):
        return {key: given(inner) for key, inner in value.items()}
    if isinstance(value, Range):
        return {
            "start": given(value.start),
            "end": given(value.end),
            "start included": value.start_included,
            "end included": value.end_included,
        }
    return value if value is None or isinstance(value, (bool, str)) else str(value)
