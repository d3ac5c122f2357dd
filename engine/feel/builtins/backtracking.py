"""A small matcher for the XPath patterns RE2 cannot run: back references and class subtraction.

The pattern becomes a program (`char`, `split`, `save`, `back` ...) that a loop runs with a stack of alternatives;
every few instructions are paid from the budget of the evaluation, so that a catastrophic pattern ends in FeelError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.feel.environment import Evaluation

Instruction = tuple[str, Any, Any]
Program = tuple[Instruction, ...]
MOST_INSTRUCTIONS = 4_000


class Found:
    """One match: `start`, `end` and `group` as RE2's matches have them."""

    def __init__(self, text: str, saved: dict[int, int]) -> None:
        self._text = text
        self._saved = saved

    def start(self) -> int:
        return self._saved[0]

    def end(self) -> int:
        return self._saved[1]

    def group(self, number: int) -> str | None:
        start, end = self._saved.get(2 * number), self._saved.get(2 * number + 1)
        return None if start is None or end is None else self._text[start:end]


class Backtracker:
    """A program with the evaluation that pays for running it."""

    def __init__(self, program: Program, groups: int, flags: str, evaluation: Evaluation) -> None:
        self.program = program
        self.groups = groups
        self.flags = flags
        self.evaluation = evaluation

    def search(self, text: str, start: int = 0) -> Found | None:
        for position in range(start, len(text) + 1):
            found = self._match(text, position)
            if found is not None:
                return found
        return None

    def finditer(self, text: str) -> Iterator[Found]:
        position = 0
        while position <= len(text):
            found = self.search(text, position)
            if found is None:
                return
            yield found
            position = found.end() + (found.end() == found.start())

    def _match(self, text: str, start: int) -> Found | None:
        """Try at one position; the stack holds (instruction, position, saved) of the ways not yet taken."""
        self.evaluation.spend(2)
        stack: list[tuple[int, int, dict[int, int]]] = [(0, start, {0: start})]
        steps = 0
        while stack:
            at, position, saved = stack.pop()
            while True:
                steps += 1
                if steps & 7 == 0:
                    self.evaluation.spend(6)
                kind, a, b = self.program[at]
                at += 1
                if kind == "char":
                    if position >= len(text) or not a(text[position]):
                        break
                    position += 1
                elif kind == "split":
                    stack.append((b, position, saved))
                    at = a
                elif kind == "jump":
                    at = a
                elif kind == "save":
                    saved = {**saved, a: position}
                elif kind == "moved":  # a loop whose body matched nothing is left
                    if saved.get(a) == position:
                        break
                elif kind == "back":
                    length = self._repeats(text, position, saved, a)
                    if length is None:
                        break
                    position += length
                elif kind == "edge":
                    if not self._at_edge(text, position, a):
                        break
                else:
                    return Found(text, {**saved, 1: position})
        return None

    def _repeats(self, text: str, position: int, saved: dict[int, int], group: int) -> int | None:
        """How long the repetition of a group here is; a group that took no part matches nothing at all."""
        start, end = saved.get(2 * group), saved.get(2 * group + 1)
        if start is None or end is None:
            return 0
        wanted, here = text[start:end], text[position : position + end - start]
        same = wanted.lower() == here.lower() if "i" in self.flags else wanted == here
        return end - start if same else None

    def _at_edge(self, text: str, position: int, edge: str) -> bool:
        if edge == "^":
            return position == 0 or ("m" in self.flags and text[position - 1] == "\n")
        return position == len(text) or ("m" in self.flags and text[position] == "\n")


def char(test: Callable[[str], bool]) -> list[Instruction]:
    return [("char", test, None)]


def either(branches: list[list[Instruction]]) -> list[Instruction]:
    """`a|b|c`, with places relative to the start of the piece."""
    code = branches[-1]
    for branch in reversed(branches[:-1]):
        first = shift(branch, 1)
        code = [
            ("split", 1, len(first) + 2),
            *first,
            ("jump", len(first) + 2 + len(code), None),
            *shift(code, len(first) + 2),
        ]
    return code


def repeat(piece: list[Instruction], least: int, most: int | None, lazy: bool, mark: int) -> list[Instruction]:
    """`piece{least,most}`; `mark` is a place to save where an endless round began."""
    code: list[Instruction] = []
    for _ in range(least):
        code += shift(piece, len(code))
        if len(code) > MOST_INSTRUCTIONS:
            return code
    if most is None:
        body = [("save", mark, None), *shift(piece, 1), ("moved", mark, None)]
        stop = len(body) + 2
        ways = (stop, 1) if lazy else (1, stop)
        loop: list[Instruction] = [("split", *ways), *shift(body, 1), ("jump", 0, None)]
        return code + shift(loop, len(code))
    for _ in range(most - least):
        start = len(code)
        stop = start + 1 + len(piece)
        code += [("split", *((stop, start + 1) if lazy else (start + 1, stop))), *shift(piece, start + 1)]
        if len(code) > MOST_INSTRUCTIONS:
            break
    return code


def shift(code: list[Instruction], by: int) -> list[Instruction]:
    """The same instructions further on: their places move with them."""
    moved: list[Instruction] = []
    for kind, a, b in code:
        if kind == "split":
            moved.append((kind, a + by, b + by))
        elif kind == "jump":
            moved.append((kind, a + by, None))
        else:
            moved.append((kind, a, b))
    return moved
