"""A package's diagram as an image of its own: light on the page that shows many, and alone in its sandbox."""

from __future__ import annotations

from flask import Response, make_response
from flask_babel import gettext as _
from markupsafe import Markup

from engine.bpmn import Diagram
from engine.drawing import ALONE, States, draw
from web.headers import SANDBOX

NOTHING = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>')


def picture(diagram: Diagram | None, name: str) -> Response:
    """An SVG; an empty one where nothing is drawn yet."""
    drawn = NOTHING
    if diagram is not None:
        drawn = draw(diagram, States(), title=_("%(name)s流程图", name=name), description="", style=ALONE)
    headers = {
        "Content-Type": "image/svg+xml; charset=utf-8",
        "Content-Security-Policy": f"{SANDBOX}; style-src 'unsafe-inline'",
    }
    return make_response(str(drawn), 200, headers)
