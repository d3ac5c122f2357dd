"""A diagram with the state of one instance: what was done, where it is now, which flows it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn import Diagram
from engine.definition import Definition
from engine.queries.sheet import Waiting
from engine.queries.trail import Path


@dataclass(frozen=True)
class Drawing:
    """`visits` counts how often an element was reached, `flows` how often a sequence flow was taken."""

    diagram: Diagram
    name: str
    visits: dict[str, int]
    flows: dict[str, int]
    now: frozenset[str]
    late: frozenset[str]


def drawing_of(definition: Definition, path: Path, waiting: Sequence[Waiting]) -> Drawing | None:
    """None when the file holds no drawing."""
    diagram = definition.program.diagram(definition.procedure.process)
    if not diagram.shapes:
        return None
    return Drawing(
        diagram,
        definition.procedure.name,
        path.visits,
        path.flows,
        now=frozenset(w.element for w in waiting),
        late=frozenset(w.element for w in waiting if w.light.colour == "红"),
    )
