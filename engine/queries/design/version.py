"""One published version: its files, its picture, where it came from, and the reports kept with it. Never a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.definition import Package
from engine.errors import Missing
from engine.organization import may, require
from engine.queries.reader import reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import hands_of
from engine.store.releasing import SCENARIOS, WHAT_IF, WHAT_IF_SEEN, Kept, released_kind

KEPT = (SCENARIOS, WHAT_IF, WHAT_IF_SEEN)


@dataclass(frozen=True)
class VersionPage:
    """`newest`: it is in force; `same`: other versions of exactly this content; `drafts`: the reader may begin one."""

    id: int
    procedure: str
    name: str
    version: int
    hash: str
    published_at: datetime
    published_by: str
    drafted_by: tuple[str, ...]
    words: str
    running: int
    ended: int
    newest: bool
    same: tuple[int, ...]
    reports: tuple[tuple[str, Kept, str], ...]
    others: tuple[tuple[int, int], ...]  # (id, version) of all versions, newest first
    drafts: bool
    package: Package


def version_page(office: Office, person: str, definition_id: int) -> VersionPage:
    """Raises Refused `not_allowed` for whoever neither draws, releases nor audits, Missing."""
    with reading(office, person) as reader:
        if not may(reader.organization, person, "definition.release", reader.now):
            require(reader.organization, person, "definition.read", reader.now)
        d, p = t.definition.c, t.procedure_draft.c
        row = reader.connection.execute(select(t.definition).where(d.id == definition_id)).one_or_none()
        if row is None:
            raise Missing("no_version", "没有这个版本。", "There is no such version.")
        all_ = reader.connection.execute(
            select(d.id, d.version, d.hash).where(d.procedure == row.procedure).order_by(d.version.desc())
        ).all()
        draft = reader.connection.execute(
            select(t.procedure_draft).where(p.definition_id == definition_id)
        ).one_or_none()
        counts = _counted(reader.connection, definition_id)
        running = counts.get("running", 0)
        return VersionPage(
            row.id, row.procedure, row.name, row.version, row.hash, row.published_at, reader.name(row.published_by),
            tuple(reader.name(hand) for hand in sorted(hands_of(reader.connection, draft))) if draft else (),
            draft.words if draft else "", running, sum(counts.values()) - running, all_[0].id == row.id,
            tuple(each.version for each in all_ if each.hash == row.hash and each.id != row.id),
            tuple((kind, kept, reader.name(kept.made_by)) for kind, kept in _reports(reader.connection, row)),
            tuple((each.id, each.version) for each in all_),
            may(reader.organization, person, "definition.draft", reader.now), Package.from_zip(row.package),
        )  # fmt: skip


def _counted(connection: Connection, definition_id: int) -> Mapping[str, int]:
    i = t.instance.c
    rows = connection.execute(
        select(i.state, func.count().label("n")).where(i.definition_id == definition_id).group_by(i.state)
    )
    return {row.state: row.n for row in rows}


def _reports(connection: Connection, version: Any) -> list[tuple[str, Kept]]:
    """Those it was released with; of a version that came another way, what is known of the same files."""
    r = t.package_report.c
    released = {released_kind(version.id, kind): kind for kind in KEPT}
    for names in (released, {kind: kind for kind in KEPT}):
        wanted = select(t.package_report).where(r.hash == version.hash, r.kind.in_(names)).order_by(r.made_at)
        rows: Any = connection.execute(wanted).all()
        if rows:
            return [
                (names[row.kind], Kept(row.made_at, row.made_by, row.content if isinstance(row.content, dict) else {}))
                for row in rows
            ]
    return []
