"""What an analyst sees: the catalogue of procedures and their versions, his drafts, one draft with its files.

Never a matter: how many instances run on a version is told, not which. May import what engine.queries may.
"""

from engine.queries.design.decisions import DecisionPage, DecisionsPage, decision_page, decision_source, decisions_page
from engine.queries.design.diagram import DiagramChoices, diagram_choices, laid_out
from engine.queries.design.differing import FileChange, RebasePage, differing, rebase_page
from engine.queries.design.draft import DraftFile, DraftPage, draft_page, other_analysts
from engine.queries.design.forms import (
    FormPage,
    FormPreview,
    FormsPage,
    RightsPage,
    form_page,
    form_preview,
    form_source,
    forms_page,
    rights_page,
)
from engine.queries.design.pictures import main_diagram
from engine.queries.design.release import HandedIn, ReleasePage, release_page, releases
from engine.queries.design.trial import Trial, try_decision
from engine.queries.design.version import VersionPage, version_page
from engine.queries.design.workbench import DraftEntry, VersionEntry, Workbench, may_draft, workbench

__all__ = [
    "DecisionPage",
    "DecisionsPage",
    "DiagramChoices",
    "DraftEntry",
    "DraftFile",
    "DraftPage",
    "FileChange",
    "FormPage",
    "FormPreview",
    "FormsPage",
    "HandedIn",
    "RebasePage",
    "ReleasePage",
    "RightsPage",
    "Trial",
    "VersionEntry",
    "VersionPage",
    "Workbench",
    "decision_page",
    "decision_source",
    "decisions_page",
    "diagram_choices",
    "differing",
    "draft_page",
    "form_page",
    "form_preview",
    "form_source",
    "forms_page",
    "laid_out",
    "main_diagram",
    "may_draft",
    "other_analysts",
    "rebase_page",
    "release_page",
    "releases",
    "rights_page",
    "try_decision",
    "version_page",
    "workbench",
]
