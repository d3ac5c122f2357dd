"""The built-in `find-instances`: matters like this one, for duplicates, merging and repeated complaints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine import feel
from engine.bpmn import ServiceCall
from engine.clock import local
from engine.definition import Definition
from engine.errors import Incident
from engine.feel import FeelError
from engine.instance.environment import functions
from engine.store import tables as t
from engine.store.work import Locked, Work
from engine.words import OFFICE_FUNCTIONS

MOST_READ, MOST_FOUND = 2000, 50


def find_instances(w: Work, definition: Definition, locked: Locked, call: ServiceCall) -> dict[str, Any]:
    """`{found: [{number, title, unit, state, started_on}], count}`, newest first.

    Header `procedure` names where to look, `within` how many days back; `where` is FEEL that sees the caller's
    variables and the other matter as `other`: its document's fields with number, title, state, end_state, unit,
    started_on. Only the last 2,000 matters of the time are read.
    """
    given = {**call.headers, **call.inputs}
    procedure = str(call.headers.get("procedure") or definition.procedure.key)
    if procedure == "this":
        procedure = definition.procedure.key
    i = t.instance.c
    wanted = (
        select(i.number, i.title, i.starter_unit, i.state, i.end_state, i.started_at, t.document.c.content)
        .join(t.document, t.document.c.instance_id == i.id)
        .where(i.procedure == procedure, i.id != locked.id)
    )
    if given.get("within") is not None:
        wanted = wanted.where(i.started_at >= w.at - timedelta(days=int(given["within"])))
    where = str(call.headers.get("where") or "")
    try:
        condition = feel.compile(where, OFFICE_FUNCTIONS) if where else None
    except FeelError as error:
        raise Incident("expression_failed", call.element, call.key, f"查找条件有误:{error.zh}", error.en) from error
    env = feel.Environment(now=w.at, functions=functions(definition, w.organization, w.calendar, w.at))
    found = []
    for row in w.connection.execute(wanted.order_by(i.started_at.desc(), i.id.desc()).limit(MOST_READ)).all():
        started = local(row.started_at).date().isoformat()
        other = {
            **row.content, "number": row.number, "title": row.title, "state": row.state, "end_state": row.end_state,
            "unit": row.starter_unit, "started_on": started,
        }  # fmt: skip
        if condition is None or condition.evaluate({**call.inputs, "other": other}, env) is True:
            found.append({
                "number": row.number, "title": row.title, "unit": row.starter_unit,
                "state": row.end_state or row.state, "started_on": started,
            })  # fmt: skip
    return {"found": found[:MOST_FOUND], "count": len(found)}
