"""The border between Python and FEEL: plain Python and JSON values in, FEEL values out, nothing else passes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.decimals import format_number, make_number
from engine.feel.environment import Evaluation
from engine.feel.errors import limit_error
from engine.feel.functions import Function
from engine.feel.ranges import Range
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

NATIVE = frozenset({Decimal, str, bool, type(None), Date, Time, DateTime, DaysDuration, MonthsDuration, Range})
_DEPTH = 64


def adopt(value: Any, evaluation: Evaluation) -> Any:
    """A context's value as a FEEL value; a container is converted once per evaluation."""
    if isinstance(value, Function):
        return value
    if not isinstance(value, (list, tuple, Mapping, set, frozenset)):
        return from_python(value)
    if evaluation.memo is None:
        evaluation.memo = {}
    found = evaluation.memo.get(id(value))
    if found is None:
        found = (value, from_python(value))
        evaluation.memo[id(value)] = found
    return found[1]


def adopt_function(value: Any, name: str) -> Any:
    """A Python callable of the environment as a FEEL function that takes any number of arguments."""
    if isinstance(value, Function):
        return value
    return _Bound(value, name) if callable(value) else None


class _Bound(Function):
    __slots__ = ()

    def __init__(self, body: Callable[..., Any], name: str) -> None:
        super().__init__((), body, name)

    def accepts(self, count: int) -> bool:
        return True

    def order(self, names: Any, values: Any) -> list[Any] | None:
        """By name in Python's spelling: `working days` is the parameter `working_days`."""
        code = getattr(self.body, "__code__", None)
        known = [] if code is None else list(code.co_varnames[: code.co_argcount])
        given = {name.replace(" ", "_"): value for name, value in zip(names, values, strict=True)}
        if not given.keys() <= set(known):
            return None
        return [given.get(name) for name in known]


def from_python(value: Any, depth: int = 0) -> Any:
    """Plain Python to FEEL: numbers to decimals, datetime types to ours, sequences to lists; else null."""
    kind = type(value)
    if kind in NATIVE:
        return value if kind is not Decimal or value.is_finite() else None
    if depth > _DEPTH:
        raise limit_error("feel_too_deep", "数据嵌套过深。", "The data is nested too deeply.")
    if isinstance(value, Mapping):
        return {str(key): from_python(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [from_python(item, depth + 1) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((from_python(item, depth + 1) for item in value), key=str)
    if isinstance(value, Function):
        return value
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return make_number(value) if value.bit_length() < 20_000 else None
    if isinstance(value, float):
        return make_number(repr(float(value))) if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return make_number(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return _time(value)
    if isinstance(value, timedelta):
        return DaysDuration((value.days * 86_400 + value.seconds) * 1_000_000_000 + value.microseconds * 1000)
    return None


def _time(value: datetime | time) -> Time:
    zone = getattr(value.tzinfo, "key", None)
    offset = None if zone else value.utcoffset()
    seconds = None if offset is None else int(offset.total_seconds())
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, seconds, zone)


def from_json(value: Any) -> Any:
    """A plain JSON value as FEEL value; texts stay texts."""
    return from_python(value)


def to_json(value: Any) -> Any:
    """A FEEL value as plain JSON: whole numbers below 2**53 as int, others as float if nothing is lost, else text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return _json_number(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (Date, Time, DateTime, DaysDuration, MonthsDuration)):
        return str(value)
    if isinstance(value, Range):
        return {
            "start": to_json(value.start),
            "end": to_json(value.end),
            "start included": value.start_included,
            "end included": value.end_included,
        }
    return to_json(from_python(value)) if not isinstance(value, Function) else repr(value)


def _json_number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value) if abs(value) < 2**53 else format_number(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else format_number(value)
