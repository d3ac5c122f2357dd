"""Scenarios as a table: one line per act, each with a form of its own; what no form shows stays as TOML text.

What a form posts unchanged is the same step again. May import what engine.scenario may, and engine.definition.settings.
"""

from engine.scenario.table.offers import StoryOffers, story_offers
from engine.scenario.table.steps import fold, unfold
from engine.scenario.table.stories import Line, Story, StoryFile, changed, read_story
from engine.scenario.table.views import Group, StepView, step_view

__all__ = [
    "Group",
    "Line",
    "StepView",
    "Story",
    "StoryFile",
    "StoryOffers",
    "changed",
    "fold",
    "read_story",
    "step_view",
    "story_offers",
    "unfold",
]
