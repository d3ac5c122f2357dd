"""How long a step usually takes: the median of the newest times it was done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, func, select, type_coerce

from engine.definition import Definition
from engine.definition.auditing import AuditRules
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store.office import Warm

_MEDIANS: Warm[dict[Any, int]] = Warm(8)  # of one database, day and setting: what is usual does not change in a day


@dataclass(frozen=True)
class Step:
    procedure: str
    element: str


def definitions(reader: Reader, question: AuditQuestion) -> dict[int, Definition]:
    """Every version of the procedures asked about, by id."""
    d = t.definition.c
    query = select(d.id).where(d.procedure == question.procedure) if question.procedure else select(d.id)
    return {id: reader.definition(id) for id in reader.connection.execute(query.order_by(d.id)).scalars()}


def audit_rules(reader: Reader, question: AuditQuestion) -> dict[str, AuditRules]:
    """`[audit]` of each procedure asked about, as its newest version has it: what is looked for now holds for matters
    of earlier versions, too."""
    wanted = (row for row in reader.newest if question.procedure in ("", row.procedure))
    return {row.procedure: reader.definition(row.id).procedure.audit for row in wanted}


def taken(figures: AuditFigures) -> Any:
    """Microseconds from the step's arrival, or from its first opening where the office counts so, until it was done."""
    task = t.task.c
    since = func.coalesce(task.opened_at, task.created_at) if figures.fast_from == "opening" else task.created_at
    return type_coerce(task.closed_at, BigInteger) - type_coerce(since, BigInteger)


def usual(reader: Reader, figures: AuditFigures) -> dict[Step, int]:
    """Microseconds, for steps that were done often enough. It does not depend on who asks."""
    key = (reader.office.database.url, reader.today, figures)
    found = _MEDIANS.get(key)
    if found is None:
        found = _count(reader, figures)
        _MEDIANS.put(key, found)
    return found


def _count(reader: Reader, figures: AuditFigures) -> dict[Step, int]:
    task, i = t.task.c, t.instance.c
    nothing = AuditQuestion()
    elements = sorted({e for known in definitions(reader, nothing).values() for e in known.procedure.tasks})
    times: dict[Step, list[int]] = defaultdict(list)
    for element in elements:
        newest = (
            select(i.procedure, taken(figures).label("taken"))
            .select_from(t.task)
            .join(t.instance, i.id == task.instance_id)
            .where(task.element == element, task.closed_at.is_not(None), task.state == "completed", task.role == "main")
            .order_by(task.closed_at.desc())
            .limit(figures.fast_sample)
        )
        for row in reader.connection.execute(newest):
            times[Step(row.procedure, element)].append(row.taken)
    return {step: int(median(taken)) for step, taken in times.items() if len(taken) >= figures.fast_known}
