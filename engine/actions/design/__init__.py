"""What an analyst does to a draft of a procedure, and what becomes of it. May import what engine.actions may."""

from engine.actions.design.begin_draft import BeginDraft, begin_draft
from engine.actions.design.change_draft import ChangeDraft, change_draft

__all__ = ["BeginDraft", "ChangeDraft", "begin_draft", "change_draft"]
