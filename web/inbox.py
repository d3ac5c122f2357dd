"""The boxes: 待办, 已办, 我发起的, 草稿. Filters and place live in the address and survive opening a task."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from engine import queries
from engine.errors import NotYours
from engine.queries import Filters, InboxRow
from web import posted
from web.sessions import office, person

routes = Blueprint("inbox", __name__)

BOXES = {
    "todo": queries.inbox,
    "done": queries.done,
    "started": queries.started,
    "drafts": queries.drafts,
}
LONGEST = 60


@routes.get("/")
def front() -> Response:
    return redirect(url_for("inbox.show", box="todo"))


@routes.get("/inbox/<box>")
def show(box: str) -> str | Response:
    if box not in BOXES:
        raise NotYours()
    filters = asked()
    if code := queries.known_code(office(), person(), filters.text):
        return redirect(url_for("papers.check", code=code))
    page = BOXES[box](office(), person(), filters)
    return render_template(
        "inbox.html",
        box=box,
        page=page,
        filters=filters,
        receipt=_receipt(),
        here=_here(box, filters),
        row_url=row_url,
    )


def asked() -> Filters:
    """The filters in the address, cut to a sane length."""
    names = ("procedure", "urgency", "text", "after")
    return Filters(**{name: request.args.get(name, "").strip()[:LONGEST] for name in names})


def row_url(row: InboxRow) -> str:
    """Where a line leads; the list's own address goes along, so that the way back leads to the same place."""
    back = {"back": request.full_path} if request.args else {}
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


def _receipt() -> queries.Completed | None:
    """The line about what was just done, when the address names it and it is the reader's to see."""
    instance_id = posted.number("instance")
    return queries.completed(office(), person(), instance_id, posted.number("done")) if instance_id else None
