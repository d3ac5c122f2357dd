"""One scope arranged: placed, routed, measured, labelled; its sub-processes first, as shapes with their content."""

from __future__ import annotations

from math import ceil

from engine.bpmn.layout.choosing import judge, placings
from engine.bpmn.layout.graph import COLUMN, ROW, Graph, Link
from engine.bpmn.layout.labels import Placing, along, beside, label_sides
from engine.bpmn.layout.lattice import EAST, NORTH, SOUTH, WEST, Lattice
from engine.bpmn.layout.measures import Measures, Measuring
from engine.bpmn.layout.picture import Picture, Point, Rect
from engine.bpmn.layout.placing import Cells
from engine.bpmn.layout.routing import route
from engine.bpmn.layout.spacing import Spread
from engine.bpmn.layout.traffic import Way

TITLE, FOOT, PADDING = 22.0, 14.0, 4.0  # of an expanded sub-process: its name, its marker, its edges
TRIES = 12  # times the drawing is widened for names that found no place


def arrange(graph: Graph) -> Picture:
    """The picture of one scope, its upper left corner at (0, 0)."""
    for box in graph.placed:
        if box.inner is not None:
            box.width = box.inner.width + 2 * PADDING
            box.height = box.inner.height + TITLE + FOOT
            box.columns = max(1, ceil((box.width - 30) / COLUMN))
            box.rows = max(1, ceil((box.height - 40) / ROW))
    return min((_arranged(graph, cells) for cells in placings(graph)), key=judge)


def _arranged(graph: Graph, cells: Cells) -> Picture:
    lattice, ways = route(graph, cells)
    sides = label_sides(graph, lattice, ways)
    measuring = Measuring(graph, lattice, ways, sides)
    more_x: Spread = {}
    more_y: Spread = {}
    for attempt in range(TRIES):
        at = measuring.measure(more_x, more_y)
        picture, homeless = _draw(graph, lattice, ways, sides, measuring, at)
        if not homeless or attempt == TRIES - 1:
            break
        for id in homeless:
            if id in ways:
                lack = picture.labels[id].width + 14 - _first_stretch(picture.ways[id])
                _widen(lattice, ways[id], attempt, max(lack, 18.0), more_x, more_y)
            else:
                _widen_beside(graph, lattice, id, attempt, more_x, more_y)
    return picture


def _draw(
    graph: Graph, lattice: Lattice, ways: dict[str, Way], sides: dict[str, str], measuring: Measuring, at: Measures
) -> tuple[Picture, list[str]]:
    picture = Picture(at.width, at.height, bands=at.bands)
    solid: list[Rect] = []
    for box in graph.placed:
        rect = measuring.rect(box, at)
        picture.shapes[box.id] = rect
        solid.append(rect)
        for id in box.boundary:
            event, x = graph.boxes[id], at.xs[lattice.slot_line(id)]
            picture.shapes[id] = Rect(x - event.width / 2, rect.bottom - event.height / 2, event.width, event.height)
            solid.append(picture.shapes[id])
        if box.inner is not None:
            dx = (rect.width - box.inner.width) / 2
            picture.take_in(box.inner, rect.x + dx, rect.y + TITLE + (rect.height - box.height) / 2)
    for link in graph.links:
        picture.ways[link.id] = _way(link, lattice, ways[link.id], picture, at)
    own = {link.id: picture.ways[link.id] for link in graph.links}
    placing = Placing(solid, own.values(), Rect(0, 0, at.width, at.height))
    homeless = []
    for box in graph.boxes.values():
        if box.label is not None:
            places = beside(box, picture.shapes[box.id], sides[box.id])
            picture.labels[box.id], free = placing.put(places)
            homeless += [] if free else [box.id]
    for link in graph.links:
        if link.name:
            picture.labels[link.id], free = placing.put(along(link, own))
            homeless += [] if free else [link.id]
    return picture, homeless


def _way(link: Link, lattice: Lattice, way: Way, picture: Picture, at: Measures) -> tuple[Point, ...]:
    """The points of a flow from border to border, bends only."""
    points = [(at.xs[p // lattice.height], at.ys[p % lattice.height]) for p in way]
    first, last = lattice.step.index(way[1] - way[0]), lattice.step.index(way[-1] - way[-2])
    points[0] = _border(points[0], picture.shapes[link.source], first)
    points[-1] = _border(points[-1], picture.shapes[link.target], (last + 2) % 4)
    kept = [points[0]]
    for n in range(1, len(way) - 1):
        if way[n] - way[n - 1] != way[n + 1] - way[n]:
            kept.append(points[n])
    kept.append(points[-1])
    return tuple(kept)


def _border(point: Point, rect: Rect, side: int) -> Point:
    x, y = point
    return {EAST: (rect.right, y), WEST: (rect.x, y), SOUTH: (x, rect.bottom), NORTH: (x, rect.y)}[side]


def _first_stretch(way: tuple[Point, ...]) -> float:
    return abs(way[0][0] - way[1][0]) + abs(way[0][1] - way[1][1])


def _widen(lattice: Lattice, way: Way, attempt: int, lack: float, more_x: Spread, more_y: Spread) -> None:
    """More room along one stretch of a flow, another one with each attempt."""
    turns = [0, *(n for n in range(1, len(way) - 1) if way[n] - way[n - 1] != way[n + 1] - way[n])]
    start = way[turns[attempt // 2 % len(turns)]]
    step = lattice.step.index(way[turns[attempt // 2 % len(turns)] + 1] - start)
    x, y = lattice.xs[start // lattice.height], lattice.ys[start % lattice.height]
    if step in (EAST, WEST) and attempt % 2 == 0:
        cell = x.cell + (1 if step == EAST and not x.track else 0)
        more_x[cell] = max(more_x.get(cell, 0), lack) if attempt == 0 else more_x.get(cell, 0) + 18
    elif step in (EAST, WEST):
        more_y[y.cell] = more_y.get(y.cell, 0) + 12
    elif attempt % 2 == 0:
        cell = y.cell + (1 if step == SOUTH and not y.track else 0)
        more_y[cell] = more_y.get(cell, 0) + 12
    else:
        cell = x.cell + (0 if x.track else 1)
        more_x[cell] = more_x.get(cell, 0) + 18


def _widen_beside(graph: Graph, lattice: Lattice, id: str, attempt: int, more_x: Spread, more_y: Spread) -> None:
    """More room at the right of a box, under it, or at its left."""
    box = graph.boxes[graph.anchor(id)]
    column, row = lattice.cells.at[box.id]
    match attempt % 3:
        case 0:
            more_x[column + box.columns] = more_x.get(column + box.columns, 0) + 18
        case 1:
            more_y[row + box.rows] = more_y.get(row + box.rows, 0) + 12
        case _:
            more_x[column] = more_x.get(column, 0) + 18
