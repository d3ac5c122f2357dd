"""Both diagrams with the changes on them: green new, red gone, amber changed, dashed moved, each with its word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from engine import bpmn
from engine.bpmn import Diagram
from engine.comparison.change import Kind
from engine.comparison.whole import Comparison
from engine.definition import Package
from engine.drawing import ALONE as BASE
from engine.drawing import States, draw

# Colour never says it alone: a word stands on a plate at every shape and on every line.
SIGNS: dict[Kind, tuple[str, str]] = {
    "added": ("新增", "new"), "removed": ("删除", "gone"), "changed": ("修改", "changed"), "moved": ("移动", "moved"),
}  # fmt: skip
RANK: tuple[Kind, ...] = ("moved", "changed", "removed", "added")
ALONE = (
    BASE
    + """
.added .shape, .added.lane { stroke: #17794a; fill: #e8f5ee; stroke-width: 3; }
.removed .shape { stroke: #c8161d; fill: #fdecec; stroke-width: 2.5; stroke-dasharray: 7 4; }
.changed .shape { stroke: #a86400; fill: #fff4e0; stroke-width: 3; }
.moved .shape { stroke: #56606e; stroke-dasharray: 3 3; }
.flow.added { stroke: #17794a; stroke-width: 3; }
.flow.removed { stroke: #c8161d; stroke-dasharray: 7 4; stroke-width: 2.4; }
.flow.changed { stroke: #a86400; stroke-width: 3; }
.flow.moved { stroke-dasharray: 3 3; }
.head.added, .plate.added { fill: #17794a; }
.head.removed, .plate.removed { fill: #c8161d; }
.head.changed, .plate.changed { fill: #a86400; }
.plate.moved { fill: #56606e; }
.added .note { fill: #17794a; }
.removed .note { fill: #c8161d; }
.changed .note { fill: #a86400; }
.moved .note { fill: #56606e; }
.note-text { font-size: 10.5px; font-weight: 700; fill: #fff; }
"""
)


@dataclass(frozen=True)
class Painted:
    """Drawings of one process; None where a version has none, or none is drawn."""

    process: str
    before: Markup | None
    after: Markup | None


def painted(
    comparison: Comparison,
    *,
    english: bool = False,
    style: str = "",
    links: Mapping[str, tuple[str, str]] | None = None,
    titles: tuple[str, str] = ("", ""),
) -> tuple[Painted, ...]:
    """Every process of either version, the later one's first. `links`: element -> (address, name)."""
    sides = [_diagrams(package) for package in (comparison.before, comparison.after)]
    marks = _marks(comparison)
    found = []
    for process in dict.fromkeys((*sides[1], *sides[0])):
        drawn = [
            _drawn(side.get(process), marks, n == 1, english, style, links or {}, titles[n] or process)
            for n, side in enumerate(sides)
        ]
        found.append(Painted(process, *drawn))
    return tuple(found)


def _diagrams(package: Package) -> Mapping[str, Diagram]:
    return bpmn.diagrams(package.under("", ".bpmn"))


def _marks(comparison: Comparison) -> dict[str, Kind]:
    """One mark for each element: what is new or gone over what changed, that over what moved.

    A step is changed, too, when its form, its decision or its rules are.
    """
    marks: dict[str, Kind] = {}
    for change in comparison.changes:
        for user in comparison.users.get(change.file, ()):
            marks.setdefault(user, "changed")
            if marks[user] == "moved":
                marks[user] = "changed"
        marked = change.file.endswith(".bpmn") or change.what.startswith(("terms.", "tasks.", "extensions.", "ends."))
        kind: Kind = change.kind if change.file.endswith(".bpmn") else "changed"
        if marked and RANK.index(kind) >= RANK.index(marks.get(change.element, "moved")):
            marks[change.element] = kind
    return marks


def _drawn(
    diagram: Diagram | None, marks: Mapping[str, Kind], later: bool, english: bool, style: str,
    links: Mapping[str, tuple[str, str]], title: str,
) -> Markup | None:  # fmt: skip
    if diagram is None or not diagram.shapes:
        return None
    foreign = "removed" if later else "added"
    mine = {id: kind for id, kind in marks.items() if kind != foreign}
    flows = {edge.element for edge in diagram.edges}
    words = {id: SIGNS[kind][1 if english else 0] for id, kind in mine.items()}
    states = States(
        elements={id: kind for id, kind in mine.items() if id not in flows},
        flows={id: kind for id, kind in mine.items() if id in flows},
        notes={id: word for id, word in words.items() if id not in flows},
        words={id: word for id, word in words.items() if id in flows},
        links={id: link for id, link in links.items() if id in mine},
    )
    said = "、".join(f"{word}“{id}”" for id, word in sorted(words.items()) if id in _ids(diagram))
    return draw(diagram, states, title=title, description=said, style=style, name="after" if later else "before")


def _ids(diagram: Diagram) -> set[str]:
    return {shape.element for shape in diagram.shapes} | {edge.element for edge in diagram.edges}
