"""The workbench's first page: every procedure with its versions and running instances, and the analyst's drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from engine.organization import may, require
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import DISCARDED, PUBLISHED

DONE_SHOWN = 10


@dataclass(frozen=True)
class VersionEntry:
    id: int
    version: int
    hash: str
    published_at: datetime
    published_by: str
    running: int
    ended: int
    again: int | None  # the earlier version whose content it brought back


@dataclass(frozen=True)
class ProcedureEntry:
    key: str
    name: str
    versions: tuple[VersionEntry, ...]  # newest first


@dataclass(frozen=True)
class DraftEntry:
    id: int
    procedure: str
    name: str
    owner: str
    mine: bool
    state: str
    based_on: int | None
    changed_at: datetime
    newer: bool  # another version was published since
    sent_back: bool
    definition_id: int | None


@dataclass(frozen=True)
class Workbench:
    procedures: tuple[ProcedureEntry, ...]
    drafts: tuple[DraftEntry, ...]  # of his own and those he may edit, while they are open or wait
    done: tuple[DraftEntry, ...]  # published ones, the newest first


def may_draft(office: Office, person: str) -> bool:
    """Whether he is an analyst."""
    with reading(office, person) as reader:
        return may(reader.organization, person, "definition.draft", reader.now)


def workbench(office: Office, person: str) -> Workbench:
    """Raises Refused `not_allowed` for whoever is no analyst."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        procedures = _procedures(reader)
        newest = {each.key: each.versions[0].id for each in procedures}
        drafts = _drafts(reader, newest)
        return Workbench(
            procedures, tuple(each for each in drafts if each.state != PUBLISHED),
            tuple(each for each in drafts if each.state == PUBLISHED)[:DONE_SHOWN],
        )  # fmt: skip


def _procedures(reader: Reader) -> tuple[ProcedureEntry, ...]:
    d, i = t.definition.c, t.instance.c
    counted = reader.connection.execute(
        select(i.definition_id, i.state, func.count().label("n")).group_by(i.definition_id, i.state)
    ).all()
    running = {row.definition_id: row.n for row in counted if row.state == "running"}
    total: dict[int, int] = {}
    for row in counted:
        total[row.definition_id] = total.get(row.definition_id, 0) + row.n
    rows = reader.connection.execute(
        select(d.id, d.procedure, d.version, d.hash, d.name, d.published_at, d.published_by)
        .order_by(d.procedure, d.version.desc())
    ).all()  # fmt: skip
    found: dict[str, list[VersionEntry]] = {}
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(row.procedure, row.name)
        earlier = (other for other in rows if (other.procedure, other.hash) == (row.procedure, row.hash))
        again = min((other.version for other in earlier if other.version < row.version), default=None)
        runs = running.get(row.id, 0)
        found.setdefault(row.procedure, []).append(
            VersionEntry(
                row.id, row.version, row.hash, row.published_at, reader.name(row.published_by), runs,
                total.get(row.id, 0) - runs, again,
            )
        )  # fmt: skip
    return tuple(ProcedureEntry(key, names[key], tuple(versions)) for key, versions in found.items())


def _drafts(reader: Reader, newest: Mapping[str, int]) -> tuple[DraftEntry, ...]:
    d, e, v = t.procedure_draft.c, t.procedure_draft_editor.c, t.definition.c
    shared = select(e.draft_id).where(e.person == reader.person)
    rows = reader.connection.execute(
        select(t.procedure_draft, v.version)
        .outerjoin(t.definition, v.id == d.based_on)
        .where(or_(d.owner == reader.person, d.id.in_(shared)), d.state != DISCARDED)
        .order_by(d.changed_at.desc(), d.id.desc())
    )
    return tuple(
        DraftEntry(
            row.id, row.procedure, row.name, reader.name(row.owner), row.owner == reader.person, row.state,
            row.version, row.changed_at, newest.get(row.procedure) != row.based_on, bool(row.answer), row.definition_id,
        )
        for row in rows
    )  # fmt: skip
