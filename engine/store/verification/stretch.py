"""A stretch of instances to be read, and what reading it told: plain values, so that processes can hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.store.verification.findings import Problem


@dataclass(frozen=True)
class Stretch:
    """Instances from `first` to `last` (both included); `heads`: id -> event -> hash that checkpoints bind."""

    first: int
    last: int
    heads: Mapping[int, Mapping[int, bytes]]


@dataclass
class Seen:
    """What a stretch told: problems, how much was read, and what its events were decided by, with who said so first."""

    chains: int = 0
    events: int = 0
    problems: list[Problem] = field(default_factory=list)
    references: dict[tuple[str, str], tuple[int, int, str]] = field(
        default_factory=dict
    )  # (kind, hash) -> (id, seq, name)
    files: dict[str, tuple[int, int, str]] = field(default_factory=dict)  # sha256 -> the event that brought it


def joined(parts: Iterable[Seen]) -> Seen:
    whole = Seen()
    for part in parts:
        whole.chains += part.chains
        whole.events += part.events
        whole.problems += part.problems
        for key, place in part.references.items():
            whole.references[key] = min(place, whole.references.get(key, place))
        for sha256, place in part.files.items():
            whole.files[sha256] = min(place, whole.files.get(sha256, place))
    return whole
