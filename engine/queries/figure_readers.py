"""Whether a person may read some figures, without compiling a procedure: asked for the frame of every page."""

from __future__ import annotations

import tomllib

from sqlalchemy import Connection, func, select

from engine import toml
from engine.definition import Package
from engine.errors import DefinitionRefused
from engine.figures import FILE
from engine.organization import may
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store.office import Warm

_READERS: Warm[frozenset[str]] = Warm(256)  # hash of a package -> roles its figures.toml names


def reads_figures(reader: Reader) -> bool:
    """By his role, or because a published procedure names a role of his."""
    if may(reader.organization, reader.person, "figure.read", reader.today):
        return True
    return any(reader.groups & named for named in _named(reader.connection))


def _named(connection: Connection) -> list[frozenset[str]]:
    d = t.definition.c
    newest = select(d.procedure, func.max(d.version).label("version")).group_by(d.procedure).subquery()
    ours = (d.procedure == newest.c.procedure) & (d.version == newest.c.version)
    return [_of(connection, hash) for hash in connection.execute(select(d.hash).join(newest, ours)).scalars()]


def _of(connection: Connection, hash: str) -> frozenset[str]:
    found = _READERS.get(hash)
    if found is None:
        same = select(t.definition.c.package).where(t.definition.c.hash == hash)  # several after a roll-back
        package = connection.execute(same.limit(1)).scalar_one()
        found = _read(package)
        _READERS.put(hash, found)
    return found


def _read(package: bytes) -> frozenset[str]:
    try:
        data = Package.from_zip(package).files.get(FILE, b"")
        return frozenset(map(str, toml.loads(data.decode()).get("readers", [])))
    except (DefinitionRefused, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return frozenset()
