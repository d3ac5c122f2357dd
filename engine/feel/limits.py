"""The bounds within which an expression from a stranger may be read and run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one expression (`text`, `depth`, `terms`) and of one evaluation (the rest).

    `steps` counts weighted work: every round of a loop costs the size of its body, every list its length,
    every produced 64 characters one. The same expression on the same values always costs the same.
    """

    text: int = 10_000
    depth: int = 48
    steps: int = 60_000
    calls: int = 64
    list_length: int = 20_000
    string_length: int = 100_000
    values: int = 100_000  # in one result, shared parts counted each time they occur
    nesting: int = 64  # of lists and contexts in a result
    pattern: int = 500
    warnings: int = 50


DEFAULT_LIMITS = Limits()
