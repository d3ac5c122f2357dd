"""Small signs upon shapes that say their state without colour: how often, how many tokens, done, late."""

from __future__ import annotations

from markupsafe import Markup

from engine.bpmn import Shape
from engine.drawing.shapes import CONTAINERS, badge, is_open_scope
from engine.drawing.text import tag

NONE = " none"  # there for a script to show


def signs(shape: Shape, visits: int, tokens: int, state: str, *, live: bool = False) -> Markup:
    """All signs of one shape; with `live` those it has not now are drawn too, hidden by their class."""
    if shape.type in CONTAINERS:
        return Markup("")
    return _visits(shape, visits, live) + _mark(shape, state, live) + _tokens(shape, tokens, live)


def _visits(shape: Shape, count: int, live: bool) -> Markup:
    if count > 1 or live:
        return tag("g", badge(shape, max(count, 1)), class_=f"sign visits{'' if count > 1 else NONE}")
    return Markup("")


def _tokens(shape: Shape, count: int, live: bool) -> Markup:
    """A disc upon the upper edge with the number of tokens."""
    if not count and not live:
        return Markup("")
    b = shape.bounds
    x, y = (b.x + 16 if is_open_scope(shape) else b.x + b.width / 2), b.y
    disc = tag("circle", class_="token", cx=x, cy=y, r=9)
    number = tag("text", str(count), class_="token-text", x=x, y=y + 4, text_anchor="middle")
    return tag("g", disc + number, class_=f"sign tokens{'' if count else NONE}")


def _mark(shape: Shape, state: str, live: bool) -> Markup:
    """A tick at what was done, an exclamation mark at what is late; the class of the shape says which is shown."""
    b, states = shape.bounds, state.split()
    inset = 11 if not shape.type.endswith(("Event", "Gateway")) else 3
    x, y = b.x + b.width - inset, b.y + b.height - inset
    if is_open_scope(shape):
        return Markup("")
    found = Markup("")
    if live or "done" in states:
        found += tag("path", class_="mark tick", d=f"M{x - 5:g} {y:g}l4 4l6-8")
    if live or "late" in states:
        found += tag("path", class_="mark alarm", d=f"M{x:g} {y - 7:g}v8M{x:g} {y + 4:g}v1.5")
    return found
