"""The bounds of one evaluation: what a hostile text may cost at most."""

from __future__ import annotations

from typing import Any

from ..not_verified import TooMuch

TEXT = 10_000  # characters of an expression
DEPTH = 80  # nested expressions in a text
STEPS = 1_000_000  # evaluated nodes, compared or copied elements
LIST = 20_000  # elements of one list
STRING = 100_000  # characters of one text
CALLS = 80  # functions calling each other
NAMES = 3_000  # names of more than one word


class Meter:
    """Counts what an evaluation spends; several expressions may share one."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps
        self.calls = 0

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch("计算量超过上限,未予核验。")

    def list_of(self, length: int) -> None:
        """Allow a list of this length, before it is made."""
        if length > LIST:
            raise TooMuch("列表长度超过上限,未予核验。")
        self.spend(length)

    def text_of(self, length: int) -> None:
        """Allow a text of this length, before it is made."""
        if length > STRING:
            raise TooMuch("文本长度超过上限,未予核验。")
        self.spend(length // 64)

    def result(self, value: Any) -> Any:
        """The value, if everything in it counted one by one stays within the bounds."""
        waiting = [(value, 0)]
        while waiting:
            part, depth = waiting.pop()
            self.spend()
            if isinstance(part, (list, dict)):
                if depth >= DEPTH:
                    raise TooMuch("结果嵌套过深,未予核验。")
                self.spend(len(part))
                waiting += [(inner, depth + 1) for inner in (part.values() if isinstance(part, dict) else part)]
        return value
