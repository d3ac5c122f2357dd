"""Everything counted for one population, kept warm until one of its matters changes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.mining import Loop, Matter, OfficeClock, Stay, Step, Team, Variant, loops, steps, teams, variants
from engine.mining.clock import microseconds
from engine.mining.steps import Times, times
from engine.queries.mining.paths import Way, ways
from engine.queries.mining.population import Population, matters, returns, stays
from engine.queries.reader import Reader
from engine.store.office import Warm

MINUTE = 60_000_000


@dataclass(frozen=True)
class Mined:
    """`cycle` are the times of ended matters from their start to their end; `now` decides what is overdue."""

    now: int
    clock: OfficeClock
    matters: tuple[Matter, ...]
    stays: tuple[Stay, ...]
    steps: tuple[Step, ...]
    loops: tuple[Loop, ...]
    variants: tuple[Variant, ...]
    units: tuple[Team, ...]
    persons: tuple[Team, ...]
    ways: dict[int, Way]
    cycle: Times


_MINED: Warm[Mined] = Warm(24)


def mined(reader: Reader, of: Population) -> Mined:
    """Counted now, or as counted within this minute when nothing happened since."""
    now = microseconds(reader.now)
    key = (of.asked, of.definitions, of.mark, now // MINUTE, reader.calendar.fingerprint)
    found = _MINED.get(key)
    if found is None:
        found = _count(reader, of, now)
        _MINED.put(key, found)
    return found


def _count(reader: Reader, of: Population, now: int) -> Mined:
    known = tuple(matters(reader.connection, of))
    rows = tuple(stays(reader.connection, of, reader.organization))
    first = min((matter.started for matter in known), default=now)
    last = max([now, *(stay.closed for stay in rows if stay.closed), *(m.ended for m in known if m.ended)])
    clock = OfficeClock(reader.calendar, first, last)
    return Mined(
        now, clock, known, rows,
        steps(rows, clock, now),
        loops(returns(reader.connection, of)),
        variants(known, rows, clock),
        teams(rows, lambda stay: stay.unit, clock, now),
        teams(rows, lambda stay: stay.person, clock, now),
        ways(reader.connection, of),
        times([(matter.started, matter.ended) for matter in known if matter.ended is not None], clock),
    )  # fmt: skip
