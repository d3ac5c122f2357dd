"""流程设计: the analysts' workbench, one module per page of it, each with a blueprint of its own.

A page reads the request, calls one action or query of `engine.actions.design` or `engine.queries.design`, and renders.
Whatever a draft holds is an analyst's, hostile input: it is shown as text or through our own renderers.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response
from werkzeug.wrappers import Response as AnyResponse

from engine import queries
from engine.errors import NotYours
from web import errors
from web.design import (
    comparison,
    diagram,
    importing,
    overview,
    scenarios,
    settings,
    workbench,
)
from web.design.tabs import TABS
from web.headers import POLICY
from web.sessions import office, person

PAGES: tuple[Blueprint, ...] = (
    workbench.routes,
    overview.routes,
    settings.routes,
    scenarios.routes,
    importing.routes,
    diagram.routes,
    comparison.routes,
)


def analysts_only() -> Response | None:
    """For everybody else there is no such page, whatever it names."""
    return None if queries.may_draft(office(), person()) else errors.refusal(NotYours())


def styled(response: Response) -> AnyResponse:
    """The editors set styles on what they draw; scripts stay as strict as everywhere."""
    response.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    return response


for page in PAGES:  # once for all apps: a registered blueprint may not be changed
    page.before_request(analysts_only)
    page.after_request(styled)


def install(app: Flask) -> None:
    app.jinja_env.globals["design_tabs"] = TABS
    for page in PAGES:
        app.register_blueprint(page)
