"""What a layout is: rectangles and ways in pixels, relative to the corner of their scope."""

from __future__ import annotations

from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Rect:
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Rect) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(slots=True)
class Picture:
    """Shapes, labels and ways by the id of their element; `bands` are the lanes' upper and lower edges."""

    width: float = 0
    height: float = 0
    shapes: dict[str, Rect] = field(default_factory=dict)
    labels: dict[str, Rect] = field(default_factory=dict)
    ways: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    bands: list[tuple[float, float]] = field(default_factory=list)

    def take_in(self, inner: Picture, dx: float, dy: float) -> None:
        """Everything of a picture drawn inside this one."""
        self.shapes |= {id: rect.moved(dx, dy) for id, rect in inner.shapes.items()}
        self.labels |= {id: rect.moved(dx, dy) for id, rect in inner.labels.items()}
        self.ways |= {id: tuple((x + dx, y + dy) for x, y in way) for id, way in inner.ways.items()}
