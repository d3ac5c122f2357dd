"""Where else words stand: in matters that wrote to each other, and in any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson
from sqlalchemy import Connection, or_, select

from engine.store import tables as t
from engine.store.columns import Json
from engine.store.erasing import chain_of, holds
from engine.store.occurrences import Wanted, occurrences


def linked_with(connection: Connection, instance_id: int) -> set[int]:
    """Matters that messages went to or came from."""
    link = t.link.c
    either = or_(link.instance_id == instance_id, link.other_id == instance_id)
    pairs = connection.execute(select(link.instance_id, link.other_id).where(either))
    return {id for pair in pairs for id in pair} - {instance_id}


def told_in(connection: Connection, instance_id: int, words: Sequence[str]) -> bool:
    """Whether a matter's history or document holds one of the words."""
    d = t.document.c
    document = connection.execute(select(d.content, d.search).where(d.instance_id == instance_id)).one_or_none()
    if document is not None and (holds(document.content, words) or holds(document.search, words)):
        return True
    return any(occurrences(chain_of(connection, t.history, instance_id), Wanted(tuple(words))))


def linked_holding(connection: Connection, instance_id: int, words: Sequence[str]) -> Iterator[int]:
    """From link to link, the matters that hold one of the words."""
    todo, met = sorted(linked_with(connection, instance_id)), {instance_id}
    while todo and words:
        id = todo.pop(0)
        if id not in met and told_in(connection, id, words):
            met.add(id)
            yield id
            todo += sorted(linked_with(connection, id) - met)


def elsewhere(connection: Connection, but: Iterable[int], words: Sequence[str]) -> list[str]:
    """Numbers of other matters that hold one of the words: each needs an erasure of its own."""
    d, o, h, i = t.document.c, t.opinion.c, t.history.c, t.instance.c
    found: set[int] = set()
    for word in words:
        exact = orjson.dumps(word)[1:-1].decode()
        for column, id, text in (
            (d.content, d.instance_id, exact), (d.search, d.instance_id, word), (o.text, o.instance_id, word),
            (h.sealed, h.instance_id, exact),
        ):  # fmt: skip
            plain = column if not isinstance(column.type, Json) else column.op("||")("")
            holding = select(id).where(plain.contains(text, autoescape=True)).distinct()
            found.update(connection.execute(holding).scalars())
    left = sorted(found - set(but))
    return list(connection.execute(select(i.number).where(i.id.in_(left)).order_by(i.id)).scalars()) if left else []
