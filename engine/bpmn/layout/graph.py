"""What is to be placed in one scope: boxes, links between them, and which lane each box belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.layout.text import Size, text_size

if TYPE_CHECKING:
    from engine.bpmn.layout.picture import Picture

TASK: Size = (90, 62)
EVENT: Size = (32, 32)
GATEWAY: Size = (40, 40)
SLOT = 40  # room of one boundary event on its host's lower edge
COLUMN, ROW = 118, 84  # about what one column and one row of tasks take, with the flows between


@dataclass(slots=True)
class Box:
    """A node as the layout sees it; `lane` counts rows of lanes from above, `columns` and `rows` are cells it takes."""

    id: str
    type: str
    name: str
    width: float
    height: float
    lane: int = 0
    host: str | None = None
    columns: int = 1
    rows: int = 1
    inner: Picture | None = None
    boundary: list[str] = field(default_factory=list)

    @property
    def label(self) -> Size | None:
        """Room of a name that stands beside the shape."""
        if not self.name or self.type not in BESIDE:
            return None
        return text_size(self.name, 96)


BESIDE = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
     "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
     "dataObjectReference", "dataStoreReference"}
)  # fmt: skip


NOTES = frozenset({"textAnnotation", "dataObjectReference", "dataStoreReference"})


@dataclass(frozen=True, slots=True)
class Link:
    """`main` is the default flow of its gateway: the way drawn straight on when nothing speaks against it."""

    id: str
    source: str
    target: str
    name: str = ""
    main: bool = False
    drawn: str = "sequenceFlow"
    undoing: bool = False  # to what compensates the step it leaves; placed as if it were a flow


@dataclass(slots=True)
class Graph:
    """`tall` is the height the name of each lane needs, from above."""

    boxes: dict[str, Box]
    links: list[Link]
    lanes: int = 1
    tall: list[float] = field(default_factory=list)

    def anchor(self, id: str) -> str:
        """The box that stands in the grid for `id`: the host of a boundary event, else itself."""
        return self.boxes[id].host or id

    @property
    def placed(self) -> list[Box]:
        """Boxes that take cells of the grid."""
        return [box for box in self.boxes.values() if box.host is None]

    @property
    def flows(self) -> list[Link]:
        """The links along which something moves, and to what compensates a step; others only tie a note to its step."""
        return [link for link in self.links if link.drawn == "sequenceFlow" or link.undoing]

    def outgoing(self) -> Mapping[str, list[Link]]:
        """Flows by the box they leave, those of its boundary events last."""
        found: dict[str, list[Link]] = {box.id: [] for box in self.placed}
        for attached in (False, True):
            for link in self.flows:
                if (self.boxes[link.source].host is not None) == attached:
                    found[self.anchor(link.source)].append(link)
        return found


def size_of(type: str) -> Size:
    if type.endswith("Event"):
        return EVENT
    if type.endswith("Gateway"):
        return GATEWAY
    return (36, 50) if type.endswith("Reference") else TASK
