"""Everything counted for one population, kept warm until one of its matters changes."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

from engine.mining import Loop, Matter, OfficeClock, Stay, Step, Team, Variant, loops, steps, teams, variants
from engine.mining.clock import microseconds
from engine.mining.steps import Times, times
from engine.queries.mining.paths import Way, ways
from engine.queries.mining.population import Population, matters, returns, stays
from engine.queries.reader import Reader
from engine.store.office import Warm

MINUTE = 60_000_000
SLOW, PATIENCE = 2.0, 20  # a count of more than so many seconds is shown for so many times as long


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


@dataclass(frozen=True)
class Kept:
    """A count with what it stands on, when it was made and how long that took (seconds of this machine)."""

    mined: Mined
    mark: tuple[Any, ...]
    minute: int
    made: float
    took: float

    def is_good(self, mark: tuple[Any, ...], minute: int, at: float) -> bool:
        """Nothing happened since and overdue is overdue still; what took long is not counted again at every act."""
        if (self.mark, self.minute) == (mark, minute):
            return True
        return self.took > SLOW and at - self.made < self.took * PATIENCE


_KEPT: Warm[Kept] = Warm(24)


def mined(reader: Reader, of: Population) -> Mined:
    """Counted now, or as counted before where that still holds; `Mined.now` says of which moment it is."""
    now, at = microseconds(reader.now), monotonic()
    key = (reader.office.database.url, of.asked, of.definitions, reader.calendar.fingerprint)
    kept = _KEPT.get(key)
    if kept is None or not kept.is_good(of.mark, now // MINUTE, at):
        found = _count(reader, of, now)
        kept = Kept(found, of.mark, now // MINUTE, monotonic(), monotonic() - at)
        _KEPT.put(key, kept)
    return kept.mined


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
