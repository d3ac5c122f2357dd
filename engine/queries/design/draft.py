"""One draft of a procedure: whose it is, where it stands, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from engine.definition import Package, check
from engine.errors import Finding
from engine.organization import require
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, draft_row, files_of


@dataclass(frozen=True)
class DraftFile:
    revision: int
    size: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class DraftPage:
    """`based_on`: the version it began as, None for a new procedure or one from a file. `mine`: the reader owns it."""

    id: int
    procedure: str
    name: str
    owner: str
    owner_name: str
    mine: bool
    editors: tuple[str, ...]
    state: str
    revision: int
    based_on: int | None
    based_on_id: int | None
    changed_at: datetime
    changed_by: str
    words: str
    answer: str  # why it was sent back, "" when it was not
    submitted_by: str
    submitted_at: datetime | None
    definition_id: int | None  # the version it became
    files: Mapping[str, DraftFile]
    package: Package

    @property
    def open(self) -> bool:
        return self.state == OPEN

    @cached_property
    def findings(self) -> list[Finding]:
        return check(self.package)


def draft_page(office: Office, person: str, draft_id: int) -> DraftPage:
    """Raises Refused `not_allowed` for whoever is no analyst, Missing for what is not his."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        return draft_of(reader, draft_id)


def draft_of(reader: Reader, draft_id: int) -> DraftPage:
    """The same within a view of the database that is open already."""
    row = draft_row(reader.connection, draft_id, reader.person)
    rows = files_of(reader.connection, draft_id)
    e, d = t.procedure_draft_editor.c, t.definition.c
    editors = reader.connection.execute(select(e.person).where(e.draft_id == draft_id).order_by(e.person)).scalars()
    version = reader.connection.execute(select(d.version).where(d.id == row.based_on)).scalar_one_or_none()
    return DraftPage(
        row.id, row.procedure, row.name, row.owner, reader.name(row.owner), row.owner == reader.person,
        tuple(editors), row.state, row.revision, version, row.based_on, row.changed_at, reader.name(row.changed_by),
        row.words, row.answer, reader.name(row.submitted_by) if row.submitted_by else "", row.submitted_at,
        row.definition_id,
        {
            path: DraftFile(file.revision, len(file.content), file.changed_at, reader.name(file.changed_by))
            for path, file in rows.items()
        },
        Package({path: bytes(file.content) for path, file in rows.items()}),
    )  # fmt: skip
