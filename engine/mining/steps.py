"""Each step of a procedure: how often it was come to, how long matters waited and were worked on, how many late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.mining.clock import OfficeClock
from engine.mining.rows import Stay
from engine.mining.spread import Spread, spread


@dataclass(frozen=True)
class Times:
    """The same durations by the clock on the wall and by office hours."""

    natural: Spread
    office: Spread


@dataclass(frozen=True)
class Step:
    """`waits`: arrived → begun; `works`: begun → done, of those somebody had looked at before; `stays`: arrived → done.

    `due` counts those done or open that have a due, `late` those of them done after it or open beyond it.
    """

    element: str
    name: str
    all: tuple[Stay, ...]
    done: tuple[Stay, ...]
    open: tuple[Stay, ...]
    seen: tuple[Stay, ...]
    due: tuple[Stay, ...]
    late: tuple[Stay, ...]
    waits: Times
    works: Times
    stays: Times

    @property
    def matters(self) -> int:
        return len({stay.instance_id for stay in self.all})


def steps(stays: Iterable[Stay], clock: OfficeClock, now: int) -> tuple[Step, ...]:
    """Every step that was come to, the longest total waiting in office hours first."""
    by_element: dict[str, list[Stay]] = {}
    for stay in stays:
        by_element.setdefault(stay.element, []).append(stay)
    found = [_step(element, these, clock, now) for element, these in by_element.items()]
    return tuple(sorted(found, key=lambda step: (-step.waits.office.total, -len(step.all), step.element)))


def _step(element: str, stays: list[Stay], clock: OfficeClock, now: int) -> Step:
    done = tuple(stay for stay in stays if stay.is_done and stay.closed is not None)
    seen = tuple(stay for stay in done if stay.touched is not None)
    due = tuple(stay for stay in stays if stay.due is not None and (stay.is_done or stay.is_open))
    return Step(
        element, stays[-1].name, tuple(stays), done, tuple(stay for stay in stays if stay.is_open), seen,
        due, tuple(stay for stay in due if stay.is_late(now)),
        waits=times([wait(stay) for stay in done], clock),
        works=times([work(stay) for stay in seen], clock),
        stays=times([whole(stay) for stay in done], clock),
    )  # fmt: skip


def wait(stay: Stay) -> tuple[int, int]:
    return stay.arrived, stay.begun or stay.arrived


def work(stay: Stay) -> tuple[int, int]:
    return stay.begun or stay.arrived, stay.closed or stay.arrived


def whole(stay: Stay) -> tuple[int, int]:
    return stay.arrived, stay.closed or stay.arrived


def times(ends: Sequence[tuple[int, int]], clock: OfficeClock) -> Times:
    return Times(
        spread(max(end - start, 0) for start, end in ends), spread(clock.between(start, end) for start, end in ends)
    )
