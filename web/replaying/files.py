"""A history as a file: the diagram at a step (SVG), the whole story with it (PDF), or step after step (GIF)."""

from __future__ import annotations

from pathlib import Path

from flask import render_template
from markupsafe import Markup

from engine.clock import local
from engine.queries import Replay
from web.papers.pdf import refuse, weasyprint
from web.replaying.fonts import require_chinese
from web.replaying.moving import gif
from web.replaying.pictures import picture, style
from web.replaying.shown import shown_steps
from web.replaying.states import drawn
from web.sessions import office

MEDIA = {"svg": "image/svg+xml", "pdf": "application/pdf", "gif": "image/gif"}
PRINT = Path(__file__).parents[1] / "static" / "replay-print.css"


def require(form: str) -> None:
    """Raise PdfUnavailable or NoChineseFont before anything is recorded about a file this machine cannot make."""
    if form == "pdf":
        weasyprint()
    elif form == "gif":
        require_chinese()


def make(replay: Replay, form: str, last: int) -> bytes:
    """The file as of step `last`: the picture of that step, or the story up to it."""
    if form == "svg":
        return picture(replay, replay.frames[last - 1]).encode()
    return gif(replay, last) if form == "gif" else _pdf(replay, last)


def file_name(replay: Replay, form: str) -> str:
    return f"{replay.instance.document_number or replay.instance.number}-全程回放.{form}"


def _pdf(replay: Replay, last: int) -> bytes:
    library, steps = weasyprint(), shown_steps(replay)[:last]
    image = drawn(replay, replay.frames[last - 1], style=style())
    page = render_template(
        "replay-print.html", replay=replay, steps=steps, picture=Markup(image), printed_at=local(office().now())
    )
    sheet = library.CSS(string=PRINT.read_text("utf-8"), url_fetcher=refuse)
    made: bytes = library.HTML(string=page, url_fetcher=refuse).write_pdf(stylesheets=[sheet])
    return made
