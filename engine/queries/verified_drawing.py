"""The diagram that a verified package's verdict is painted on: only of definitions this office published itself, for
a stranger's file is judged in a process of its own and never read here."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.bpmn import Diagram
from engine.store import tables as t
from engine.store.office import Office


def published_diagram(office: Office, hash: str) -> tuple[str, Diagram] | None:
    """(name of the procedure, diagram); None when no such definition was published or it holds no drawing."""
    with office.database.read() as connection:
        id = connection.execute(select(func.min(t.definition.c.id)).where(t.definition.c.hash == hash)).scalar_one()
        if id is None:
            return None
        definition = office.definition(connection, id)
    diagram = definition.program.diagram(definition.procedure.process)
    return (definition.procedure.name, diagram) if diagram.shapes else None
