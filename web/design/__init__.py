"""流程设计: the analysts' workbench, one module per page of it, each with a blueprint of its own.

A page reads the request, calls one action or query of `engine.actions.design` or `engine.queries.design`, and renders.
Whatever a draft holds is an analyst's, hostile input: it is shown as text or through our own renderers.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response
from werkzeug.wrappers import Response as AnyResponse

from web.design import comparison, workbench
from web.design.tabs import TABS
from web.headers import POLICY

PAGES: tuple[Blueprint, ...] = (workbench.routes, comparison.routes)


def install(app: Flask) -> None:
    app.jinja_env.globals["design_tabs"] = TABS
    for page in PAGES:
        page.after_request(styled)
        app.register_blueprint(page)


def styled(response: Response) -> AnyResponse:
    """The editors set styles on what they draw; scripts stay as strict as everywhere."""
    response.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    return response
