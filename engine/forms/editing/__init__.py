"""Changing a form file the way an analyst does: fields added, moved, taken away, their settings by name.

Every change goes from bytes to bytes and touches only what it names; what this product does not know stays in the file.
What no longer fits is said by `engine.forms.check`. May import the rest of engine.forms.
"""

from engine.forms.editing.change import Change, change
from engine.forms.editing.outline import Item, Outline, outline
from engine.forms.editing.settings import KINDS, SETTINGS, Setting
from engine.forms.editing.skeleton import new_form

__all__ = ["KINDS", "SETTINGS", "Change", "Item", "Outline", "Setting", "change", "new_form", "outline"]
