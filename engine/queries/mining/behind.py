"""Which matters, and which of their stays, a number of the mining page was counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.errors import Missing
from engine.mining import OfficeClock, Stay
from engine.mining.steps import wait, whole, work
from engine.queries.mining.mined import Mined

Ends = Callable[[Stay], tuple[int, int]]
MEASURES: dict[str, Ends] = {"waits": wait, "works": work, "stays": whole}


@dataclass(frozen=True)
class ItemsAsked:
    """`what`: matters, step, loop, variant, unit, person, element or flow; `key` names which one, `part` what of it."""

    what: str
    key: str = ""
    part: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """Before names are read: which matter, which stay, from when to when."""

    instance_id: int
    stay: Stay | None = None
    ends: tuple[int, int | None] | None = None
    times: int = 1


def behind(found: Mined, asked: ItemsAsked) -> list[Line]:
    """The lines of a number; together they count as much as it says."""
    lines = _FINDERS.get(asked.what, _nothing)(found, asked)
    if lines is None:
        raise Missing("no_figure", "没有这项统计指标。", "There is no such figure.")
    return lines


def _nothing(found: Mined, asked: ItemsAsked) -> None:
    return None


def _matters(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    known = {m.id: (m.started, m.ended) for m in found.matters}
    match asked.part:
        case "":
            chosen_ids: Iterable[int] = known
        case "ended" | "cycle":
            chosen_ids = [m.id for m in found.matters if m.ended is not None]
        case "returned":
            chosen_ids = [each.instance_id for loop in found.loops for each in loop.returns]
        case state:
            chosen_ids = [m.id for m in found.matters if m.state == state]
    lines = [Line(id, ends=known[id]) for id in chosen_ids]
    return _longest(found.clock, lines) if asked.part == "cycle" else lines


def _step(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    step = next((step for step in found.steps if step.element == asked.key), None)
    if step is None:
        return None
    stays = {
        "": step.all, "open": step.open, "done": step.done, "seen": step.seen, "due": step.due, "late": step.late,
        "waits": step.done, "works": step.seen, "stays": step.done,
    }.get(asked.part)  # fmt: skip
    return None if stays is None else _stays(found.clock, stays, asked.part)


def _team(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    teams = found.units if asked.what == "unit" else found.persons
    team = next((team for team in teams if team.key == asked.key), None)
    if team is None:
        return None
    stays = {"": team.done, "due": team.due, "late": team.late, "waits": team.done, "stays": team.done}.get(asked.part)
    return None if stays is None else _stays(found.clock, stays, asked.part)


def _loop(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    source, _, target = asked.key.partition(">")
    loop = next((one for one in found.loops if (one.source, one.target) == (source, target)), None)
    if loop is None:
        return None
    return [Line(each.instance_id) for each in loop.returns if asked.part != "direct" or each.direct]


def _variant(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    variant = next((one for one in found.variants if one.id == asked.key), None)
    if variant is None:
        return None
    known = {m.id: (m.started, m.ended) for m in found.matters}
    return _longest(found.clock, [Line(id, ends=known[id]) for id in variant.matters])


def _visited(found: Mined, asked: ItemsAsked) -> list[Line] | None:
    counts = ((id, dict(way.visits if asked.what == "element" else way.flows)) for id, way in found.ways.items())
    return [Line(id, times=n) for id, each in counts if (n := each.get(asked.key))] or None


_FINDERS: dict[str, Callable[[Mined, ItemsAsked], list[Line] | None]] = {
    "matters": _matters, "step": _step, "unit": _team, "person": _team, "loop": _loop, "variant": _variant,
    "element": _visited, "flow": _visited,
}  # fmt: skip


def _stays(clock: OfficeClock, stays: Sequence[Stay], part: str) -> list[Line]:
    """With a measure the longest first, else in the order they came."""
    measure = MEASURES.get(part)
    if measure is None:
        return [Line(stay.instance_id, stay, (stay.arrived, stay.closed)) for stay in stays]
    return _longest(clock, [Line(stay.instance_id, stay, measure(stay)) for stay in stays])


def _longest(clock: OfficeClock, lines: list[Line]) -> list[Line]:
    def long(line: Line) -> int:
        start, end = line.ends or (0, None)
        return 0 if end is None else -clock.between(start, end)

    return sorted(lines, key=long)
