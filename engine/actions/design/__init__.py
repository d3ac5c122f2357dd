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
from engine.actions.design.edit_form import (
    EditForm,
    SaveForm,
    SetRights,
    edit_form,
    form_path,
    new_form,
    save_form,
    set_rights,
)
from engine.actions.design.hand_in import HandIn, hand_in, mark_what_if_seen, take_back
from engine.actions.design.import_draft import ImportDraft, import_draft
from engine.actions.design.keep_draft import drop_draft, rename_draft
from engine.actions.design.move_file import MoveFile, move_file
from engine.actions.design.release_draft import DecideRelease, Released, approve_release, may_release, send_back_release
from engine.actions.design.replace_draft import RebaseDraft, ReplaceDraft, rebase_draft, replace_draft
from engine.actions.design.share_draft import ShareDraft, share_draft, take_back_draft
from engine.dmn.editing import Change as DecisionChange
from engine.forms.editing import KINDS as FORM_KINDS
from engine.forms.editing import Change as FormChange

__all__ = [
    "FORM_KINDS",
    "BeginDraft",
    "ChangeDiagram",
    "ChangeDraft",
    "DecideRelease",
    "DecisionChange",
    "EditDecision",
    "EditForm",
    "FormChange",
    "HandIn",
    "ImportDraft",
    "MoveFile",
    "NewDecision",
    "RebaseDraft",
    "Released",
    "ReplaceDraft",
    "SaveDecision",
    "SaveForm",
    "SetRights",
    "ShareDraft",
    "approve_release",
    "begin_apart",
    "begin_draft",
    "change_diagram",
    "change_draft",
    "decision_path",
    "drop_draft",
    "edit_decision",
    "edit_form",
    "form_path",
    "hand_in",
    "import_draft",
    "mark_what_if_seen",
    "may_release",
    "move_file",
    "new_decision",
    "new_form",
    "rebase_draft",
    "rename_draft",
    "replace_draft",
    "save_decision",
    "save_form",
    "send_back_release",
    "set_rights",
    "share_draft",
    "take_back",
    "take_back_draft",
]
