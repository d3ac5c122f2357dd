"""The document of an instance in words: what the start form and each completed step put into it, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.definition import Definition
from engine.definition.definition import START
from engine.errors import Missing
from engine.forms import Form, Line
from engine.queries.ahead import trial_environment
from engine.queries.reader import Reader
from engine.store import tables as t


@dataclass(frozen=True)
class Section:
    """A part of the document: a form's title ("" for the start form) and its filled-in lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FileFact:
    id: int
    field: str
    name: str
    size: int
    media_type: str
    by: str
    at: datetime


def form_context(reader: Reader, form: Form, document: Mapping[str, Any], files: list[FileFact]) -> dict[str, Any]:
    """What a form may read: the document, the office's option lists it names, and the uploads."""
    context: dict[str, Any] = {
        **document,
        "attachments": [{"id": f.id, "name": f.name, "size": f.size} for f in files],
    }
    for name in form.names - context.keys():
        try:
            context[name] = reader.organization.options(name, reader.now)
        except Missing:
            continue  # a name of the document that nobody has filled in yet
    return context


def files_of(reader: Reader, instance_id: int) -> list[FileFact]:
    rows = reader.connection.execute(
        select(t.attachment).where(t.attachment.c.instance_id == instance_id).order_by(t.attachment.c.id)
    )
    return [FileFact(r.id, r.field, r.name, r.size, r.media_type, reader.name(r.added_by), r.added_at) for r in rows]


def sections_of(reader: Reader, definition: Definition, row: Any, files: list[FileFact]) -> tuple[Section, ...]:
    """The document in words: the start form first, then what each completed step added, in the order it was done."""
    sections = [_section(reader, definition, row, files, definition.forms.get(START), "", "")]
    rows = reader.connection.execute(
        select(t.task.c.element, t.task.c.name, func.max(t.task.c.closed_at).label("at"))
        .where(t.task.c.instance_id == row.id, t.task.c.state == "completed")
        .group_by(t.task.c.element, t.task.c.name)
        .order_by("at")
    )
    for done in rows.all():
        result = definition.procedure.task(done.element).result
        sections.append(_section(reader, definition, row, files, definition.form(done.element), done.name, result))
    return tuple(section for section in sections if section.lines)


def _section(
    reader: Reader,
    definition: Definition,
    row: Any,
    files: list[FileFact],
    form: Form | None,
    title: str,
    result: str,
) -> Section:
    """The lines of one form that hold something; a step's result is said beside its opinion instead."""
    if form is None:
        return Section(title, ())
    start = definition.forms.get(START)
    known = start.keys if start and title else frozenset[str]()
    shown = {key for key in form.writes if key in row.content and key != result and key not in known}
    context = form_context(reader, form, row.content, files)
    lines = form.describe(row.content, context, trial_environment(reader, definition).feel) if shown else []
    return Section(title, tuple(line for line in lines if _root(line) in shown and (line.value or line.rows)))


def _root(line: Line) -> str:
    return line.path.split(".")[0].split("[")[0]
