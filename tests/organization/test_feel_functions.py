"""The functions procedures call, through the real FEEL engine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from engine import feel
from engine.organization import calendar_functions, load_office, organization_functions
from engine.organization.times import ZONE
from engine.words import OFFICE_FUNCTIONS

OFFICE = load_office("qinglan")
TERMS = {"check": {"平件": "1 WD", "加急": "4 WH", "特急": "2 NH"}, "legal": {"其他": "5 WD"}}
FUNCTIONS = {
    **calendar_functions(OFFICE.calendar, TERMS),
    **organization_functions(OFFICE.organization, date(2026, 2, 13)),
}
ENVIRONMENT = feel.Environment(now=datetime(2026, 2, 13, 10, 30, tzinfo=ZONE), functions=FUNCTIONS)


def value(text: str, **context: Any) -> Any:
    expression = feel.compile(text, frozenset(FUNCTIONS))
    return feel.to_json(expression.evaluate(context, ENVIRONMENT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('due("1 WD", now())', "2026-02-14T17:30:00+08:00"),
        ('due(term("check", urgency), now())', "2026-02-14T17:30:00+08:00"),
        ('due("4 WH", date and time("2026-02-14T17:00:00+08:00"))', "2026-02-24T12:00:00+08:00"),
        ('due("24 NH", date and time("2026-06-18T10:30:00Z"))', "2026-06-19T18:30:00+08:00"),
        ('due("4 WH", "2026-02-14T17:00:00")', "2026-02-24T12:00:00+08:00"),
        ('term("legal", urgency)', "5 WD"),
        ('term("legal")', "5 WD"),
        ('term("nothing", urgency)', None),
        ('workdays after(date("2026-02-14"), 1)', "2026-02-24"),
        ('workdays before(date("2026-05-12"), 2)', "2026-05-09"),
        ('calendar days after(date("2026-03-06"), 30)', "2026-04-07"),
        ('workdays left(date("2026-04-30"), date("2026-05-09"))', 4),
        ('natural hours after(date and time("2026-06-18T18:30:00+08:00"), 24)', "2026-06-19T18:30:00+08:00"),
        ('working hours after(date and time("2026-04-29T20:10:00+08:00"), 4)', "2026-04-30T14:30:00+08:00"),
        ('office hours between(date and time("2026-02-14T16:30:00+08:00"), "2026-02-24T09:30:00")', 2),
        ('office hours between("2026-02-13T11:30:00", "2026-02-13T14:15:00")', 0.75),
        ('office hours between("2026-02-15T09:00:00", "2026-02-23T18:00:00")', 0),
        ('office hours between("2026-02-24T10:00:00", "2026-02-24T09:00:00")', 0),
        ('office hours between("1900-01-01T10:00:00", "2026-02-24T09:00:00")', None),
        ('office hours between(null, now())', None),
        ('workdays after(today(), 1) = date("2026-02-14")', True),
        ("leader in charge(unit)", "L4"),
        ('deputy in charge("热线办")', "O3"),
        ('lead of("护林防火")', "林草局"),
        ('unit of("U13")', "交通运输局"),
        ('holders("unit-head@" + unit)', ["U10"]),
        ('due("soon", now())', None),
        ("due(null, now())", None),
        ('due("1 WD", "some day")', None),
        ('workdays after(date("2026-02-14"), 0.5)', None),
        ('workdays after(date("12026-02-14"), 1)', None),
        ("workdays after(1, 1)", None),
    ],
)
def test_a_procedure_may_ask(text: str, expected: Any) -> None:
    assert value(text, urgency="平件", unit="林草局") == expected


def test_every_name_of_several_words_is_known_to_the_parsers() -> None:
    assert {name for name in FUNCTIONS if " " in name} <= OFFICE_FUNCTIONS <= set(FUNCTIONS)
