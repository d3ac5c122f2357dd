"""Somebody else saved the diagram first: what the analyst drew becomes a draft of its own, nothing is lost."""

from __future__ import annotations

from engine.actions.design.begin_draft import BeginDraft, begin_draft
from engine.actions.design.change_diagram import DIAGRAM
from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.bpmn import require_diagram
from engine.definition import Package
from engine.store.office import Office
from engine.store.procedure_drafts import draft_row, files_of, package_of
from engine.store.work import Actor


def begin_apart(office: Office, draft_id: int, content: bytes, by: Actor, path: str = DIAGRAM) -> int:
    """A new draft, based on the same version, with the other's files and this diagram; returns its id.

    Raises as change_diagram and begin_draft.
    """
    if path.endswith(".bpmn"):
        require_diagram(content)
    with office.database.read() as connection:
        row = draft_row(connection, draft_id, by.person)
        wanted: dict[str, bytes | None] = {**package_of(connection, draft_id).files, path: content}
    if row.based_on is None:
        package = Package({name: data for name, data in wanted.items() if data is not None})
        return begin_draft(office, BeginDraft(row.procedure, row.name, package, another=True), by)
    made = begin_draft(office, BeginDraft(row.procedure, row.name, definition_id=row.based_on), by)
    with office.database.read() as connection:
        there = {name: file.revision for name, file in files_of(connection, made).items()}
    change_draft(office, ChangeDraft(made, {**dict.fromkeys(there), **wanted}, there), by)
    return made
