"""Which element of a diagram asks for which form or decision, whether or not the diagram would load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.reading.files import read


@dataclass(frozen=True, slots=True)
class Use:
    """`form`: the id a user task names, else its own id, which is the form it means; None for other elements."""

    element: str
    name: str
    type: str
    form: str | None = None
    decision: str | None = None


def uses(files: Mapping[str, bytes]) -> tuple[Use, ...]:
    """Every user task and business rule task of the diagrams, in the order they stand there."""
    found = []
    for scope in read(files).processes.values():
        for node in scope.all_nodes():
            if node.type == "userTask":
                form = (node.assignment.form if node.assignment else None) or node.id
                found.append(Use(node.id, node.name or node.id, node.type, form=form))
            elif node.decision:
                found.append(Use(node.id, node.name or node.id, node.type, decision=node.decision))
    return tuple(found)
