"""Units and persons: what they finished, how long it took them, how much of it was late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.mining.clock import OfficeClock
from engine.mining.rows import Stay
from engine.mining.steps import Times, times, wait, whole


@dataclass(frozen=True)
class Team:
    """A unit or a person (its id); only what was finished counts, by the unit the person then belonged to."""

    key: str
    done: tuple[Stay, ...]
    due: tuple[Stay, ...]
    late: tuple[Stay, ...]
    waits: Times
    stays: Times


def teams(stays: Iterable[Stay], key: Callable[[Stay], str | None], clock: OfficeClock, now: int) -> tuple[Team, ...]:
    """Grouped by `key`, whoever finished most first; what nobody is named for is left out."""
    found: dict[str, list[Stay]] = {}
    for stay in stays:
        if stay.is_done and (name := key(stay)):
            found.setdefault(name, []).append(stay)
    grouped = [_team(name, tuple(these), clock, now) for name, these in found.items()]
    return tuple(sorted(grouped, key=lambda team: (-len(team.done), team.key)))


def _team(name: str, done: tuple[Stay, ...], clock: OfficeClock, now: int) -> Team:
    due = tuple(stay for stay in done if stay.due is not None)
    late = tuple(stay for stay in due if stay.is_late(now))
    return Team(
        name, done, due, late, times([wait(stay) for stay in done], clock), times([whole(stay) for stay in done], clock)
    )
