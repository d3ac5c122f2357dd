"""What an analyst does to a draft of a procedure, and what becomes of it. May import what engine.actions may."""

from engine.actions.design.begin_apart import begin_apart
from engine.actions.design.begin_draft import BeginDraft, begin_draft
from engine.actions.design.change_diagram import ChangeDiagram, change_diagram
from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.edit_decision import (
    EditDecision,
    NewDecision,
    SaveDecision,
    decision_path,
    edit_decision,
    new_decision,
    save_decision,
)
from engine.actions.design.move_file import MoveFile, move_file
from engine.dmn.editing import Change as DecisionChange

__all__ = [
    "BeginDraft",
    "ChangeDiagram",
    "ChangeDraft",
    "DecisionChange",
    "EditDecision",
    "MoveFile",
    "NewDecision",
    "SaveDecision",
    "begin_apart",
    "begin_draft",
    "change_diagram",
    "change_draft",
    "decision_path",
    "edit_decision",
    "move_file",
    "new_decision",
    "save_decision",
]
