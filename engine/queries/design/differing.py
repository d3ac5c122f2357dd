"""Which files of two packages differ: what an upload would change, what a newer version brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from engine.definition import Package
from engine.errors import Missing
from engine.organization import require
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office

Change = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class FileChange:
    """What becomes of one file; sizes in bytes, 0 where it is not."""

    path: str
    change: Change
    before: int
    after: int


@dataclass(frozen=True)
class Upstream(FileChange):
    """A file the newer version changed; `mine`: what the draft did to it since its base, None for nothing. `same`:
    both came to the same content."""

    mine: Change | None = None
    same: bool = False


@dataclass(frozen=True)
class RebasePage:
    """`own`: files only the draft changed. `onto` is the newest version."""

    draft: DraftPage
    onto: int
    version: int
    base: int | None
    upstream: tuple[Upstream, ...]
    own: tuple[FileChange, ...]


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    """In order of their paths."""
    return tuple(
        FileChange(path, change, len(before.get(path, b"")), len(after.get(path, b"")))
        for path in sorted(before.keys() | after.keys())
        if (change := _change(before.get(path), after.get(path))) is not None
    )


def _change(before: bytes | None, after: bytes | None) -> Change | None:
    if before == after:
        return None
    return "added" if before is None else "removed" if after is None else "changed"


def rebase_page(office: Office, person: str, draft_id: int) -> RebasePage:
    """What was published since the draft was begun, file by file. Raises Missing when nothing was ever published."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        draft, d = draft_of(reader, draft_id), t.definition.c
        newest = reader.connection.execute(
            select(d.id, d.version).where(d.procedure == draft.procedure).order_by(d.version.desc()).limit(1)
        ).one_or_none()
        if newest is None:
            raise Missing("no_version", "没有这个版本。", "There is no such version.")
        base, theirs, mine = _files(reader, draft.based_on_id), _files(reader, newest.id), draft.package.files
        upstream = tuple(
            Upstream(
                each.path, each.change, each.before, each.after, _change(base.get(each.path), mine.get(each.path)),
                mine.get(each.path) == theirs.get(each.path),
            )
            for each in differing(base, theirs)
        )  # fmt: skip
        touched = {each.path for each in upstream}
        own = tuple(each for each in differing(base, mine) if each.path not in touched)
        return RebasePage(draft, newest.id, newest.version, draft.based_on, upstream, own)


def _files(reader: Reader, definition_id: int | None) -> Mapping[str, bytes]:
    """Files of a version; of none, nothing: then every file of both counts as new."""
    if definition_id is None:
        return {}
    wanted = select(t.definition.c.package).where(t.definition.c.id == definition_id)
    return Package.from_zip(reader.connection.execute(wanted).scalar_one()).files
