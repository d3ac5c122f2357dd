"""A function value written in FEEL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.feel.compiler.core import EVALUATION, Frame, Run
from engine.feel.environment import Evaluation
from engine.feel.functions import Function


class Closure(Function):
    """A function written in FEEL: its body, the places of its parameters and the frame it was made in."""

    __slots__ = ("cost", "frame", "places", "run")

    run: Run
    frame: Frame
    places: tuple[int, ...]
    cost: int

    def apply(self, evaluation: Evaluation, arguments: Sequence[Any]) -> Any:
        frame = self.frame.copy()
        frame[EVALUATION] = evaluation
        for place, value in zip(self.places, arguments, strict=True):
            frame[place] = value
        evaluation.spend(self.cost)
        return self.run(frame)
