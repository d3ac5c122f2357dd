"""Start an instance of a published procedure from its start form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from engine.actions.movement import environment, finish, told
from engine.actions.numbers import next_in
from engine.actions.options import form_context
from engine.actions.uploads import Uploads, keep, number_files, with_files
from engine.clock import local
from engine.definition import Definition
from engine.definition.definition import START
from engine.definition.masks import veil
from engine.errors import Missing, NotNow, NotYours
from engine.history import GENESIS
from engine.instance import Served
from engine.organization import due
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Locked, Receipt, Work, repeated, work
from engine.task import accept


@dataclass(frozen=True)
class StartInstance:
    """`values` are the start form's fields as typed, `uploads` the files chosen in its file fields; `draft_id`
    names a draft that ends with the start."""

    procedure: str
    values: Mapping[str, Any]
    command_id: str
    draft_id: int | None = None
    uploads: Uploads = field(default_factory=dict)


def start_instance(office: Office, command: StartInstance, by: Actor) -> Receipt:
    """Raises NotYours, Missing, Invalid or Incident; the same command twice has one effect and one answer."""
    if before := repeated(office, command.command_id, by):
        return before
    try:
        return _start(office, command, by)
    except NotNow:
        if before := repeated(office, command.command_id, by):
            return before
        raise


def _start(office: Office, command: StartInstance, by: Actor) -> Receipt:
    kept = keep(office, command.uploads)
    with work(office, by, command.command_id) as w:
        definition_id, definition = latest(w, command.procedure)
        unit = _starter_unit(w, definition)
        instance_id = next_in(w, "instance", 0)
        _, files = number_files(w, kept, instance_id)
        values = accept(
            definition, START, with_files(command.values, files), {},
            {**form_context(w, unit=unit), "attachments": files}, environment(w, definition),
        )  # fmt: skip
        locked = new_instance(w, instance_id, definition_id, definition, values, unit, by.person)
        variables = {
            **definition.procedure.defaults, **definition.routing(values), "starter": by.person,
            "starter_name": w.organization.name(by.person), "drafter_unit": unit, "instance_number": locked.number,
        }  # fmt: skip
        served = Served()
        execution, outcome = definition.start(variables, environment(w, definition, served, locked))
        moved, state = told(w, definition, execution, outcome, served, locked, {})
        body = {
            **started_body(w, definition, definition_id, locked, values, unit), "variables": variables,
            "files": files, "signature": w.organization.name(by.person), "served": served.results, "moved": moved,
        }  # fmt: skip
        event = w.record("instance.started", body, new=(locked.id, GENESIS), snapshot=(moved["version"], state))
        if command.draft_id is not None:
            w.connection.execute(delete(t.draft).where(t.draft.c.id == command.draft_id, t.draft.c.person == by.person))
        return finish(w, event, locked.id, locked.number, execution, moved)


def latest(w: Work, procedure: str) -> tuple[int, Definition]:
    """The newest published version of a procedure."""
    d = t.definition.c
    row = w.connection.execute(
        select(d.id).where(d.procedure == procedure).order_by(d.version.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise Missing("no_procedure", "没有这项已发布的流程。", "There is no such published procedure.")
    return row.id, w.office.definition(w.connection, row.id)


def _starter_unit(w: Work, definition: Definition) -> str:
    """The unit for which the person starts; NotYours unless a role of his is among the starters."""
    on = local(w.at).date()
    if w.organization.roles_of(w.actor.person, on).isdisjoint(definition.procedure.starters):
        raise NotYours()
    units = w.organization.units_of(w.actor.person, on)
    if not units:
        raise NotYours()
    return units[0]


def started_body(
    w: Work, definition: Definition, definition_id: int, locked: Locked, values: dict[str, Any], unit: str
) -> dict[str, Any]:
    """What every start tells, whoever caused it."""
    # Lists are looked through by `search`, whoever asks: what is masked for some is in it for nobody.
    title = veil(definition.procedure, values, ()).text(locked.title)
    return {
        "definition": definition.hash, "definition_id": definition_id, "number": locked.number, "title": locked.title,
        "urgency": locked.urgency, "procedure": locked.procedure, "starter_unit": unit,
        "due_at": locked.due_at.isoformat() if locked.due_at else None, "term": locked.term, "values": values,
        "search": f"{locked.number} {title} {unit}", "files": [],
    }  # fmt: skip


def new_instance(
    w: Work,
    instance_id: int,
    definition_id: int,
    definition: Definition,
    values: dict[str, Any],
    unit: str,
    starter: str,
) -> Locked:
    """An instance about to start: number drawn, title, urgency and its own term read from the values."""
    procedure = definition.procedure
    year = local(w.at).year
    number = f"{procedure.code}{year}{next_in(w, f'case:{procedure.key}', year):04d}"
    urgency = str(values.get(procedure.urgency) or "")
    whole = procedure.whole_term(urgency)
    return Locked(
        id=instance_id, number=number, definition_id=definition_id, procedure=procedure.key,
        title=str(values.get(procedure.title) or procedure.name), urgency=urgency, state="running",
        starter=starter, starter_unit=unit, started_at=w.at,
        due_at=due(whole, w.at, w.calendar) if whole else None, term=whole, counted_from=w.at if whole else None,
        hold="", held_at=None, held_by=None, document_number=None, version=0, events=0,
        head=GENESIS, tasks=0, document=dict(values),
    )  # fmt: skip
