"""procedure.toml as forms: its sections, what each field may hold, and the way from TOML to a page and back.

What a page posts unchanged gives the same TOML again, and whatever no form shows stays as it was written. Pure; may
import what engine.definition may.
"""

from engine.definition.settings.entry import Cell, RowView, SectionView
from engine.definition.settings.fields import Choice, Field, Problem, Section
from engine.definition.settings.offers import Offers, offers_of
from engine.definition.settings.posting import posted_of
from engine.definition.settings.roles import role_choices
from engine.definition.settings.saving import Saved, saved
from engine.definition.settings.sections import SECTIONS, section_of
from engine.definition.settings.viewing import view

__all__ = [
    "SECTIONS",
    "Cell",
    "Choice",
    "Field",
    "Offers",
    "Problem",
    "RowView",
    "Saved",
    "Section",
    "SectionView",
    "offers_of",
    "posted_of",
    "role_choices",
    "saved",
    "section_of",
    "view",
]
