"""Published packages by procedure and version, for whoever may compare or try them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from engine.definition import Package
from engine.errors import Missing
from engine.store import tables as t


def versions_of(connection: Connection, procedure: str) -> list[Any]:
    """Rows (id, version, name, hash, published_at) of a procedure, the oldest first."""
    d = t.definition.c
    query = select(d.id, d.version, d.name, d.hash, d.published_at).where(d.procedure == procedure)
    return list(connection.execute(query.order_by(d.version)))


def published_package(connection: Connection, procedure: str, version: int) -> Package:
    """Raises Missing when the procedure has no such version."""
    d = t.definition.c
    found = connection.execute(
        select(d.package).where(d.procedure == procedure, d.version == version)
    ).scalar_one_or_none()
    if found is None:
        raise Missing("no_version", "这项流程没有这个版本。", "The procedure has no such version.")
    return Package.from_zip(bytes(found))
