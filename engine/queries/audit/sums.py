"""拆分: sums that stay below a limit one by one and reach it together (`[audit]` of procedure.toml)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from engine.definition.auditing import AuditRules
from engine.definition.masks import Veil
from engine.history import canonical
from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, Sums, hits
from engine.queries.audit.matters import COLUMNS
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.audit.usual import audit_rules
from engine.queries.masking import veil_of
from engine.queries.period import period
from engine.queries.reader import Reader
from engine.store import tables as t

GROUPS = 20  # on one page


def find_split(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Groups of matters, the newest first. Sums stand in documents, so the documents of the period are read: those
    of procedures that name a sum, and never more than the office allows; a sum masked for the reader is none to him."""
    since = conditions.first_day(reader, question, figures)
    found: list[tuple[AuditRules, list[tuple[Any, Decimal]]]] = []
    named = {key: rules for key, rules in audit_rules(reader, question).items() if rules.amount}
    for key, rules in named.items():
        rows = _with_sums(reader, question, figures, key, rules)
        found += [(rules, group) for group in _groups(rows, rules)]
    found.sort(key=lambda each: (each[1][-1][0].started_at, each[1][-1][0].instance_id), reverse=True)
    begin = int(question.after) if question.after.isdigit() and len(question.after) < 6 else 0
    shown = found[begin : begin + GROUPS]
    made = tuple(_sums(reader, rules, group) for rules, group in shown)
    more = str(begin + GROUPS) if len(found) > begin + GROUPS else ""
    since_told = None if question.since else since
    return Found(tuple(hit for sums in made for hit in sums.hits), more, len(found), since_told, made)


def _with_sums(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, key: str, rules: AuditRules
) -> list[tuple[Any, Decimal]]:
    i, document = t.instance.c, t.document.alias()  # an alias: conditions on words look into documents, too
    since = conditions.first_day(reader, question, figures)
    query = (
        select(*COLUMNS, document.c.content)
        .join(document, document.c.instance_id == i.id)
        .where(
            i.procedure == key, i.state != "cancelled", conditions.matters(reader, question),
            period(i.started_at, since, question.until),
        )
    )  # fmt: skip
    if question.person:
        query = query.where(i.starter == question.person)
    rows = reader.connection.execute(query.order_by(i.started_at.desc(), i.id.desc()).limit(figures.most_sums))
    sums = [(row, amount) for row in rows if 0 < (amount := _amount(row.content.get(rules.amount))) < rules.threshold]
    return [(row, amount) for row, amount in reversed(sums) if rules.amount not in _veil(reader, row).fields]


def _groups(rows: Sequence[tuple[Any, Decimal]], rules: AuditRules) -> Iterator[list[tuple[Any, Decimal]]]:
    """For each unit and subject: the longest runs of matters, each below the limit, that reach it within the days."""
    alike: dict[tuple[str, bytes], list[tuple[Any, Decimal]]] = defaultdict(list)
    for row, amount in rows:
        subject = canonical([row.content.get(name) for name in rules.subject])
        alike[row.starter_unit, subject].append((row, amount))
    span = timedelta(days=rules.days)
    for group in alike.values():
        begin, last = 0, -1
        run: list[tuple[Any, Decimal]] = []
        for end in range(len(group)):
            while group[end][0].started_at - group[begin][0].started_at > span:
                begin += 1
            window = group[begin : end + 1]
            if len(window) > 1 and sum(amount for _, amount in window) >= rules.threshold:
                if run and begin <= last:
                    run += [each for each in window if each not in run]
                else:
                    if run:
                        yield run
                    run = window
                last = end
        if run:
            yield run


def _sums(reader: Reader, rules: AuditRules, group: list[tuple[Any, Decimal]]) -> Sums:
    row = group[0][0]
    told = hits(reader, [Raw(row, row.started_at, 1, {"amount": amount}) for row, amount in group])
    subject = "、".join(_words(_masked(reader, group, name)) for name in rules.subject)
    total = sum((amount for _, amount in group), Decimal(0))
    return Sums(row.starter_unit, subject, total, rules.threshold, rules.days, told)


def _masked(reader: Reader, group: list[tuple[Any, Decimal]], name: str) -> Any:
    """A value that all matters of the group have, as the reader may read it in every one of them."""
    value = group[0][0].content.get(name)
    for row, _ in group:
        hiding = _veil(reader, row)
        if name in hiding.fields:
            return hiding.fields[name]
        value = hiding.over(value)
    return value


def _veil(reader: Reader, row: Any) -> Veil:
    return veil_of(reader, reader.definition(row.definition_id), row.content)


def _words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)) if not isinstance(value, bool | list | dict) and value is not None else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
