"""Who may see mined numbers, who the people and matters behind them, and who may take the log out of the house."""

from __future__ import annotations

from engine.definition import Definition
from engine.organization import Thing, may
from engine.queries.reader import Reader


def may_mine(reader: Reader, definition: Definition) -> bool:
    """Whoever reads its figures, and analysts."""
    return reads_people(reader, definition) or may(reader.organization, reader.person, "mining.read", reader.today)


def reads_people(reader: Reader, definition: Definition) -> bool:
    """Whoever reads its figures also sees units, persons and the lists behind the numbers."""
    named = reader.groups & set(definition.figures.readers)
    return bool(named) or may(reader.organization, reader.person, "figure.read", reader.today)


def may_export(reader: Reader, definition: Definition) -> bool:
    """Auditors, and who answers for the procedure's matters."""
    about = Thing(responsible=frozenset(definition.procedure.owner))
    return may(reader.organization, reader.person, "log.export", reader.today, about)
