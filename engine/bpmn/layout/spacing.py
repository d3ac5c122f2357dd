"""Pixels along one axis: cells and the channels between them, each as wide as it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.bpmn.layout.lattice import Line

TRACK = 11.0  # between two flows side by side
BORDER = 8.0  # more room where a lane ends

Spread = dict[int, float]  # more room wanted in a channel
Cell = tuple[float, float]  # room before and after the middle line
Wish = tuple[int, int, float]  # first and last cell, and what they shall measure together


@dataclass(frozen=True, slots=True)
class Axis:
    """The lines of one direction, those in use, and the distances kept; a lane ends in the channels `borders`."""

    lines: list[Line]
    used: set[int]
    gap: float
    beside: float
    borders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Laid:
    """Pixels of the lines, both edges of every cell and of every band, and the whole."""

    at: list[float]
    cells: list[tuple[float, float]]
    bands: list[tuple[float, float]]
    size: float


def fit(axis: Axis, cells: list[Cell], more: Spread, wishes: Sequence[Wish], bands: Sequence[Wish]) -> Laid:
    """The axis laid out, cells stretched until every wish for cells and for bands is met."""
    found = _lay(axis, cells, more)
    for first, last, size in sorted(wishes, key=lambda wish: wish[1] - wish[0]):
        lack = size - (found.cells[last][1] - found.cells[first][0])
        if lack > 0:
            found = _lay(axis, _stretch(cells, first, last, lack), more)
    for number, (first, last, size) in enumerate(bands):
        lack = size - (found.bands[number][1] - found.bands[number][0])
        if lack > 0:
            found = _lay(axis, _stretch(cells, first, last, lack), more)
    return found


def _stretch(cells: list[Cell], first: int, last: int, lack: float) -> list[Cell]:
    """The same list, the cells from `first` to `last` larger by `lack` together."""
    half = lack / (last - first + 1) / 2
    for n in range(first, last + 1):
        cells[n] = cells[n][0] + half, cells[n][1] + half
    return cells


def _lay(axis: Axis, cells: list[Cell], more: Spread) -> Laid:
    at = [0.0] * len(axis.lines)
    edges: list[tuple[float, float]] = []
    cuts = [0.0]
    tracks: list[list[int]] = [[] for _ in range(len(cells) + 1)]
    middles: list[list[int]] = [[] for _ in cells]
    for n, line in enumerate(axis.lines):
        (tracks if line.track else middles)[line.cell].append(n)
    place = 0.0
    for cell in range(len(cells) + 1):
        running = [n for n in tracks[cell] if n in axis.used]
        border = BORDER if cell in axis.borders else 0.0
        width = max(2 * axis.beside + TRACK * (len(running) - 1) if running else 0.0, axis.gap)
        width += more.get(cell, 0.0) + 2 * border
        upper = len(running) // 2 if border else len(running)
        first = place + (width - TRACK * (len(running) - 1)) / 2 - border
        for track in tracks[cell]:
            at[track] = place + width / 2
        for n, track in enumerate(running):
            at[track] = first + TRACK * n + (2 * border if n >= upper else 0.0)
        if border:
            cuts.append(first + TRACK * (upper - 0.5) + border if running else place + width / 2)
        place += width
        if cell < len(cells):
            before, after = cells[cell]
            for n in middles[cell]:
                at[n] = place + before + axis.lines[n].number
            edges.append((place, place + before + after))
            place += before + after
    return Laid(at, edges, list(pairwise([*cuts, place])), place)
