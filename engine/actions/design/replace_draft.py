"""Every file of a draft exchanged at once: for an uploaded folder, or for a newer version as its base."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from engine.actions.design.drafting import no_version, open_draft
from engine.definition import Package
from engine.errors import NotNow, Stale
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import files_of, write_file
from engine.store.work import Actor


@dataclass(frozen=True)
class ReplaceDraft:
    """`revision`: of the draft when the difference was shown."""

    draft_id: int
    package: Package
    revision: int


@dataclass(frozen=True)
class RebaseDraft:
    """`onto`: the version whose difference was shown; of it, the files `take` replace the draft's (or take them away,
    where the version has none)."""

    draft_id: int
    onto: int
    revision: int
    take: Collection[str] = ()


def replace_draft(office: Office, command: ReplaceDraft, by: Actor) -> int:
    """Returns the draft's revision. Raises Stale `draft_changed` when somebody changed it since it was shown."""
    with office.database.write() as connection:
        row, now = open_draft(office, connection, command.draft_id, by)
        _as_shown(row, command.revision)
        return _exchange(connection, row, command.package.files, by, now)


def rebase_draft(office: Office, command: RebaseDraft, by: Actor) -> int:
    """The newest version becomes what the draft is based on, after its difference was looked at file by file.

    Raises NotNow `not_newest` when yet another version was published meanwhile, Stale as `replace_draft`.
    """
    with office.database.write() as connection:
        row, now = open_draft(office, connection, command.draft_id, by)
        _as_shown(row, command.revision)
        d = t.definition.c
        newest = connection.execute(
            select(d.id, d.version, d.package).where(d.procedure == row.procedure).order_by(d.version.desc()).limit(1)
        ).one_or_none()
        if newest is None:
            raise no_version()
        if newest.id != command.onto:
            raise NotNow(
                "not_newest", f"刚刚又发布了第{newest.version}版,请再看一遍差别。",
                f"Version {newest.version} was published meanwhile; look at the difference again.",
            )  # fmt: skip
        theirs = Package.from_zip(newest.package).files
        files = {path: bytes(file.content) for path, file in files_of(connection, command.draft_id).items()}
        for path in command.take:
            files.pop(path, None)
            if path in theirs:
                files[path] = theirs[path]
        revision = _exchange(connection, row, Package(files).files, by, now)
        connection.execute(
            update(t.procedure_draft).where(t.procedure_draft.c.id == command.draft_id).values(based_on=newest.id)
        )
        journal(
            connection, "draft.rebased", by.person, now,
            {"draft": command.draft_id, "version": newest.version, "taken": sorted(command.take)},
        )  # fmt: skip
        return revision


def _as_shown(row: Any, revision: int) -> None:
    if row.revision != revision:
        raise Stale(
            "draft_changed", "草稿刚刚被改过,请再看一遍。", "The draft was changed meanwhile; look again.",
            changed_by=row.changed_by, changed_at=row.changed_at.isoformat(), revision=row.revision,
        )  # fmt: skip


def _exchange(connection: Connection, row: Any, wanted: Mapping[str, bytes], by: Actor, now: datetime) -> int:
    files, d = files_of(connection, row.id), t.procedure_draft.c
    changed = {path for path, data in wanted.items() if path not in files or bytes(files[path].content) != data}
    gone = sorted(files.keys() - wanted.keys())
    if not changed and not gone:
        return int(row.revision)
    stamp = {"revision": row.revision + 1, "changed_at": now, "changed_by": by.person}
    f = t.procedure_draft_file.c
    connection.execute(delete(t.procedure_draft_file).where(f.draft_id == row.id, f.path.in_(gone)))
    for path in sorted(changed):
        write_file(connection, row.id, path, wanted[path], stamp)
    connection.execute(update(t.procedure_draft).where(d.id == row.id).values(stamp))
    return int(row.revision) + 1
