"""One typed text (or JSON value) -> one plain value of the field's kind, or the problem.

Values out are JSON: numbers as int when integral, else float, which is exact because more than 15 significant
digits are refused; `serializeToString` keeps up to 34 digits as text. Dates are ISO 8601.
Empty values are those of form-js: "" for text, null for number, date and single choice, [] for lists, false.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL
from engine.forms import limits
from engine.forms.fields import CHOICES_MANY, Field
from engine.forms.posted import MISSING
from engine.forms.sentences import Problem, say

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\Z|[+-]?\.\d+\Z")
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
Parsed = tuple[Any, Problem | None]


def empty(field: Field) -> Any:
    """What a field holds when nothing was filled in."""
    if field.kind in CHOICES_MANY or field.kind in ("filepicker", "dynamiclist"):
        return []
    if field.kind == "checkbox":
        return False
    return "" if field.kind in ("textfield", "textarea") else None


def parse(field: Field, raw: Any) -> Parsed:
    """Read the posted value of a field that is no choice and no file."""
    if isinstance(raw, list):
        if len(raw) > 1:
            return empty(field), say("one_only", field.label)
        raw = raw[0] if raw else MISSING
    if raw is MISSING or raw is None or (isinstance(raw, str) and raw.strip() == ""):
        return empty(field), None
    return PARSERS[field.kind](field, raw)


def is_clean(text: str) -> bool:
    """No control characters (line feed and tab aside), no direction overrides, no lone surrogates."""
    return not any((unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") or c in BIDI for c in text)


def _text(field: Field, raw: Any) -> Parsed:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return "", say("one_only", field.label)
    long = field.kind == "textarea"
    text = str(raw)
    cap = limits.LONG_TEXT_LENGTH if long else limits.TEXT_LENGTH
    if len(text) > 2 * cap:
        return "", say("too_long", field.label, n=cap, have=len(text))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not is_clean(text) or (not long and "\n" in text):
        return text, say("control_characters", field.label)
    if len(text) > cap:
        return text, say("too_long", field.label, n=cap, have=len(text))
    return text, None


def _number(field: Field, raw: Any) -> Parsed:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return None, say("not_a_number", field.label)
    text = (
        unicodedata.normalize("NFKC", raw).strip()
        if isinstance(raw, str) and len(raw) < 100
        else _digits(raw)
    )
    if not NUMBER.match(text) or not text.isascii():
        return None, say("not_a_number", field.label)
    number = Decimal(text.replace(",", ""))
    if significant(number)[0] > (limits.STRING_DIGITS if field.as_string else limits.EXACT_DIGITS):
        return None, say("too_many_digits", field.label)
    if field.as_string:
        return format(number, "f"), None
    return (int(number) if number == number.to_integral_value() else float(number)), None


def significant(number: Decimal) -> tuple[int, int]:
    """How many significant digits a number has, and how many of them are decimals; never rounded."""
    whole, _, decimals = format(number.copy_abs(), "f").partition(".")
    decimals = decimals.rstrip("0")
    digits = (whole + decimals).lstrip("0")
    return len(digits if decimals else digits.rstrip("0")), len(decimals)


def _digits(raw: Any) -> str:
    if isinstance(raw, float):
        raw = Decimal(repr(raw))
    if isinstance(raw, Decimal):
        return format(raw, "f") if raw.is_finite() and abs(raw.adjusted()) < 100 else ""
    return str(raw) if isinstance(raw, int) and abs(raw) < 10**40 else ""


def _checkbox(field: Field, raw: Any) -> Parsed:
    if isinstance(raw, bool):
        return raw, None
    if raw in ("on", "true", "1", "yes"):
        return True, None
    return False, None if raw in ("off", "false", "0", "no") else say(
        "not_an_option", field.label, value=str(raw)[:80]
    )


def _moment(field: Field, raw: Any) -> Parsed:
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFKC", raw[:40]).strip()
    parser = {"date": _date, "time": _time, "datetime": _datetime}[field.subtype]
    try:
        return parser(field, raw), None
    except (ValueError, TypeError, OverflowError):
        return None, say(f"not_a_{field.subtype}", field.label)


def _date(field: Field, raw: Any) -> str:
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        return date.fromisoformat(raw).isoformat()
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    raise ValueError(raw)


def _time(field: Field, raw: Any) -> str:
    if isinstance(raw, str):
        if not re.fullmatch(r"\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", raw):
            raise ValueError(raw)
        raw = time.fromisoformat(raw)
    if not isinstance(raw, time):
        raise TypeError(raw)
    # A fixed date makes the zone shift plain; the office's zone has had one offset since 1991.
    moment = datetime.combine(date(2000, 1, 2), raw)
    moment = moment.replace(tzinfo=LOCAL) if moment.tzinfo is None else moment.astimezone(LOCAL)
    return _zoned(field, moment, "seconds" if moment.second else "minutes").partition("T")[2]


def _datetime(field: Field, raw: Any) -> str:
    if isinstance(raw, str):
        if not re.fullmatch(
            r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", raw
        ):
            raise ValueError(raw)
        raw = datetime.fromisoformat(raw)
    if not isinstance(raw, datetime):
        raise TypeError(raw)
    moment = raw.replace(tzinfo=LOCAL) if raw.tzinfo is None else raw.astimezone(LOCAL)
    # Always with seconds, which form-js leaves out: FEEL's `date and time()` reads no moment without them.
    return _zoned(field, moment, "seconds")


def _zoned(field: Field, moment: datetime, spec: str) -> str:
    if field.zone == "utc_normalized":
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=spec) + "Z"
    if field.zone == "no_timezone":
        moment = moment.replace(tzinfo=None)
    return moment.isoformat(timespec=spec)


PARSERS: dict[str, Callable[[Field, Any], Parsed]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "datetime": _moment,
}
