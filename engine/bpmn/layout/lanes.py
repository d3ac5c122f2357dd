"""The lanes of a process: which row each names, and how outer lanes enclose inner ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.layout.picture import Rect
from engine.bpmn.names import BPMN

BAND = 30.0  # the name band of a pool or lane


@dataclass(slots=True)
class Lanes:
    """`row` gives the row of lanes of every node named; `spans` first and last row and depth of every lane."""

    row: dict[str, int] = field(default_factory=dict)
    spans: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    count: int = 0
    depth: int = 0
    names: dict[int, str] = field(default_factory=dict)  # of the innermost lanes

    def rects(self, bands: list[tuple[float, float]], x: float, width: float) -> dict[str, Rect]:
        """Where each lane is drawn; `x` is the left edge of the outermost, `width` that of the outermost."""
        found = {}
        for id, (first, last, depth) in self.spans.items():
            top, bottom = bands[first][0], bands[last][1]
            found[id] = Rect(x + depth * BAND, top, width - depth * BAND, bottom - top)
        return found


def read_lanes(process: etree._Element) -> Lanes:
    """The lanes of a process from above, in the order of the file."""
    lanes = Lanes()

    def visit(group: etree._Element, depth: int) -> None:
        lanes.depth = max(lanes.depth, depth + 1)
        for lane in group.findall(f"{BPMN}lane"):
            first = lanes.count
            inner = [found for found in lane.findall(f"{BPMN}childLaneSet") if found.find(f"{BPMN}lane") is not None]
            id = lane.get("id") or ""
            if id:
                lanes.spans[id] = (first, first, depth)
            for reference in lane.findall(f"{BPMN}flowNodeRef"):
                lanes.row[(reference.text or "").strip()] = first
            for found in inner:
                visit(found, depth + 1)
            if not inner:
                lanes.names[lanes.count] = lane.get("name") or ""
                lanes.count += 1
            if id:
                lanes.spans[id] = (first, lanes.count - 1, depth)

    for group in process.findall(f"{BPMN}laneSet"):
        visit(group, 0)
    return lanes
