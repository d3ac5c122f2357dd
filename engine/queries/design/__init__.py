"""What an analyst sees: the catalogue of procedures and their versions, his drafts, one draft with its files.

Never a matter: how many instances run on a version is told, not which. May import what engine.queries may.
"""

from engine.queries.design.comparison import ComparisonPage, draft_comparison, version_comparison
from engine.queries.design.draft import DraftFile, DraftPage, draft_page
from engine.queries.design.workbench import DraftEntry, VersionEntry, Workbench, workbench

__all__ = [
    "ComparisonPage",
    "DraftEntry",
    "DraftFile",
    "DraftPage",
    "VersionEntry",
    "Workbench",
    "draft_comparison",
    "draft_page",
    "version_comparison",
    "workbench",
]
