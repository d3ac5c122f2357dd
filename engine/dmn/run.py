"""The account of one evaluation of a model: FEEL's budget and warnings, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel import Environment, Evaluation, FeelWarning, Function, Range

if TYPE_CHECKING:
    from engine.dmn.table import Hit
    from engine.dmn.trace import Decided

Scope = dict[str, Any]


class Run(Evaluation):
    """One budget for all expressions of the evaluation, however they call each other."""

    __slots__ = ("claimed", "decided", "hits")

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.decided: list[Decided] = []
        self.hits: list[Hit] = []
        """Tables used since the decision being made was begun."""
        self.claimed: set[int] = set()
        """Places in `warnings` that a finished decision has taken as its own."""

    def claim_warnings(self, start: int) -> tuple[FeelWarning, ...]:
        """The warnings noted since `start` that no decision made meanwhile has claimed."""
        mine = [i for i in range(start, len(self.warnings)) if i not in self.claimed]
        self.claimed.update(mine)
        return tuple(self.warnings[i] for i in mine)

    def call_by_name(self, function: Any, names: Sequence[str], values: Sequence[Any]) -> Any:
        """A boxed invocation; null with a warning when the function has no such parameters."""
        if not isinstance(function, Function):
            return feel.call(function, (), self)
        ordered = function.order(names, values)
        if ordered is None:
            zh, en = f"函数{function.name}没有这样的参数。", f"{function.name} has no such parameters."
            self.null("dmn_wrong_arguments", zh, en)
            return None
        return feel.call(function, ordered, self)

    def iterate(self, source: Any) -> list[Any] | None:
        """What a boxed iterator goes through: a list, the members of a range, or one value."""
        if source is None or isinstance(source, list):
            return source
        if isinstance(source, Range):
            members: list[Any] | None = _MEMBERS.run({"source": source}, self)
            return members
        return [source]


Logic = Callable[[Scope, Run], Any]
"""A compiled boxed expression."""
Test = Callable[[Any, Scope, Run], Any]
"""Compiled unary tests: true, false or null for a value."""
_MEMBERS = feel.compile("for member in source return member")
