"""Drafts of procedures as they are stored: who may open one, its row under lock, its files as a package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, exists, insert, or_, select, update

from engine.definition import Package
from engine.errors import Missing
from engine.history import opened
from engine.store import tables as t
from engine.store.execute import insert_once

OPEN, SUBMITTED, PUBLISHED, DISCARDED = "open", "submitted", "published", "discarded"


def draft_row(connection: Connection, draft_id: int, person: str, *, lock: bool = False) -> Any:
    """The row of a draft that is this person's, or that its owner lets him edit.

    Raises Missing, the same whether there is no such draft or it is another's.
    """
    d, e = t.procedure_draft.c, t.procedure_draft_editor.c
    editor = exists().where(e.draft_id == d.id, e.person == person)
    query = select(t.procedure_draft).where(d.id == draft_id, or_(d.owner == person, editor), d.state != DISCARDED)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Missing("no_draft", "没有这份流程草稿,或不是您的。", "There is no such draft, or it is not yours.")
    return row


def handed_in_row(connection: Connection, draft_id: int, person: str) -> Any:
    """The row of a draft as whoever releases may see it: once it was handed in, whoever's it is."""
    d = t.procedure_draft.c
    query = select(t.procedure_draft).where(
        d.id == draft_id, d.submitted_at.is_not(None), d.state.in_((SUBMITTED, PUBLISHED))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Missing("no_draft", "没有这份流程草稿,或不是您的。", "There is no such draft, or it is not yours.")
    return row


def files_of(connection: Connection, draft_id: int) -> dict[str, Any]:
    """Path -> row of every file, in order of their paths."""
    f = t.procedure_draft_file.c
    rows = connection.execute(select(t.procedure_draft_file).where(f.draft_id == draft_id).order_by(f.path))
    return {row.path: row for row in rows}


def package_of(connection: Connection, draft_id: int) -> Package:
    """The files as they stand now; what they are called and how large they are was asked when they were written."""
    return Package({path: bytes(row.content) for path, row in files_of(connection, draft_id).items()})


def hands_of(connection: Connection, row: Any) -> frozenset[str]:
    """Everybody who had a hand in a draft: its owner, whom he ever let edit, whoever wrote a file or handed it in.

    What the tables have forgotten, the journal knows: an editor who was taken off, a file written over since.
    """
    e, f = t.procedure_draft_editor.c, t.procedure_draft_file.c
    editors = connection.execute(select(e.person).where(e.draft_id == row.id)).scalars()
    writers = connection.execute(select(f.changed_by).where(f.draft_id == row.id).distinct()).scalars()
    known = _told_of(connection, row.id)
    return frozenset({row.owner, row.changed_by, row.submitted_by, *editors, *writers, *known} - {None})


def _told_of(connection: Connection, draft_id: int) -> Iterator[str]:
    """Whom the journal names as having been let into a draft, or as having handed it in."""
    j = t.journal.c
    wanted = select(j.kind, j.actor, j.body, j.sealed).where(j.kind.in_(("draft.shared", "draft.handed_in")))
    for row in connection.execute(wanted):
        body = opened(row.body, row.sealed) if row.body else {}
        if body.get("draft") == draft_id:
            yield body["person"] if row.kind == "draft.shared" else row.actor


def keep_report(connection: Connection, hash_: str, kind: str, content: Any, *, by: str, at: Any) -> None:
    """What was found out about exactly these files; the newest of each kind is kept."""
    r = t.package_report.c
    row = {"content": content, "made_at": at, "made_by": by}
    changed = connection.execute(update(t.package_report).where(r.hash == hash_, r.kind == kind).values(row))
    if changed.rowcount == 0:
        insert_once(connection, t.package_report, [{"hash": hash_, "kind": kind, **row}])


def report_of(connection: Connection, hash_: str, kind: str) -> Any | None:
    """The row of a report (content, made_at, made_by), None when there is none about exactly these files."""
    r = t.package_report.c
    query = select(t.package_report).where(r.hash == hash_, r.kind == kind)
    return connection.execute(query).one_or_none()


def write_file(connection: Connection, draft_id: int, path: str, content: bytes, row: dict[str, Any]) -> None:
    """Put one file in its place; `row`: revision, changed_at, changed_by."""
    f = t.procedure_draft_file.c
    values = {"content": content, **row}
    done = connection.execute(
        update(t.procedure_draft_file).where(f.draft_id == draft_id, f.path == path).values(values)
    )
    if done.rowcount == 0:
        connection.execute(insert(t.procedure_draft_file), {"draft_id": draft_id, "path": path, **values})
