"""A question's parts as conditions on rows: which matters, whose acts, outside office hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, exists, not_, or_, select, true, type_coerce

from engine.organization import ZONE, Calendar
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.masking import untold
from engine.queries.reader import Reader
from engine.queries.search import says
from engine.store import tables as t
from engine.store.visibility import of_units, principals_of_units, seen, units_below

DAY = 86_400
THURSDAY = 3  # 1970-01-01 was one; Monday is 0
UNSEEN = ("task.opened", "reading.changed")  # looking at something is no act


def matters(reader: Reader, question: AuditQuestion) -> ColumnElement[bool]:
    """Rows of `instance`: those the reader may see, of the procedure, the unit, with the words."""
    i = t.instance.c
    wanted = [seen(reader.sight, each=_is_broad(reader))]
    if question.procedure:
        wanted.append(i.procedure == question.procedure)
    if question.unit:
        units = units_below(reader.organization, [question.unit]) or {question.unit}
        wanted.append(of_units(units, principals_of_units(reader.organization, units, reader.today)))
    wanted += [says(word) for word in question.words]
    if question.untold:
        wanted.append(i.id.not_in(sorted(question.untold)))
    return and_(*wanted)


def without_masked(reader: Reader, question: AuditQuestion) -> AuditQuestion:
    """The question without matters that hold its words only where they are masked for the reader."""
    return replace(question, untold=untold(reader, question.words, matters(reader, question)))


def of_matters(
    reader: Reader, question: AuditQuestion, matter: Any, *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Rows whose matter (a column) is one of the question's, with `more` conditions on it. Nearly all are: then rows
    are read in their own order and each asks for its matter; few are: then they are looked up by their matters."""
    i = t.instance.c
    wanted = matters(reader, question)
    if question.words or question.unit or not _is_broad(reader):
        looked_up: ColumnElement[bool] = matter.in_(select(i.id).where(wanted))
        # apart: a condition that names the row's own columns would have the matters looked up anew for each row
        return and_(looked_up, exists().where(i.id == matter, *more)) if more else looked_up
    return exists().where(i.id == matter, wanted, *more)


def _is_broad(reader: Reader) -> bool:
    """A scope of most units is asked row by row: there is no use in gathering nearly everything first."""
    scope = reader.sight.scope
    return scope is not None and 2 * len(scope.units) >= len(reader.organization.units)


def first_day(reader: Reader, question: AuditQuestion, figures: AuditFigures) -> date:
    """The question's own, else as far back as the office looks, counted from its last day."""
    if question.since:
        return question.since
    last = min(question.until or reader.today, reader.today)
    return last - figures.look_back if last - date.min > figures.look_back else date.min


def acts(question: AuditQuestion) -> list[ColumnElement[bool]]:
    """Rows of `history` in parts that never meet, each along an index of its own: what the person did himself, and
    what others did for him; of the kind."""
    h = t.history.c
    kind: ColumnElement[bool] = true()
    if question.kind:
        kind = h.kind == question.kind
    if not question.person:
        return [kind]
    person = question.person
    return [kind & (h.actor == person), kind & (h.on_behalf_of == person) & (h.actor != person)]


def tasks_of(reader: Reader, person: str) -> ColumnElement[bool]:
    """Rows of `task` that a person did, was done for him, or has in his inbox now."""
    task, box = t.task.c, t.inbox.c
    if not person:
        return true()
    groups = sorted(reader.organization.groups_of(person, reader.today) or {person})
    waiting = task.id.in_(select(box.task_id).where(box.principal.in_(groups)))
    return or_(task.closed_by == person, task.on_behalf_of == person, task.assignee == person, waiting)


def after_hours(moment: Any, calendar: Calendar, grace_minutes: int) -> ColumnElement[bool]:
    """Not within office hours of a working day, by plain arithmetic on the column: the calendar's exceptions to the
    week are a few dozen days a year, so it holds for any period."""
    offset = int((ZONE.utcoffset(datetime(2000, 1, 1)) or timedelta()).total_seconds())
    seconds = type_coerce(moment, BigInteger) // 1_000_000 + offset
    day, clock = seconds // DAY, seconds % DAY
    off = [_number(d) for table in calendar.years.values() for d in table.off]
    work = [_number(d) for table in calendar.years.values() for d in table.work]
    weekday = (day + THURSDAY) % 7 < 5
    workday = or_(and_(weekday, day.not_in(sorted(off))), day.in_(sorted(work)))
    grace = 60 * grace_minutes
    spans = [(_seconds(opens) - grace, _seconds(closes) + grace) for opens, closes in calendar.hours.spans]
    return not_(and_(workday, or_(*(clock.between(opens, closes) for opens, closes in spans))))


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
