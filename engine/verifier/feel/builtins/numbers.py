"""Rounding and the functions of arithmetic."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from ...not_verified import NotVerified
from ..numbers import DIGITS, ZERO, finite, whole
from ..temporal import Days, Months
from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add
SCALE = (-6111, 6176)  # what the standard allows


def rounded(n: Decimal, scale: Decimal | None, way: str) -> Decimal | None:
    places = 0 if scale is None else whole(scale if scale == scale.to_integral_value() else Decimal(int(scale)))
    if places is None or not SCALE[0] <= places <= SCALE[1]:
        return None
    exponent = n.as_tuple().exponent
    if n.is_zero() or (isinstance(exponent, int) and -exponent <= places):
        return finite(n)
    if -places > n.adjusted() + 1 and way not in (ROUND_UP, ROUND_CEILING, ROUND_FLOOR):
        return ZERO
    wide = DIGITS.copy()
    wide.rounding = way
    wide.prec = 80
    wide.Emax, wide.Emin = 20_000, -20_000
    made = finite(DIGITS.plus(n.quantize(Decimal(1).scaleb(-places, context=wide), context=wide)))
    return ZERO if made is not None and made.is_zero() else made


@add("decimal(n: number, scale: number)")
def decimal(run: Any, n: Decimal, scale: Decimal) -> Any:
    return rounded(n, scale, ROUND_HALF_EVEN)


@add("floor(n: number, scale: number?)")
def floor(run: Any, n: Decimal, scale: Decimal | None = None) -> Any:
    return rounded(n, scale, ROUND_FLOOR)


@add("ceiling(n: number, scale: number?)")
def ceiling(run: Any, n: Decimal, scale: Decimal | None = None) -> Any:
    return rounded(n, scale, ROUND_CEILING)


for _name, _way in (
    ("round up", ROUND_UP),
    ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP),
    ("round half down", ROUND_HALF_DOWN),
):

    def _round(run: Any, n: Decimal, scale: Decimal | None = None, way: str = _way) -> Any:
        return rounded(n, scale, way)

    add(f"{_name}(n: number, scale: number)")(_round)


@add("abs(n: number|days and time duration|years and months duration)")
def absolute(run: Any, n: Any) -> Any:
    if isinstance(n, Days):
        return Days(abs(n.nanos))
    return Months(abs(n.months)) if isinstance(n, Months) else finite(DIGITS.abs(n))


@add("modulo(dividend: number, divisor: number)")
def modulo(run: Any, dividend: Decimal, divisor: Decimal) -> Any:
    """dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if divisor.is_zero():
        return None
    wide = DIGITS.copy()
    wide.prec = 13_000 if abs(dividend.adjusted() - divisor.adjusted()) > 30 else 80
    if wide.prec > 80:
        run.meter.spend(5_000)
    wide.Emax, wide.Emin = 20_000, -20_000
    rest = wide.remainder(dividend, divisor)
    if not rest.is_zero() and rest.is_signed() != divisor.is_signed():
        rest = wide.add(rest, divisor)
    return finite(DIGITS.plus(rest))


@add("sqrt(number: number)")
def sqrt(run: Any, number: Decimal) -> Any:
    return finite(DIGITS.sqrt(number)) if number >= 0 else None


@add("log(number: number)")
def log(run: Any, number: Decimal) -> Any:
    run.meter.spend(100)
    return finite(DIGITS.ln(number)) if number > 0 else None


@add("exp(number: number)")
def exp(run: Any, number: Decimal) -> Any:
    run.meter.spend(100)
    return finite(DIGITS.exp(number))


@add("odd(number: number)")
def odd(run: Any, number: Decimal) -> Any:
    return _parity(number, 1)


@add("even(number: number)")
def even(run: Any, number: Decimal) -> Any:
    return _parity(number, 0)


def _parity(number: Decimal, wanted: int) -> bool | None:
    if number.adjusted() > 33:
        return wanted == 0 if number.as_tuple().exponent else int(number) % 2 == wanted
    return None if number != number.to_integral_value() else int(number) % 2 == wanted


@add("random number()")
def random_number(run: Any) -> Any:
    raise NotVerified("随机数无法重新计算。")
