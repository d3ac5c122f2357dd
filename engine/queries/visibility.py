"""The rule of `engine.store.visibility` as a reader asks it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from engine.errors import NotYours
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store import visibility
from engine.store.visibility import seen


def visible_instance(reader: Reader, instance_id: int) -> Any:
    """The instance row with its document; NotYours when there is none or the reader may not see it."""
    row = reader.connection.execute(
        select(t.instance, t.document.c.content)
        .join(t.document, t.document.c.instance_id == t.instance.c.id)
        .where(t.instance.c.id == instance_id, seen(reader.sight, each=True))
    ).one_or_none()
    if row is None:
        raise NotYours()
    return row


def visible_among(reader: Reader, instances: Collection[int]) -> set[int]:
    """Those of many instances that the reader may see."""
    return visibility.visible_among(reader.connection, reader.sight, instances)
