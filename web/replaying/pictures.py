"""The diagram at one step as an SVG file, alone or with a caption of the step below it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

from engine.drawing import whole
from engine.drawing.text import tag, wrap
from engine.queries import Replay, ReplayFrame
from web.replaying.shown import Shown
from web.replaying.states import drawn

STYLE = Path(__file__).parents[1] / "static" / "replay-picture.css"
WIDTH = 1200  # of a picture in points; a wider diagram is shrunk to it, its caption is not
BAND, LINE, MARGIN, SIZE, LEAST = 92, 24, 16, 17, 720
MOST_LINES = 2


@cache
def style() -> str:
    return STYLE.read_text("utf-8")


def picture(replay: Replay, frame: ReplayFrame) -> str:
    """One SVG file; "" when the procedure has no drawing."""
    return str(drawn(replay, frame, style=style()))


def captioned(replay: Replay, frame: ReplayFrame, step: Shown) -> str:
    """The diagram on white with the step's sentence below; every step of a matter is of the same size."""
    inner = Markup(picture(replay, frame))
    sizes = [whole(diagram)[2:] for diagram in replay.diagrams if diagram is not None]
    width, height = max(size[0] for size in sizes), max(size[1] for size in sizes)
    room = max(width, LEAST)
    scale = max(1.0, room / WIDTH)
    lines = wrap(step.sentence, room / scale - 2 * MARGIN, SIZE, MOST_LINES)
    head = f"{step.number} / {len(replay.frames)}    {step.moment}    {replay.instance.number}"
    words = tag("text", head, class_="caption-time", x=MARGIN, y=LINE)
    for n, line in enumerate(lines, start=2):
        words += tag("text", line, class_="caption", x=MARGIN, y=n * LINE)
    below = tag("g", words, transform=f"translate(0 {height:g}) scale({scale:g})")
    size = f'width="{room:g}" height="{height + BAND * scale:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" {size}>'
        f'<rect {size} fill="#ffffff"/>{inner}{below}</svg>'
    )
