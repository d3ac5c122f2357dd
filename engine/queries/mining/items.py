"""The matters behind one number of the mining page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.definition.masks import CLEAR
from engine.errors import NotYours
from engine.mining.clock import moment
from engine.mining.spread import hours
from engine.queries.masking import veils_of
from engine.queries.mining.behind import ItemsAsked, Line, behind
from engine.queries.mining.mined import Mined, mined
from engine.queries.mining.page import chosen, way_words
from engine.queries.mining.population import MiningAsked, population
from engine.queries.mining.rights import reads_people
from engine.queries.reader import Reader, reading
from engine.queries.visibility import visible_among
from engine.store import tables as t
from engine.store.office import Office

PAGE = 200


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
    ways: dict[str, str]
    items: tuple[MiningItem, ...]
    total: int
    hidden: int
    pages: int


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
            {id: way_words(flow, names) for id, flow in definition.process.flows.items()},
            _named(reader, found, shown[first : first + PAGE]), total, total - sum(line.times for line in shown), pages,
        )  # fmt: skip


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
