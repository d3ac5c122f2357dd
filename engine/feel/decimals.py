"""Numbers: IEEE 754 decimal128, that is 34 digits, half-even, exponents up to 6144."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Clamped,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
# Only the methods of this one context are used; the context of the calling thread is never read or changed.
ZERO = Decimal(0)
ONE = Decimal(1)

__all__ = [
    "DECIMAL128",
    "ONE",
    "ZERO",
    "Clamped",
    "Decimal",
    "DecimalException",
    "format_number",
    "make_integer",
    "make_number",
]


def make_number(value: int | str | Decimal) -> Decimal | None:
    """Round to 34 digits; null when out of range or not a number."""
    try:
        number = DECIMAL128.create_decimal(value)
    except DecimalException:
        return None
    return number if number.is_finite() else None


def format_number(value: Decimal) -> str:
    """Plain digits without an exponent: `1E+3` is written 1000, trailing zeros of a fraction stay."""
    if not value:
        return "0"
    return format(value, "f")


def make_integer(value: Decimal) -> int | None:
    """The number without its fraction, for positions and counts; None when it is absurdly large."""
    return int(value) if value.adjusted() < 12 else None
