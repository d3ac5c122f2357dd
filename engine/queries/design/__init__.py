"""What an analyst sees: the catalogue of procedures and their versions, his drafts, one draft with its files.

Never a matter: how many instances run on a version is told, not which. May import what engine.queries may.
"""

from engine.queries.design.diagram import DiagramChoices, diagram_choices, laid_out
from engine.queries.design.draft import DraftFile, DraftPage, draft_page
from engine.queries.design.workbench import DraftEntry, VersionEntry, Workbench, may_draft, workbench

__all__ = [
    "DiagramChoices",
    "DraftEntry",
    "DraftFile",
    "DraftPage",
    "VersionEntry",
    "Workbench",
    "diagram_choices",
    "draft_page",
    "laid_out",
    "may_draft",
    "workbench",
]
