"""How far the exploration goes before it says that it cannot prove anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one scope: its elements, the markings looked at (fewer once tokens were found that nothing
    synchronises, for those multiply), conditions of one inclusive split, and assignments of values that
    a group of related conditions is tried with."""

    elements: int = 1_000
    markings: int = 15_000
    after_fault: int = 1_000
    inclusive: int = 6
    assignments: int = 512
