"""The boxes: 待办, 待阅, 已办 and so on. Filters and place live in the address and survive opening a task."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid, NotYours
from engine.queries import Filters, InboxRow
from web import posted
from web.onward import did
from web.sessions import actor, office, person

routes = Blueprint("inbox", __name__)

BOXES = {
    "todo": queries.inbox,
    "sign": partial(queries.inbox, view=queries.SIGN),
    "overdue": partial(queries.inbox, view=queries.OVERDUE),
    "acting": partial(queries.inbox, view=queries.ACTING),
    "unread": queries.unread,
    "done": queries.done,
    "read": queries.read,
    "closed": queries.closed,
    "started": queries.started,
    "drafts": queries.drafts,
    "followed": queries.followed,
    "copied": queries.copied,
}
FOR_ME = "for-me"  # the other half of 代理
WATCHED = {
    "audit": "audit.show", "looks": "audit.looks", "journal": "audit.journal", "design": "design_workbench.show",
    "releases": "releases.show",
}  # fmt: skip
BATCH = {"unread": actions.mark_readings, "sign": actions.acknowledge_tasks}
LONGEST = 60


@routes.get("/")
def front() -> Response:
    """The inbox; whoever watches has none, and finds what he watches."""
    watched = queries.front(office(), person())
    return redirect(url_for(WATCHED[watched]) if watched else url_for("inbox.show", box="todo"))


@routes.get("/inbox/<box>")
def show(box: str) -> str | AnyResponse:
    if box not in BOXES:
        raise NotYours()
    return page_of(box)


@routes.post("/inbox/<box>/batch")
def batch(box: str) -> str | AnyResponse:
    """已阅 and 签收 for several; the list again, with what became of each."""
    if box not in BATCH:
        raise NotYours()
    results = BATCH[box](office(), posted.numbers("chosen"), posted.text("command_id"), actor())
    return page_of(box, results)


@routes.errorhandler(Invalid)
def refused(refused: Invalid) -> Response:
    """Nothing was chosen, or too much: the list again with the sentence."""
    return make_response(page_of((request.view_args or {})["box"], refused=refused), refused.status)


def page_of(
    box: str, results: list[actions.Outcome] | None = None, refused: Invalid | None = None
) -> str | AnyResponse:
    filters = asked()
    lists = queries.done_for_me if box == "acting" and filters.part == FOR_ME else BOXES[box]
    if code := queries.known_code(office(), person(), filters.text):
        return redirect(url_for("papers.check", code=code))
    return render_template(
        "inbox.html",
        box=box,
        page=lists(office(), person(), filters),
        filters=filters,
        receipt=did(),
        results=results,
        refused=refused,
        unconfirmed=queries.unconfirmed(office(), person()) if box == "unread" else (),
        here=_here(box, filters),
        row_url=row_url,
    )


def asked() -> Filters:
    """The filters in the address, cut to a sane length."""
    names = ("procedure", "urgency", "text", "after", "part")
    return Filters(**{name: request.args.get(name, "").strip()[:LONGEST] for name in names})


def row_url(row: InboxRow) -> str:
    """Where a line leads; the list's own address goes along, so that the way back leads to the same place."""
    back = {"back": request.full_path} if request.args or request.path != "/inbox/todo" else {}
    if row.task_id is not None:
        return url_for("tasks.show", task_id=row.task_id, **back)
    if row.instance_id is not None:
        return url_for("instances.show", instance_id=row.instance_id, **back)
    return url_for("procedures.begin", key=row.procedure, draft_id=row.draft_id)


def _here(box: str, filters: Filters) -> Any:
    """The same list with some filters changed."""

    def here(**changes: str | None) -> str:
        now = {name: getattr(filters, name) for name in Filters.__dataclass_fields__}
        return url_for("inbox.show", box=box, **{k: v for k, v in {**now, **changes}.items() if v})

    return here
