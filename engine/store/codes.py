"""Codes that begin the numbers of matters: two procedures with one code would give one number twice."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from engine.store import tables as t
from engine.store.office import Office


def codes_of_others(office: Office, connection: Connection, procedure: str) -> dict[str, str]:
    """Code -> name of the newest version of every other procedure."""
    d = t.definition.c
    newest = select(func.max(d.id)).where(d.procedure != procedure).group_by(d.procedure)
    found = [office.definition(connection, id_).procedure for id_ in connection.execute(newest).scalars().all()]
    return {each.code: each.name for each in found}
