"""What a pattern is read into."""

from __future__ import annotations

from dataclasses import dataclass

from .classes import Set


@dataclass(frozen=True)
class Chars:
    inside: Set
    weight: int = 1  # of asking, for large classes


@dataclass(frozen=True)
class Anchor:
    kind: str  # ^ or $


@dataclass(frozen=True)
class Group:
    number: int | None
    options: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True)
class Repeat:
    part: Part
    least: int
    most: int | None
    greedy: bool


Part = Chars | Anchor | Group | Repeat
