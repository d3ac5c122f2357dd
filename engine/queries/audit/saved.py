"""Questions an auditor keeps: each is the query of an address under a name of his own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office


@dataclass(frozen=True)
class Saved:
    id: int
    name: str
    query: str
    saved_at: datetime


def saved_questions(office: Office, person: str) -> tuple[Saved, ...]:
    with reading(office, person) as reader:
        return saved_by(reader)


def saved_by(reader: Reader) -> tuple[Saved, ...]:
    """His own only, by name."""
    s = t.saved_question.c
    rows = reader.connection.execute(
        select(s.id, s.name, s.query, s.saved_at).where(s.person == reader.person).order_by(s.name, s.id)
    )
    return tuple(Saved(*row) for row in rows)
