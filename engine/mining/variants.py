"""The ways matters went: which steps were finished, one after the other, and how many matters went the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from engine.mining.clock import OfficeClock
from engine.mining.rows import Matter, Stay
from engine.mining.steps import Times, times


@dataclass(frozen=True)
class Variant:
    """`path`: elements as they were finished, the same one several times running told once with how often at most."""

    id: str
    path: tuple[str, ...]
    matters: tuple[int, ...]
    times: Times

    def share(self, of: int) -> float:
        return len(self.matters) / of if of else 0.0


def variants(matters: Iterable[Matter], stays: Iterable[Stay], clock: OfficeClock) -> tuple[Variant, ...]:
    """Of matters that have ended, the way most of them went first."""
    ended = {matter.id: matter for matter in matters if matter.ended is not None}
    finished: dict[int, list[tuple[int, int, str]]] = {id: [] for id in ended}
    for stay in stays:
        if stay.is_done and stay.closed is not None and stay.instance_id in finished:
            finished[stay.instance_id].append((stay.closed, stay.id, stay.element))
    by_path: dict[tuple[str, ...], list[int]] = {}
    for id, done in finished.items():
        path = tuple(element for element, _ in groupby(element for _, _, element in sorted(done)))
        by_path.setdefault(path, []).append(id)
    found = [
        Variant(_id(path), path, tuple(ids), times([(ended[id].started, ended[id].ended or 0) for id in ids], clock))
        for path, ids in by_path.items()
    ]
    return tuple(sorted(found, key=lambda variant: (-len(variant.matters), variant.path)))


def _id(path: tuple[str, ...]) -> str:
    """A short name that stays the same whatever else was counted."""
    return hashlib.sha256("\n".join(path).encode()).hexdigest()[:12]
