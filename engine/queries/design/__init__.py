"""What an analyst sees: the catalogue of procedures and their versions, his drafts, one draft with its files.

Never a matter: how many instances run on a version is told, not which. May import what engine.queries may.
"""

from engine.queries.design.decisions import (
    DecisionPage,
    DecisionsPage,
    decision_page,
    decision_source,
    decisions_page,
)
from engine.queries.design.diagram import DiagramChoices, diagram_choices, laid_out
from engine.queries.design.draft import DraftFile, DraftPage, draft_page
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
from engine.queries.design.trial import Trial, try_decision
from engine.queries.design.workbench import DraftEntry, VersionEntry, Workbench, may_draft, workbench

__all__ = [
    "DecisionPage",
    "DecisionsPage",
    "DiagramChoices",
    "DraftEntry",
    "DraftFile",
    "DraftPage",
    "FormPage",
    "FormPreview",
    "FormsPage",
    "RightsPage",
    "Trial",
    "VersionEntry",
    "Workbench",
    "decision_page",
    "decision_source",
    "decisions_page",
    "diagram_choices",
    "draft_page",
    "form_page",
    "form_preview",
    "form_source",
    "forms_page",
    "laid_out",
    "may_draft",
    "rights_page",
    "try_decision",
    "workbench",
]
