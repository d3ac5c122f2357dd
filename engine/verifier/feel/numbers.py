"""Decimal numbers of 34 digits; what has no finite value is null."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

DIGITS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
ZERO = Decimal(0)


def finite(value: Decimal) -> Decimal | None:
    """The number, or null for infinity and what is not a number; there is no negative zero."""
    if not value.is_finite():
        return None
    return abs(value) if value.is_zero() else value


def number_of(text: str) -> Decimal | None:
    return finite(DIGITS.create_decimal(text))


def whole(value: object) -> int | None:
    """The number as an int when it is a whole one of sensible size."""
    if not isinstance(value, Decimal) or value.adjusted() > 18 or value != value.to_integral_value(context=DIGITS):
        return None
    return int(value)


def written(value: Decimal) -> str:
    """Digits without exponent, as the number was computed (63600.00 stays so); zero is 0."""
    return "0" if value.is_zero() else f"{value:f}"
