"""The matters behind one number of the mining page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.definition.masks import CLEAR
from engine.errors import Missing, NotYours
from engine.mining import OfficeClock, Stay
from engine.mining.clock import moment
from engine.mining.spread import hours
from engine.mining.steps import wait, whole, work
from engine.queries.masking import veils_of
from engine.queries.mining.mined import Mined, mined
from engine.queries.mining.page import chosen
from engine.queries.mining.population import MiningAsked, population
from engine.queries.mining.rights import reads_people
from engine.queries.reader import Reader, reading
from engine.queries.visibility import visible_among
from engine.store import tables as t
from engine.store.office import Office

PAGE = 200
Ends = Callable[[Stay], tuple[int, int]]
MEASURES: dict[str, Ends] = {"waits": wait, "works": work, "stays": whole}


@dataclass(frozen=True)
class ItemsAsked:
    """`what`: matters, step, loop, variant, unit, person, element or flow; `key` names which one, `part` what of it."""

    what: str
    key: str = ""
    part: str = ""
    page: int = 1


@dataclass(frozen=True)
class MiningItem:
    """One line: a matter, or one stay of it at a step. `times` counts it more than once (visits, returns)."""

    instance_id: int
    number: str
    title: str
    element: str
    label: str
    who: str
    begun: datetime | None
    ended: datetime | None
    natural: Decimal | None
    office: Decimal | None
    late: bool
    times: int


@dataclass(frozen=True)
class MiningItems:
    """`total` is the number the list was opened from; `hidden` how much of it the reader may not see."""

    asked: MiningAsked
    items_asked: ItemsAsked
    name: str
    english: str
    names: dict[str, str]
    items: tuple[MiningItem, ...]
    total: int
    hidden: int
    pages: int


@dataclass(frozen=True, slots=True)
class Line:
    """Before names are read: which matter, which stay, from when to when."""

    instance_id: int
    stay: Stay | None = None
    ends: tuple[int, int | None] | None = None
    times: int = 1


def mining_items(office: Office, person: str, asked: MiningAsked, items: ItemsAsked) -> MiningItems:
    """Raises NotYours for who sees numbers only, Missing for a number that is not there."""
    with reading(office, person) as reader:
        versions, definition = chosen(reader, asked)
        if not reads_people(reader, definition):
            raise NotYours()
        found = mined(reader, population(reader.connection, asked, tuple(v.id for v in versions)))
        lines = behind(found, items)
        seen = visible_among(reader, {line.instance_id for line in lines})
        shown = [line for line in lines if line.instance_id in seen]
        pages = max(-(-len(shown) // PAGE), 1)
        first = (min(max(items.page, 1), pages) - 1) * PAGE
        names = {stay.element: stay.name for stay in found.stays}
        names |= {id: node.name for id, node in definition.process.elements.items() if node.name}
        total = sum(line.times for line in lines)
        return MiningItems(
            asked, items, definition.procedure.name, definition.procedure.english, names,
            _named(reader, found, shown[first : first + PAGE]), total, total - sum(line.times for line in shown), pages,
        )  # fmt: skip


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


def _named(reader: Reader, found: Mined, lines: Sequence[Line]) -> tuple[MiningItem, ...]:
    """With number and title, masked as the reader may see them."""
    i = t.instance.c
    wanted = sorted({line.instance_id for line in lines})
    rows = {
        row.id: row
        for row in reader.connection.execute(select(i.id, i.number, i.title, i.definition_id).where(i.id.in_(wanted)))
    }
    veils = veils_of(reader, {id: row.definition_id for id, row in rows.items()})
    return tuple(
        veils.get(line.instance_id, CLEAR).over(_item(reader, found, line, rows[line.instance_id])) for line in lines
    )


def _item(reader: Reader, found: Mined, line: Line, row: Any) -> MiningItem:
    stay = line.stay
    start, end = line.ends or (None, None)
    took = None if start is None or end is None else (end - start, found.clock.between(start, end))
    return MiningItem(
        line.instance_id, row.number, row.title, stay.element if stay else "", stay.label if stay else "",
        reader.name(stay.person) if stay and stay.person else "",
        None if start is None else moment(start), None if end is None else moment(end),
        hours(took[0]) if took else None, hours(took[1]) if took else None,
        stay.is_late(found.now) if stay else False, line.times,
    )  # fmt: skip
