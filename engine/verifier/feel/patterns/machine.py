"""Runs a program over a text: all threads side by side, one character at a time, the preferred thread first."""

from __future__ import annotations

from ..bounds import Meter
from .program import Program

Kept = tuple[int | None, ...]
Found = tuple[int | None, ...]  # start and end of the match, then of each group


def search(program: Program, text: str, meter: Meter, start: int = 0) -> Found | None:
    """The leftmost match from `start` on, by the first alternative that leads to one."""
    best: Kept | None = None
    threads: list[tuple[int, Kept]] = []
    none: Kept = (None,) * (2 * program.groups + 2)
    for at in range(start, len(text) + 1):
        seen: set[int] = set()
        current: list[tuple[int, Kept]] = []
        for step, kept in threads:
            _enter(program, step, kept, at, text, seen, current, meter)
        if best is None:
            _enter(program, 0, (at, *none[1:]), at, text, seen, current, meter)
        elif not current:
            break
        threads = []
        for step, kept in current:
            instruction = program.steps[step]
            if instruction.done:
                best = (kept[0], at, *kept[2:])
                break
            if at < len(text) and instruction.chars is not None and instruction.chars(text[at]):
                threads.append((instruction.ways[0], kept))
        if best is not None and not threads:
            break
    return best


def _enter(
    program: Program,
    first: int,
    kept: Kept,
    at: int,
    text: str,
    seen: set[int],
    current: list[tuple[int, Kept]],
    meter: Meter,
) -> None:
    """Follow everything that takes no character, in order of preference, each instruction once."""
    waiting = [(first, kept)]
    while waiting:
        step, marks = waiting.pop()
        if step in seen:
            continue
        seen.add(step)
        instruction = program.steps[step]
        meter.spend(instruction.weight)
        if instruction.done or instruction.chars is not None:
            current.append((step, marks))
            continue
        if instruction.anchor and not _holds(instruction.anchor, program.lines, at, text):
            continue
        if (place := instruction.keep) is not None:
            marks = (*marks[:place], at, *marks[place + 1 :])
        waiting += [(way, marks) for way in reversed(instruction.ways)]


def _holds(anchor: str, lines: bool, at: int, text: str) -> bool:
    if anchor == "^":
        return at == 0 or (lines and text[at - 1] == "\n" and at < len(text))
    return at == len(text) or (lines and text[at] == "\n")
