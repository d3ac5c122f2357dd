"""A history as a moving picture: one picture a step, drawn by resvg, joined by Pillow."""

from __future__ import annotations

import io
import re
from functools import cache
from threading import Lock

import resvg_py
from PIL import Image

from engine.errors import Busy
from engine.queries import Replay, ReplayFrame
from web.replaying.pictures import WIDTH, captioned, style
from web.replaying.shown import Shown, shown_steps
from web.replaying.states import states_of

MOST = 60  # pictures: a longer history tells only the steps that changed the diagram, then every so many
SHORT, LONG = 1400, 4000  # milliseconds a picture stays; the last one longer
WAIT = 20  # seconds for another one that is being drawn
DRAWING = Lock()  # one at a time: it takes a whole core
SHADES = (1.0, 0.8, 0.6, 0.4, 0.2)  # of a colour upon white, for smooth edges


def gif(replay: Replay, last: int) -> bytes:
    """All steps up to `last`; Busy when others are being drawn for long."""
    if not DRAWING.acquire(timeout=WAIT):
        raise Busy("busy_drawing", "正在生成别的动图,请稍后再试。", "Another moving picture is being made; try again.")
    try:
        return _joined(replay, last)
    finally:
        DRAWING.release()


def _joined(replay: Replay, last: int) -> bytes:
    frames = list(zip(replay.frames[:last], shown_steps(replay)[:last], strict=True))
    pictures = [_raster(captioned(replay, frame, step)) for frame, step in told(frames)]
    out = io.BytesIO()
    stay = [SHORT] * (len(pictures) - 1) + [LONG]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=stay, loop=0)
    return out.getvalue()


def told(frames: list[tuple[ReplayFrame, Shown]]) -> list[tuple[ReplayFrame, Shown]]:
    """The steps that get a picture; always the first and the last."""
    if len(frames) <= MOST:
        return frames
    changed = [
        pair
        for before, pair in zip([None, *frames], frames, strict=False)
        if before is None or states_of(before[0]) != states_of(pair[0])
    ]
    every = -(-len(changed) // (MOST - 1))
    kept = changed[::every]
    return kept if kept[-1] is frames[-1] else [*kept, frames[-1]]


def _raster(svg: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, background="#ffffff")
    return Image.open(io.BytesIO(png)).convert("RGB").quantize(palette=palette(), dither=Image.Dither.NONE)


@cache
def palette() -> Image.Image:
    """The colours of our own style with their shades, the same for every picture, so that nothing flickers."""
    hexes = dict.fromkeys(["#ffffff", "#000000", *re.findall(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b", style())])
    solid = [_rgb(each) for each in hexes]
    shades = dict.fromkeys(
        tuple(round(255 - (255 - part) * shade) for part in colour) for shade in SHADES for colour in solid
    )
    flat = [part for colour in list(shades)[:256] for part in colour]
    made = Image.new("P", (1, 1))
    made.putpalette(flat + [255] * (768 - len(flat)))
    return made


def _rgb(text: str) -> tuple[int, ...]:
    digits = text[1:] if len(text) == 7 else "".join(c * 2 for c in text[1:])
    return tuple(int(digits[n : n + 2], 16) for n in (0, 2, 4))
