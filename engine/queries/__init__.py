"""The read side: what a person may see, as plain dataclasses, one moment of the database per page.

Every question takes the person who asks and answers NotYours for what is not his. May import engine.store and
the rooms below it; changes nothing.
"""

from engine.queries.catalogue import CatalogueEntry, StartPage, catalogue, start_page
from engine.queries.check_code import Checked, checked, known_code
from engine.queries.counts import CAP, Counts, count_boxes
from engine.queries.cursor import Filters
from engine.queries.design import (
    DiagramChoices,
    DraftPage,
    Workbench,
    diagram_choices,
    draft_page,
    laid_out,
    may_draft,
    workbench,
)
from engine.queries.drafts import drafts
from engine.queries.drawing import Drawing
from engine.queries.erasure_page import ErasurePage, erasure_page
from engine.queries.figure_pages import BasesPage, ItemsPage, bases_page, items_page
from engine.queries.figures import Asked, Report, figures_of, procedures_with_figures
from engine.queries.files import Download, attachment
from engine.queries.frame import Frame, frame, front
from engine.queries.inbox import inbox
from engine.queries.instance_page import InstancePage, instance_page
from engine.queries.lists import closed, copied, done, done_for_me, followed, read, started, unread
from engine.queries.migration import MigrationPage, migration_page
from engine.queries.mining import (
    ItemsAsked,
    MiningAsked,
    MiningItems,
    MiningPage,
    mining_items,
    mining_page,
    procedures_mined,
)
from engine.queries.neighbours import first_task
from engine.queries.notices import Notice, Unconfirmed, notices, unconfirmed
from engine.queries.papers import Paper, PaperOffer, paper
from engine.queries.people import PersonFacts, names, office_name, person_facts
from engine.queries.receipt import Completed, completed
from engine.queries.replay import Frame as ReplayFrame
from engine.queries.replay import Replay, replay_of
from engine.queries.rows import InboxPage, InboxRow
from engine.queries.search import Question, SearchPage, search
from engine.queries.sources import ACTING, OVERDUE, SIGN, TODO
from engine.queries.task_page import TaskPage, task_page
from engine.queries.trail import HistoryLine

__all__ = [
    "ACTING",
    "CAP",
    "OVERDUE",
    "SIGN",
    "TODO",
    "Asked",
    "BasesPage",
    "CatalogueEntry",
    "Checked",
    "Completed",
    "Counts",
    "DiagramChoices",
    "Download",
    "DraftPage",
    "Drawing",
    "ErasurePage",
    "Filters",
    "Frame",
    "HistoryLine",
    "InboxPage",
    "InboxRow",
    "InstancePage",
    "ItemsAsked",
    "ItemsPage",
    "MigrationPage",
    "MiningAsked",
    "MiningItems",
    "MiningPage",
    "Notice",
    "Paper",
    "PaperOffer",
    "PersonFacts",
    "Question",
    "Replay",
    "ReplayFrame",
    "Report",
    "SearchPage",
    "StartPage",
    "TaskPage",
    "Unconfirmed",
    "Workbench",
    "attachment",
    "bases_page",
    "catalogue",
    "checked",
    "closed",
    "completed",
    "copied",
    "count_boxes",
    "diagram_choices",
    "done",
    "done_for_me",
    "draft_page",
    "drafts",
    "erasure_page",
    "figures_of",
    "first_task",
    "followed",
    "frame",
    "front",
    "inbox",
    "instance_page",
    "items_page",
    "known_code",
    "laid_out",
    "may_draft",
    "migration_page",
    "mining_items",
    "mining_page",
    "names",
    "notices",
    "office_name",
    "paper",
    "person_facts",
    "procedures_mined",
    "procedures_with_figures",
    "read",
    "replay_of",
    "search",
    "start_page",
    "started",
    "task_page",
    "unconfirmed",
    "unread",
    "workbench",
]
