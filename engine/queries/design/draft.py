"""One draft of a procedure: whose it is, where it stands, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from engine.definition import Package
from engine.errors import Finding
from engine.organization import Organization, may, require
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, draft_row, files_of, handed_in_row
from engine.store.releasing import findings_of


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
    editor_names: Mapping[str, str]
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
    newer: int | None  # the version in force, when it is not the one this is based on
    files: Mapping[str, DraftFile]
    package: Package
    roles: frozenset[str]  # that somebody of the office could hold

    @property
    def open(self) -> bool:
        return self.state == OPEN

    @cached_property
    def findings(self) -> list[Finding]:
        return list(findings_of(self.package, self.roles))


def roles_of(organization: Organization) -> frozenset[str]:
    """Roles of its posts and grants."""
    posts = (role for post in organization.posts for role in post.roles)
    return frozenset(posts).union(grant.role for grant in organization.grants)


def other_analysts(office: Office, person: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of those a draft can be shared with today."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        return tuple(
            (other, reader.name(other))
            for other in reader.organization.holders("analyst", reader.today)
            if other != person
        )


def draft_page(office: Office, person: str, draft_id: int) -> DraftPage:
    """Raises Refused `not_allowed` for whoever neither draws nor releases, Missing for what is not his to see."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.check", reader.now)
        return draft_of(reader, draft_id)


def draft_of(reader: Reader, draft_id: int) -> DraftPage:
    """The same within a view of the database that is open already: an analyst's own, or for the releaser one that
    was handed in."""
    drafts = may(reader.organization, reader.person, "definition.draft", reader.now)
    row = (draft_row if drafts else handed_in_row)(reader.connection, draft_id, reader.person)
    rows = files_of(reader.connection, draft_id)
    e, d = t.procedure_draft_editor.c, t.definition.c
    wanted = select(e.person).where(e.draft_id == draft_id).order_by(e.person)
    editors = tuple(reader.connection.execute(wanted).scalars())
    version = reader.connection.execute(select(d.version).where(d.id == row.based_on)).scalar_one_or_none()
    newest = reader.connection.execute(
        select(d.id, d.version).where(d.procedure == row.procedure).order_by(d.version.desc()).limit(1)
    ).one_or_none()
    return DraftPage(
        row.id, row.procedure, row.name, row.owner, reader.name(row.owner), row.owner == reader.person,
        editors, {editor: reader.name(editor) for editor in editors},
        row.state, row.revision, version, row.based_on, row.changed_at, reader.name(row.changed_by),
        row.words, row.answer, reader.name(row.submitted_by) if row.submitted_by else "", row.submitted_at,
        row.definition_id, newest.version if newest and newest.id != row.based_on else None,
        {
            path: DraftFile(file.revision, len(file.content), file.changed_at, reader.name(file.changed_by))
            for path, file in rows.items()
        },
        Package({path: bytes(file.content) for path, file in rows.items()}), roles_of(reader.organization),
    )  # fmt: skip
