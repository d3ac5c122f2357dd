"""Functions of one or two numbers."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from decimal import Decimal, DecimalException

from engine.feel.builtins.registry import builtin
from engine.feel.decimals import DECIMAL128, ONE, ZERO, make_number
from engine.feel.environment import Evaluation
from engine.feel.temporal import DaysDuration, MonthsDuration

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_GROUPING = frozenset((" ", ",", "."))


@builtin("number", "from: string | number, grouping separator?: string | null, decimal separator?: string | null")
def number(
    e: Evaluation, value: str | Decimal, grouping: str | None = None, point: str | None = None
) -> Decimal | None:
    if isinstance(value, Decimal):
        return (
            value
            if grouping is None and point is None
            else e.null("wrong_arguments", "应为文本。", "A text is wanted.")
        )
    wrong = (grouping is not None and grouping not in _GROUPING) or (point is not None and point not in (",", "."))
    if wrong or (grouping is not None and grouping == point):
        return e.null("wrong_arguments", "千分位符或小数点不对。", "Wrong grouping or decimal separator.")
    text = value
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        text = text.replace(".", "x").replace(",", ".")
    if len(text) > 1000 or _NUMBER.fullmatch(text) is None:
        return e.null("wrong_arguments", "这个文本不是数字。", "The text is not a number.")
    return make_number(text)


def round_to(e: Evaluation, n: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    """Round to so many digits after the point (before it, when negative)."""
    digits = 0 if scale is None else int(scale)
    if not -6111 <= digits <= 6176:
        return e.null("out_of_bounds", "小数位数超出范围。", "The scale is out of range.")
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return n
    try:
        return n.quantize(ONE.scaleb(-digits, DECIMAL128), rounding, DECIMAL128) or ZERO
    except DecimalException:
        return e.null("number_out_of_range", "结果超出数字范围。", "The result is out of range.")


def _rounding(name: str, signature: str, rounding: str) -> None:
    def body(e: Evaluation, n: Decimal, scale: Decimal | None = None) -> Decimal | None:
        return round_to(e, n, scale, rounding)

    builtin(name, signature)(body)


_rounding("decimal", "n: number, scale: number", decimal.ROUND_HALF_EVEN)
_rounding("round up", "n: number, scale: number", decimal.ROUND_UP)
_rounding("round down", "n: number, scale: number", decimal.ROUND_DOWN)
_rounding("round half up", "n: number, scale: number", decimal.ROUND_HALF_UP)
_rounding("round half down", "n: number, scale: number", decimal.ROUND_HALF_DOWN)
_rounding("floor", "n: number, scale?: number", decimal.ROUND_FLOOR)
_rounding("ceiling", "n: number, scale?: number", decimal.ROUND_CEILING)


@builtin("abs", "n: number | days and time duration | years and months duration")
def absolute(e: Evaluation, n: Decimal | DaysDuration | MonthsDuration) -> Decimal | DaysDuration | MonthsDuration:
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanos))
    return MonthsDuration(abs(n.months)) if isinstance(n, MonthsDuration) else DECIMAL128.abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(e: Evaluation, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The result has the sign of the divisor."""
    try:
        rest = DECIMAL128.remainder(dividend, divisor)
        return DECIMAL128.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest
    except DecimalException:
        return e.null("division_by_zero", "除数为零或结果超出范围。", "Division by zero, or out of range.")


def _function(name: str, operation: Callable[[Decimal], Decimal]) -> None:
    def body(e: Evaluation, number: Decimal) -> Decimal | None:
        e.spend(70)
        try:
            result = operation(number)
        except DecimalException:
            result = None
        if result is None or not result.is_finite():
            return e.null("number_out_of_range", f"{name}在此处没有值。", f"{name} has no value here.")
        return result

    builtin(name, "number: number")(body)


_function("sqrt", DECIMAL128.sqrt)
_function("exp", DECIMAL128.exp)
_function("log", DECIMAL128.ln)


@builtin("odd", "number: number")
def odd(e: Evaluation, number: Decimal) -> bool | None:
    return _parity(e, number, 1)


@builtin("even", "number: number")
def even(e: Evaluation, number: Decimal) -> bool | None:
    return _parity(e, number, 0)


def _parity(e: Evaluation, number: Decimal, wanted: int) -> bool | None:
    if number != number.to_integral_value():
        return e.null("wrong_arguments", "奇偶只对整数有意义。", "Only whole numbers are odd or even.")
    exponent = number.as_tuple().exponent
    return wanted == 0 if isinstance(exponent, int) and exponent > 0 else int(number) % 2 == wanted
