"""A history as a moving picture: one picture a step, drawn by resvg, joined by Pillow."""

from __future__ import annotations

import io

import resvg_py
from PIL import Image

from engine.queries import Replay, ReplayFrame
from web.replaying.pictures import captioned
from web.replaying.shown import Shown, shown_steps
from web.replaying.states import states_of

MOST = 120  # pictures: a longer history tells only the steps that changed the diagram, then every so many
WIDTH = 1200
SHORT, LONG = 1400, 4000  # milliseconds a picture stays; the last one longer
COLOURS = 64


def gif(replay: Replay, last: int) -> bytes:
    """All steps up to `last`."""
    frames = list(zip(replay.frames[:last], shown_steps(replay)[:last], strict=True))
    pictures = [_raster(captioned(replay, frame, step)) for frame, step in told(frames)]
    out = io.BytesIO()
    stay = [SHORT] * (len(pictures) - 1) + [LONG]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=stay, loop=0, optimize=True)
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
    return Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
