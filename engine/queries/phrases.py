"""常用语: the step's own and the person's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.queries.reader import Reader
from engine.store import tables as t


@dataclass(frozen=True)
class Phrase:
    """`id` is None for one of the procedure's."""

    text: str
    id: int | None = None


def phrases_of(reader: Reader, declared: tuple[str, ...]) -> tuple[Phrase, ...]:
    p = t.phrase.c
    own = reader.connection.execute(
        select(p.id, p.text).where(p.person == reader.person).order_by(p.position, p.id)
    ).all()
    mine = (Phrase(row.text, row.id) for row in own if row.text not in declared)
    return (*(Phrase(text) for text in declared), *mine)
