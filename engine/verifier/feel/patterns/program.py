"""A pattern's tree as a list of small instructions for the machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...not_verified import TooMuch
from .classes import Set
from .syntax import Reader
from .tree import Anchor, Chars, Group, Part, Repeat

MOST = 4_000  # instructions


@dataclass
class Step:
    """`chars` takes one character; `ways` are where to go on, the preferred first; `keep` notes a position."""

    chars: Set | None = None
    weight: int = 1
    ways: tuple[int, ...] = ()
    keep: int | None = None
    anchor: str = ""
    done: bool = False


@dataclass(frozen=True)
class Program:
    steps: tuple[Step, ...]
    groups: int
    lines: bool  # ^ and $ at every line


@lru_cache(maxsize=500)
def compiled(pattern: str, flags: str = "") -> Program:
    """BadPattern for what is no pattern of the standard, NotVerified for what this machine does not know."""
    reader = Reader(pattern, flags)
    tree = reader.whole()
    writer = Writer()
    writer.part(tree)
    writer.add(Step(done=True))
    return Program(tuple(writer.steps), reader.groups, "m" in flags)


class Writer:
    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> Step:
        if len(self.steps) >= MOST:
            raise TooMuch("正则表达式过于复杂,未予核验。")
        self.steps.append(step)
        if not step.ways:
            step.ways = (len(self.steps),)
        return step

    def part(self, part: Part) -> None:
        if isinstance(part, Chars):
            self.add(Step(part.inside, part.weight))
        elif isinstance(part, Anchor):
            self.add(Step(anchor=part.kind))
        elif isinstance(part, Group):
            self.group(part)
        else:
            self.repeat(part)

    def group(self, group: Group) -> None:
        if group.number is not None:
            self.add(Step(keep=2 * group.number))
        ends = []
        for place, option in enumerate(group.options):
            last = place == len(group.options) - 1
            fork = None if last else self.add(Step(ways=(-1, -1)))
            begin = len(self.steps)
            for part in option:
                self.part(part)
            if fork is not None:
                ends.append(self.add(Step(ways=(-1,))))
                fork.ways = (begin, len(self.steps))
        for end in ends:
            end.ways = (len(self.steps),)
        if group.number is not None:
            self.add(Step(keep=2 * group.number + 1))

    def repeat(self, repeat: Repeat) -> None:
        """Without a most, the last part loops back to itself, so that a turn that takes nothing ends the loop."""
        for _ in range(repeat.least - (repeat.most is None)):
            self.part(repeat.part)
        if repeat.most is None:
            around = self.add(Step(ways=(-1, -1))) if repeat.least == 0 else None
            begin = len(self.steps)
            self.part(repeat.part)
            again = self.add(Step(ways=(-1, -1)))
            for fork in (again, around):
                if fork is not None:
                    self.fork(fork, begin, repeat.greedy)
            return
        forks = []
        for _ in range(repeat.most - repeat.least):
            forks.append((self.add(Step(ways=(-1, -1))), len(self.steps)))
            self.part(repeat.part)
        for fork, begin in forks:
            self.fork(fork, begin, repeat.greedy)

    def fork(self, step: Step, begin: int, greedy: bool) -> None:
        end = len(self.steps)
        step.ways = (begin, end) if greedy else (end, begin)
