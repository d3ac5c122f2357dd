"""`+ - * / **` over numbers, texts, dates, times and durations; null and a warning for every other pair."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.decimals import DECIMAL128, ONE
from engine.feel.environment import Evaluation
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.temporal.arithmetic import add_days, add_months, subtract_moments
from engine.feel.temporal.durations import SECOND

_MOMENTS = (Date, DateTime, Time)


def add(e: Evaluation, a: Any, b: Any) -> Any:
    if type(a) is Decimal and type(b) is Decimal:
        return _number(e, DECIMAL128.add, a, b)
    if type(a) is str and type(b) is str:
        if len(a) + len(b) > 64:
            e.check_text(len(a) + len(b))
        return a + b
    if isinstance(b, _MOMENTS):
        a, b = b, a
    if isinstance(a, _MOMENTS):
        if type(b) is DaysDuration:
            return _found(e, "+", add_days(a, b.nanos), a, b)
        if type(b) is MonthsDuration:
            return _found(e, "+", add_months(a, b.months), a, b)
    elif type(a) is type(b) is DaysDuration:
        return DaysDuration(a.nanos + b.nanos)
    elif type(a) is type(b) is MonthsDuration:
        return MonthsDuration(a.months + b.months)
    return _found(e, "+", None, a, b)


def subtract(e: Evaluation, a: Any, b: Any) -> Any:
    if type(a) is Decimal and type(b) is Decimal:
        return _number(e, DECIMAL128.subtract, a, b)
    if isinstance(a, _MOMENTS):
        if type(b) is DaysDuration:
            return _found(e, "-", add_days(a, -b.nanos), a, b)
        if type(b) is MonthsDuration:
            return _found(e, "-", add_months(a, -b.months), a, b)
        return _found(e, "-", subtract_moments(a, b), a, b)
    if type(a) is type(b) is DaysDuration:
        return DaysDuration(a.nanos - b.nanos)
    if type(a) is type(b) is MonthsDuration:
        return MonthsDuration(a.months - b.months)
    return _found(e, "-", None, a, b)


def multiply(e: Evaluation, a: Any, b: Any) -> Any:
    if type(a) is Decimal and type(b) is Decimal:
        return _number(e, DECIMAL128.multiply, a, b)
    if type(a) is Decimal:
        a, b = b, a
    if type(b) is Decimal:
        if type(a) is DaysDuration:
            return _duration(e, DaysDuration, DECIMAL128.multiply, a.nanos, b)
        if type(a) is MonthsDuration:
            return _duration(e, MonthsDuration, DECIMAL128.multiply, a.months, b)
    return _found(e, "*", None, a, b)


def divide(e: Evaluation, a: Any, b: Any) -> Any:
    if type(b) is Decimal:
        if not b:
            return e.null("division_by_zero", "除数为零。", "Division by zero.")
        if type(a) is Decimal:
            return _number(e, DECIMAL128.divide, a, b)
        if type(a) is DaysDuration:
            return _duration(e, DaysDuration, DECIMAL128.divide, a.nanos, b)
        if type(a) is MonthsDuration:
            return _duration(e, MonthsDuration, DECIMAL128.divide, a.months, b)
    elif type(a) is type(b) is DaysDuration and b.nanos:
        return _number(e, DECIMAL128.divide, Decimal(a.nanos), Decimal(b.nanos))
    elif type(a) is type(b) is MonthsDuration and b.months:
        return _number(e, DECIMAL128.divide, Decimal(a.months), Decimal(b.months))
    return _found(e, "/", None, a, b)


def power(e: Evaluation, a: Any, b: Any) -> Any:
    if type(a) is Decimal and type(b) is Decimal:
        if not a and not b:
            return ONE
        e.spend(30 if b == b.to_integral_value() else 150)
        return _number(e, DECIMAL128.power, a, b)
    return _found(e, "**", None, a, b)


def negate(e: Evaluation, a: Any) -> Any:
    if type(a) is Decimal:
        return DECIMAL128.minus(a)
    if type(a) is DaysDuration:
        return DaysDuration(-a.nanos)
    if type(a) is MonthsDuration:
        return MonthsDuration(-a.months)
    return e.null("no_arithmetic", "负号只用于数字和时长。", "Minus needs a number or a duration.")


def _number(e: Evaluation, operation: Callable[[Decimal, Decimal], Decimal], a: Decimal, b: Decimal) -> Decimal | None:
    try:
        result = operation(a, b)
        if result.is_finite():
            return result
    except DecimalException:
        pass
    return e.null("number_out_of_range", "计算结果超出数字范围。", "The result is out of the range of numbers.")


def _duration(e: Evaluation, kind: Any, operation: Any, size: int, b: Decimal) -> Any:
    value = _number(e, operation, Decimal(size), b)
    if value is None or value.copy_abs() > _LONGEST:
        return (
            None if value is None else e.null("number_out_of_range", "时长超出范围。", "The duration is out of range.")
        )
    return kind(int(value))


_LONGEST = Decimal(10) ** 18 * 366 * 86_400 * SECOND
OPERATIONS: dict[str, Callable[[Evaluation, Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _found(e: Evaluation, operator: str, value: Any, a: Any, b: Any) -> Any:
    if value is None:
        e.null(
            "no_arithmetic",
            f"这两个值不能用“{operator}”运算(空值或类型不符)。",
            f'These two values cannot be combined with "{operator}" (null or wrong types).',
        )
    return value
