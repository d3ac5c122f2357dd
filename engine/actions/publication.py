"""A checked package becomes the next version of its procedure, within the transaction of whatever decided that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.definition import Definition
from engine.store import tables as t
from engine.store.execute import insert_row
from engine.store.journal import journal


def publish(
    connection: Connection, definition: Definition, by: str, now: datetime, told: dict[str, Any]
) -> tuple[int, int]:
    """(id, version) of the new version, told in the journal together with `told`: where it came from.

    Running instances stay on the version they were started on; whatever starts from now on takes this one.
    """
    d, procedure, hash_ = t.definition.c, definition.procedure, definition.hash
    last = connection.execute(select(func.max(d.version)).where(d.procedure == procedure.key)).scalar_one()
    version = (last or 0) + 1
    definition_id = insert_row(
        connection,
        t.definition,
        {
            "procedure": procedure.key, "version": version, "hash": hash_, "name": procedure.name,
            "package": definition.package.to_zip(), "published_at": now, "published_by": by,
        },
    )  # fmt: skip
    journal(
        connection, "definition.published", by, now,
        {"procedure": procedure.key, "version": version, "hash": hash_, **told},
    )  # fmt: skip
    return definition_id, version
