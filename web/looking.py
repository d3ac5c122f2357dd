"""A person looked at something, and not a browser that fetches ahead or a page that refreshes a part of itself.

Looking changes nothing, with two exceptions: the first look of whoever a task or a reading was sent to is told in the
matter's history, and every look of an auditor is told in the office's journal (`actions.leave_trace`), which is no
part of any matter. The latter is done here for all pages at once, so that a page that nobody thought of leaves its
trace, too; and it is done before the answer leaves, so that what cannot be told is not shown.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Flask, Response, g, request

from engine import actions, queries
from engine.organization import READERS
from engine.queries.check_code import read_code
from engine.store.work import instance_of
from web.sessions import actor, office

AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")
# What shows no matter to whoever only watches; everything else is told, also what is added later.
QUIET_PARTS = frozenset({
    "static", "sign_in", "language", "onward", "inbox", "notices", "phrases", "procedures", "bases", "verification",
    "design_versions",
})  # fmt: skip
QUIET = frozenset({
    "figures.show", "figures.one", "figures.export", "mining.show", "attachments.health", "audit.looks",
    "audit.journal",
})  # fmt: skip
LONGEST, MOST = 200, 20  # of a question as it is told


def install(app: Flask) -> None:
    app.after_request(trace)


def trace(response: Response) -> Response:
    """Tell an auditor's look, search, export or refused attempt; any other answer passes. A page that is drawn again
    with a reason why something was refused shows what it always shows, whatever its status."""
    matter, endpoint = _matter(), str(request.endpoint)
    plain = "incomplete" in g  # a sentence of web.errors and nothing else
    if "actor" not in g or READERS.isdisjoint(g.get("roles", READERS)) or _leads_on(response):
        return response
    if (plain and response.status_code != 404) or (matter is None and (plain or _is_quiet(endpoint))):
        return response
    taken = response.headers.get("Content-Disposition", "").startswith("attachment")
    kind = "refused" if plain else "exported" if taken else "searched" if matter is None else "looked"
    look = actions.Look(kind, endpoint, matter, _question(), part=kind == "looked" and _is_part())
    actions.leave_trace(office(), look, actor())
    return response


def _leads_on(response: Response) -> bool:
    """To another page, where the look will be; 304 shows what the browser kept."""
    return 300 <= response.status_code < 400 and response.status_code != 304


def _is_quiet(endpoint: str) -> bool:
    return endpoint.partition(".")[0] in QUIET_PARTS or endpoint in QUIET


def _is_part() -> bool:
    """Asked for by a script of a page: a part of it that is drawn anew, or its data."""
    return "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest") == "empty"


def _matter() -> int | None:
    """The matter an address is about, by whatever it names."""
    named = request.view_args or {}
    if "instance_id" in named:
        return int(named["instance_id"])
    for name in ("task_id", "attachment_id"):  # both are numbered within their matter
        if name in named:
            return instance_of(named[name])
    found = read_code(str(named["code"])) if "code" in named else None
    return found[0] if found else None


def _question() -> dict[str, str]:
    """What the address asks, and the question that a form carries along (`web.audit.sent_question`)."""
    carried = parse_qsl(request.form.get("question", "")[:2000]) if request.method == "POST" else []
    sent = [*request.args.items(), *carried]
    asked = [(name, value) for name, value in sent if value and name not in ("back", "csrf")]
    return {name[:LONGEST]: value[:LONGEST] for name, value in asked[:MOST]}


def by_a_person() -> bool:
    """A plain GET of a page."""
    ahead = any("prefetch" in request.headers.get(name, "") for name in AHEAD)
    return request.method == "GET" and not ahead and "HX-Request" not in request.headers


def opened(page: queries.TaskPage) -> None:
    """Remember the first look at a task, which ends the sender's time to take it back."""
    if page.unopened and by_a_person():
        actions.open_task(office(), page.task_id, actor())


def opened_reading(page: queries.InstancePage) -> None:
    """Remember that a reader looked at what was sent to him."""
    if page.unread_mine and by_a_person():
        actions.open_reading(office(), page.instance.id, actor())
