"""Write, rename or delete files of a draft; two who edit the same file never overwrite each other unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, update

from engine.actions.design.drafting import open_draft
from engine.definition import Package
from engine.definition.canonical import canonical_file
from engine.errors import Stale
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import files_of, write_file
from engine.store.work import Actor


@dataclass(frozen=True)
class ChangeDraft:
    """`writes`: path -> content, None deletes. `seen`: the revision each of these paths had when it was opened, 0
    for a file that was not there."""

    draft_id: int
    writes: Mapping[str, bytes | None]
    seen: Mapping[str, int] = field(default_factory=dict)


def change_draft(office: Office, command: ChangeDraft, by: Actor) -> Mapping[str, int]:
    """Returns the revision of every file of the draft. All of the writes happen, or none.

    Raises Stale `draft_changed` with who changed the file and when, DefinitionRefused for a path, kind or size that
    no procedure may hold, NotNow for a draft that is not open.
    """
    with office.database.write() as connection:
        row, now = open_draft(office, connection, command.draft_id, by)
        files = files_of(connection, command.draft_id)
        for path in command.writes:
            there = files.get(path)
            if (there.revision if there else 0) != command.seen.get(path, 0):
                raise Stale(
                    "draft_changed", "这个文件已被改过,请先看看改了什么。", "Somebody changed this file meanwhile.",
                    path=path, changed_by=there.changed_by if there else row.changed_by,
                    changed_at=(there.changed_at if there else row.changed_at).isoformat(),
                    revision=there.revision if there else 0,
                )  # fmt: skip
        wanted = {path: bytes(file.content) for path, file in files.items()}
        changed = {path: data for path, data in _kept(command.writes).items() if wanted.get(path) != data}
        for path, data in changed.items():
            wanted.pop(path, None)
            if data is not None:
                wanted[path] = data
        Package(wanted)  # refuses what a procedure may not hold, before anything is written
        revisions = {path: file.revision for path, file in files.items() if path in wanted}
        if not changed:
            return revisions
        stamp = {"revision": row.revision + 1, "changed_at": now, "changed_by": by.person}
        f, d = t.procedure_draft_file.c, t.procedure_draft.c
        for path, data in changed.items():
            if data is None:
                connection.execute(delete(t.procedure_draft_file).where(f.draft_id == command.draft_id, f.path == path))
            else:
                write_file(connection, command.draft_id, path, data, stamp)
                revisions[path] = row.revision + 1
        connection.execute(update(t.procedure_draft).where(d.id == command.draft_id).values(stamp))
        return revisions


def _kept(writes: Mapping[str, bytes | None]) -> Mapping[str, bytes | None]:
    """Diagrams in canonical form, so that two versions differ by what they mean, not by which editor wrote them."""
    return {path: data if data is None else canonical_file(path, data) for path, data in writes.items()}
