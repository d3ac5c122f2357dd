"""How much room a text takes: Chinese characters are square, others about half as wide."""

from __future__ import annotations

from math import ceil

Size = tuple[float, float]
SQUARE, HALF, LINE = 12.0, 7.0, 14.0


def text_width(text: str) -> float:
    return sum(SQUARE if ord(c) > 0x2E7F else HALF for c in text)


def text_size(text: str, widest: float) -> Size:
    """Width and height of `text`, broken into lines of about equal length that are no wider than `widest`."""
    width = text_width(text)
    lines = max(1, ceil(width / widest))
    return (ceil(width / lines / SQUARE) * SQUARE + (SQUARE if lines > 1 else 0), lines * LINE)
