"""Starting a procedure by another matter's message: its message start event, the body as the first values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.actions.movement import environment, finish, told
from engine.actions.numbers import next_in
from engine.actions.start_instance import latest, new_instance, started_body
from engine.clock import local
from engine.definition.definition import START
from engine.errors import Missing
from engine.history import GENESIS
from engine.instance import Served
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Receipt, Work, work

MOVING = (
    "instance.started", "task.completed", "task.returned", "task.withdrawn", "signer.added", "signer.removed",
    "signer.answered", "instance.jumped", "instance.migrated", "request.granted",
)  # fmt: skip


def start_by_message(
    office: Office, name: str, content: dict[str, Any], command_id: str, origin: dict[str, Any], *, sent: int
) -> Receipt | None:
    """Start the procedure with this key; None when there is none that a message of this name starts.

    `sent` numbers the sender's event that threw the message. The starter is whoever acted then (when it was the clock,
    whoever last moved the sending matter before); the instance knows `origin_number` and
    `origin_procedure`. Fields of the start form come from the body as they are: its sender has checked them.
    """
    with work(office, Actor(SYSTEM), command_id) as w:
        try:
            definition_id, definition = latest(w, name)
        except Missing:
            return None
        event = definition.message_start(name)
        if event is None:
            return None
        starter = w.starter = _starter(w, int(origin["id"]), sent)
        units = w.organization.units_of(starter, local(w.at).date())
        unit = str(content.get("unit") or (units[0] if units else ""))
        form = definition.forms.get(START)
        values = {key: value for key, value in content.items() if form is not None and key in form.keys}
        instance_id = next_in(w, "instance", 0)
        locked = new_instance(w, instance_id, definition_id, definition, values, unit, starter)
        variables = {
            **definition.procedure.defaults, **content, "starter": starter,
            "starter_name": w.organization.name(starter), "drafter_unit": unit, "instance_number": locked.number,
            "origin_number": origin["number"], "origin_procedure": origin["procedure"],
        }  # fmt: skip
        served = Served()
        execution, outcome = definition.start(variables, environment(w, definition, served, locked), event)
        moved, state = told(w, definition, execution, outcome, served, locked, {})
        body = {
            **started_body(w, definition, definition_id, locked, values, unit), "variables": variables,
            "starter": starter, "signature": w.organization.name(starter), "start_event": event, "origin": origin,
            "served": served.results, "moved": moved,
        }  # fmt: skip
        sealed = w.record("instance.started", body, new=(locked.id, GENESIS), snapshot=(moved["version"], state))
        return finish(w, sealed, locked.id, locked.number, execution, moved)


def _starter(w: Work, instance_id: int, sent: int) -> str:
    """Who sent it: never somebody who only looked, asked or was refused since, or before the clock struck."""
    h = t.history.c
    actor = w.connection.execute(
        select(h.actor)
        .where(h.instance_id == instance_id, h.seq <= sent, h.actor != SYSTEM, h.kind.in_(MOVING))
        .order_by(h.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    if actor is not None:
        return str(actor)
    i = t.instance.c
    return str(w.connection.execute(select(i.starter).where(i.id == instance_id)).scalar_one())
