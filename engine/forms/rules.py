"""The rules of one field on its typed value: required, length, figures, format, the form's own conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

import re2

from engine import feel
from engine.clock import LOCAL
from engine.forms.entries import Entry, value_of
from engine.forms.fields import CHOICES, TEXTS, Field
from engine.forms.formula import as_words, figure
from engine.forms.properties import compile_pattern
from engine.forms.sentences import Problem, say
from engine.forms.values import significant

EMAIL = re2.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63})+")
PHONE = re2.compile(r"\+?[0-9][0-9() \-]{4,24}[0-9]")
EXACT = Context(prec=100)
compiled_pattern = lru_cache(maxsize=1024)(compile_pattern)


def problem_of(
    entry: Entry, scope: Mapping[str, Any], environment: feel.Environment | None
) -> Problem | None:
    """The first rule the entry breaks, or None. Hidden and locked entries have no rules to keep."""
    if entry.hidden or entry.locked:
        return None
    if entry.problem is not None:
        return entry.problem
    each, value = entry.field, value_of(entry)
    blank = value in (None, "", []) or (each.kind == "checkbox" and value is False)
    problem = None
    if each.required and blank:
        return say(_wanted(each), each.label)
    if not blank and each.kind in TEXTS:
        problem = _text(each, str(value), scope, environment)
    elif not blank and each.kind == "number":
        problem = _number(each, Decimal(str(value)), scope, environment)
    elif not blank and each.kind == "datetime":
        problem = _moment(each, str(value), environment)
    elif isinstance(value, list):
        problem = _count(each, len(value))
    return problem or _own(entry, scope, environment, blank=blank)


def _wanted(each: Field) -> str:
    if each.kind in CHOICES:
        return "choose"
    return {"checkbox": "confirm", "filepicker": "attach"}.get(each.kind, "required")


def _text(
    each: Field, text: str, scope: Mapping[str, Any], environment: feel.Environment | None
) -> Problem | None:
    low, high = figure(each.min_length, scope, environment), figure(each.max_length, scope, environment)
    if low is not None and len(text) < low:
        return say("too_short", each.label, n=as_words(float(low)).removesuffix(".0"), have=len(text))
    if high is not None and len(text) > high:
        return say("too_long", each.label, n=as_words(float(high)).removesuffix(".0"), have=len(text))
    if each.text_kind == "email" and EMAIL.fullmatch(text) is None:
        return say("email", each.label)
    if each.text_kind == "phone" and PHONE.fullmatch(text) is None:
        return say("phone", each.label)
    if each.pattern is not None and compiled_pattern(each.pattern).fullmatch(text) is None:
        return say("pattern", each.label)
    return None


def _number(
    each: Field, number: Decimal, scope: Mapping[str, Any], environment: feel.Environment | None
) -> Problem | None:
    if each.decimal_digits is not None and significant(number)[1] > each.decimal_digits:
        return say("decimals", each.label, n=each.decimal_digits)
    low, high = figure(each.minimum, scope, environment), figure(each.maximum, scope, environment)
    if low is not None and number < low:
        return say("min", each.label, n=format(low, "f"))
    if high is not None and number > high:
        return say("max", each.label, n=format(high, "f"))
    step = figure(each.increment, scope, environment)
    if step is not None and step > 0 and EXACT.remainder(number, step) != 0:
        return say("increment", each.label, n=format(step, "f"))
    return None


def _moment(each: Field, text: str, environment: feel.Environment | None) -> Problem | None:
    if each.no_past and each.subtype != "time":
        now = (environment.now if environment is not None else None) or datetime.now(UTC)
        day = datetime.fromisoformat(text)
        if each.subtype == "datetime":
            day = day.replace(tzinfo=LOCAL) if day.tzinfo is None else day.astimezone(LOCAL)
        if day.date() < now.astimezone(LOCAL).date():
            return say("past_date", each.label)
    if each.subtype != "date" and each.time_interval > 1:
        minute = int(text.partition("T")[2][3:5] if "T" in text else text[3:5])
        if minute % each.time_interval:
            return say("time_interval", each.label, n=each.time_interval)
    return None


def _count(each: Field, count: int) -> Problem | None:
    if count < each.min_items and (each.required or count):
        return say("too_few_items", each.label, n=each.min_items)
    if each.max_items is not None and count > each.max_items:
        return say("too_many_items", each.label, n=each.max_items)
    return None


def _own(
    entry: Entry, scope: Mapping[str, Any], environment: feel.Environment | None, *, blank: bool
) -> Problem | None:
    """`properties.rule`: false is refused; null too, unless the field is empty and so says nothing."""
    rule = entry.field.rule
    if rule is None:
        return None
    try:
        outcome = rule.formula.evaluate(scope, environment)
    except feel.FeelError as error:
        return Problem(error.code, error.zh, error.en)
    if outcome is True or (outcome is None and blank):
        return None
    spoken = say("rule", entry.field.label)
    return Problem("rule", rule.zh or spoken.zh, rule.en or spoken.en)
