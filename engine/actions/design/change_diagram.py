"""Store the diagram of a draft as an analyst draws it: unfinished is allowed, harmful is not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.bpmn import require_diagram
from engine.store.office import Office
from engine.store.work import Actor

DIAGRAM = "process.bpmn"


@dataclass(frozen=True)
class ChangeDiagram:
    """`seen`: the revision the diagram had when the analyst opened it."""

    draft_id: int
    content: bytes
    seen: int
    path: str = DIAGRAM


def change_diagram(office: Office, command: ChangeDiagram, by: Actor) -> int:
    """Returns the new revision. Raises XmlRefused and NotBpmn before it looks at the draft, else as change_draft."""
    require_diagram(command.content)
    change = ChangeDraft(command.draft_id, {command.path: command.content}, {command.path: command.seen})
    return change_draft(office, change, by)[command.path]
