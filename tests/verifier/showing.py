"""Values of the engine and of the verifier as the same text, so that two implementations can be compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from engine.feel import Date, DateTime, DaysDuration, FeelError, MonthsDuration, Range, Time
from engine.feel.functions import Function
from engine.verifier import feel as own
from engine.verifier.not_verified import NotVerified

KINDS: dict[type, str] = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "duration",
    MonthsDuration: "duration",
    own.Date: "date",
    own.Time: "time",
    own.DateTime: "date and time",
    own.Days: "duration",
    own.Months: "duration",
}
DIGITS = Context(prec=30, Emin=-6143, Emax=6144)  # roots and deviations are rounded on different ways
NOT_VERIFIED = "not verified"


def show(value: Any) -> str:
    """Kind and content; decimals with the digits they were computed with, but for the last four of 34."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return "0" if value.is_zero() else f"{DIGITS.plus(value):f}"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {show(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (Range, own.Range)):
        ends = f"{show(value.start)}..{show(value.end)}"
        return ("[" if value.start_included else "(") + ends + ("]" if value.end_included else ")")
    if isinstance(value, (Function, own.Function)):
        return "function"
    return f"{KINDS[type(value)]} {value}"


def engine(ask: Callable[[], Any]) -> str:
    try:
        return show(ask())
    except FeelError as error:
        return f"refused {error.code}"


def verifier(ask: Callable[[], Any]) -> str:
    try:
        return show(ask())
    except NotVerified as reason:
        return f"{NOT_VERIFIED}: {reason.zh}"
