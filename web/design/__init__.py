"""流程设计: the analysts' workbench, one module per page of it, each with a blueprint of its own.

A page reads the request, calls one action or query of `engine.actions.design` or `engine.queries.design`, and renders.
Whatever a draft holds is an analyst's, hostile input: it is shown as text or through our own renderers.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from engine import queries
from engine.actions import design as actions
from engine.errors import NotYours
from web import errors
from web.design import (
    check,
    comparison,
    decisions,
    diagram,
    forms,
    importing,
    overview,
    previews,
    release,
    scenarios,
    settings,
    versions,
    what_if,
    workbench,
)
from web.design.tabs import TABS
from web.headers import POLICY
from web.sessions import actor, office, person

PAGES: tuple[Blueprint, ...] = (
    workbench.routes,
    overview.routes,
    settings.routes,
    importing.routes,
    diagram.routes,
    decisions.routes,
    forms.routes,
    previews.routes,
    scenarios.routes,
    check.routes,
    comparison.routes,
    what_if.routes,
    release.routes,
)
# what whoever releases reads of a draft that was handed in, on the analysts' own pages
READ_TOO = frozenset({
    "design_check.draw", "design_comparison.show", "design_comparison.versions", "design_what_if.show",
})  # fmt: skip


def analysts_only() -> Response | None:
    """For everybody else there is no such page, whatever it names; the releaser only looks, and only where he must."""
    if queries.may_draft(office(), person()):
        return None
    reads = request.method in ("GET", "HEAD") and request.endpoint in READ_TOO
    return None if reads and actions.may_release(office(), actor()) else errors.refusal(NotYours())


def styled(response: Response) -> AnyResponse:
    """The editors set styles on what they draw; scripts stay as strict as everywhere."""
    response.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    return response


for page in PAGES:  # once for all apps: a registered blueprint may not be changed
    page.before_request(analysts_only)
    page.after_request(styled)


def install(app: Flask) -> None:
    app.jinja_env.globals["design_tabs"] = TABS
    for page in (*PAGES, versions.routes):
        app.register_blueprint(page)
