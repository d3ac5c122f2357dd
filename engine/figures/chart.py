"""Charts as SVG made here: bars and lines that read without colour, without script, and by ear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

BAR_WIDTH, ROW, LEFT, RIGHT = 480, 30, 112, 96
WIDTH, HEIGHT, TOP, BOTTOM, MARGIN = 640, 220, 20, 34, 46
MOST_ROWS = 20
SPARK = (120, 28)


@dataclass(frozen=True)
class Point:
    """A named value, this year's and last year's; `text` is how the value is written."""

    label: str
    value: Decimal | None
    text: str
    last: Decimal | None = None
    last_text: str = ""


def bars(points: Sequence[Point], title: str, description: str) -> str:
    """Horizontal bars, the value written beside each; last year's is a thin outlined bar under it."""
    rows = points[:MOST_ROWS]
    most = max([v for p in rows for v in (p.value, p.last) if v], default=Decimal(1))
    space = BAR_WIDTH - LEFT - RIGHT
    parts = []
    for n, point in enumerate(rows):
        y = n * ROW + 4
        long = float((point.value or 0) / most) * space
        parts.append(f'<text class="label" x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{_cut(point.label, 7)}</text>')
        if point.last is not None:
            thin = max(float(point.last / most) * space, 0)
            tip = escape(point.last_text)
            parts.append(f'<rect class="last" x="{LEFT}" y="{y + 18}" width="{thin:.1f}" height="5">'
                         f"<title>{tip}</title></rect>")  # fmt: skip
        tip = f"{escape(point.label)} {escape(point.text)}"
        parts.append(f'<rect class="this" x="{LEFT}" y="{y}" width="{max(long, 0):.1f}" height="17">'
                     f"<title>{tip}</title></rect>")  # fmt: skip
        parts.append(f'<text class="value" x="{LEFT + max(long, 0) + 6:.1f}" y="{y + 14}">{escape(point.text)}</text>')
    return _svg(BAR_WIDTH, max(len(rows), 1) * ROW + 4, title, description, parts, "bars")


def lines(points: Sequence[Point], title: str, description: str) -> str:
    """One line over time with its values; last year's is dashed with hollow marks, so print keeps them apart."""
    most = max([v for p in points for v in (p.value, p.last) if v], default=Decimal(1))
    step = (WIDTH - 2 * MARGIN) / max(len(points) - 1, 1)
    every = max(1, -(-len(points) // 13))

    def at(n: int, value: Decimal) -> tuple[float, float]:
        x = MARGIN + n * step if len(points) > 1 else WIDTH / 2
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - float(value / most))

    floor = HEIGHT - BOTTOM
    parts = [f'<line class="axis" x1="{MARGIN - 14}" y1="{floor}" x2="{WIDTH - MARGIN + 14}" y2="{floor}"/>']
    parts += _series([(at(n, p.last), p.last_text) for n, p in enumerate(points) if p.last is not None], "last", 3)
    own = [(at(n, p.value), p.text) for n, p in enumerate(points) if p.value is not None]
    parts += _series(own, "this", 4)
    for n, point in enumerate(points):
        x, y = at(n, point.value or Decimal(0))
        if point.value is not None and n % every == 0:
            parts.append(f'<text class="value" x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">'
                         f"{escape(point.text)}</text>")  # fmt: skip
        if n % every == 0:
            parts.append(f'<text class="label" x="{x:.1f}" y="{floor + 18}" text-anchor="middle">'
                         f"{_cut(point.label)}</text>")  # fmt: skip
    return _svg(WIDTH, HEIGHT, title, description, parts)


def spark(points: Sequence[Point], title: str) -> str:
    """The course of a figure in the width of a table's cell."""
    most = max([v for p in points for v in (p.value, p.last) if v], default=Decimal(1))
    step = (SPARK[0] - 8) / max(len(points) - 1, 1)

    def at(n: int, value: Decimal) -> tuple[float, float]:
        return 4 + n * step, 4 + (SPARK[1] - 8) * (1 - float(value / most))

    parts = []
    for name, values in (("last", [p.last for p in points]), ("this", [p.value for p in points])):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(n, v) for n, v in enumerate(values) if v is not None))
        parts.append(f'<polyline class="{name}" points="{path}" fill="none"/>')
    return _svg(*SPARK, title, "", parts)


def _series(found: list[tuple[tuple[float, float], str]], name: str, radius: int) -> list[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for (x, y), _ in found)
    marks = [
        f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"><title>{escape(tip)}</title></circle>'
        for (x, y), tip in found
    ]
    return [f'<polyline class="{name}" points="{path}" fill="none"/>', *marks] if found else []


def _cut(label: str, longest: int = 10) -> str:
    return escape(label if len(label) <= longest else label[: longest - 1] + "…")


def _svg(width: int, height: int, title: str, description: str, parts: list[str], kind: str = "") -> str:
    name = escape(title)
    told = f"<desc>{escape(description)}</desc>" if description else ""
    return (
        f'<svg class="figure-chart {kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{name}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{name}</title>{told}' + "".join(parts) + "</svg>"
    )
