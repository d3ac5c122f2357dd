"""The start catalogue: procedures a person may start today, and the page that starts one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.definition import Definition
from engine.definition.definition import START
from engine.errors import NotYours, Refused
from engine.forms import FieldView, Problem
from engine.queries.ahead import Ahead, after_start, possible_steps, trial_environment
from engine.queries.document import form_context
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.task import accept


@dataclass(frozen=True)
class CatalogueEntry:
    key: str
    name: str
    english: str
    basis: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class StartPage:
    """What the start page shows; `fields` are what was typed, the draft, or the form's defaults."""

    entry: CatalogueEntry
    fields: tuple[FieldView, ...]
    draft_id: int | None
    drafted_at: datetime | None
    ahead: Ahead


def catalogue(office: Office, person: str) -> tuple[CatalogueEntry, ...]:
    """The newest version of every procedure the person's roles may start."""
    with reading(office, person) as reader:
        found = [(row, reader.definition(row.id)) for row in reader.newest]
        return tuple(_entry(row, d) for row, d in found if may_start(reader, d))


def start_page(
    office: Office,
    person: str,
    key: str,
    *,
    draft_id: int | None = None,
    typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> StartPage:
    """The start page of one procedure; NotYours when the person may not start it or the draft is not his."""
    with reading(office, person) as reader:
        row = next((row for row in reader.newest if row.procedure == key), None)
        if row is None:
            raise NotYours()
        definition = reader.definition(row.id)
        if not may_start(reader, definition):
            raise NotYours()
        draft = _draft(reader, key, draft_id) if draft_id is not None else None
        values = draft.content if typed is None and draft is not None else typed
        unit = reader.unit(person)
        ahead = _ahead(reader, definition, values, unit)
        return StartPage(
            _entry(row, definition),
            _fields(reader, definition, values, unit, problems or {}),
            draft_id,
            draft.changed_at if draft else None,
            ahead,
        )


def _fields(
    reader: Reader,
    definition: Definition,
    values: Mapping[str, Any] | None,
    unit: str,
    problems: Mapping[str, Problem],
) -> tuple[FieldView, ...]:
    form = definition.forms.get(START)
    if form is None:
        return ()
    context = form_context(reader, form, {"drafter_unit": unit}, [])
    return tuple(form.view(values, context, problems, trial_environment(reader, definition).feel))


def _ahead(reader: Reader, definition: Definition, values: Mapping[str, Any] | None, unit: str) -> Ahead:
    """Where the typed values would lead, or where the diagram may lead while they are not complete."""
    starts = [start.id for start in definition.process.start_events if start.kind == "none"]
    possible = possible_steps(definition, starts[0]) if starts else Ahead(False, ())
    form = definition.forms.get(START)
    if form is None or values is None:
        return possible
    context = form_context(reader, form, {"drafter_unit": unit}, [])
    try:
        cleaned = accept(definition, START, values, {}, context, trial_environment(reader, definition))
    except Refused:
        return possible
    return after_start(reader, definition, cleaned, unit) or possible


def _draft(reader: Reader, key: str, draft_id: int) -> Any:
    d = t.draft.c
    row = reader.connection.execute(
        select(d.content, d.changed_at).where(
            d.id == draft_id, d.person == reader.person, d.procedure == key, d.task_id.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotYours()
    return row


def may_start(reader: Reader, definition: Definition) -> bool:
    return bool(reader.groups & set(definition.procedure.starters))


def _entry(row: Any, definition: Definition) -> CatalogueEntry:
    p = definition.procedure
    return CatalogueEntry(p.key, p.name, p.english, p.basis, row.version)
