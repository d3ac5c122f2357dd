"""What an analyst does to a draft of a procedure, and what becomes of it. May import what engine.actions may."""

from engine.actions.design.begin_apart import begin_apart
from engine.actions.design.begin_draft import BeginDraft, begin_draft
from engine.actions.design.change_diagram import ChangeDiagram, change_diagram
from engine.actions.design.change_draft import ChangeDraft, change_draft

__all__ = [
    "BeginDraft",
    "ChangeDiagram",
    "ChangeDraft",
    "begin_apart",
    "begin_draft",
    "change_diagram",
    "change_draft",
]
