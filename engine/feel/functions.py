"""Function values: what a text defined, what a model binds (BKM, decision service), what is built in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation
    from engine.feel.types import Type


class Function:
    """A value that can be called: `body(*arguments)` takes and returns FEEL values, null for what went wrong.

    `parameter_types` and `result_type`, where given, are applied by implicit conversion at each call.
    """

    __slots__ = ("body", "name", "parameter_types", "parameters", "result_type")

    def __init__(
        self,
        parameters: Sequence[str],
        body: Callable[..., Any] | None,
        name: str = "",
        *,
        parameter_types: Sequence[Type | None] | None = None,
        result_type: Type | None = None,
    ) -> None:
        self.parameters = tuple(parameters)
        self.body = body
        self.name = name
        self.parameter_types = None if parameter_types is None else tuple(parameter_types)
        self.result_type = result_type

    def accepts(self, count: int) -> bool:
        return count == len(self.parameters)

    def order(self, names: Sequence[str], values: Sequence[Any]) -> list[Any] | None:
        """Arguments given by name, put in the order of the parameters; None when a name does not fit."""
        if len(set(names)) != len(names) or set(names) != set(self.parameters):
            return None
        given = dict(zip(names, values, strict=True))
        return [given[name] for name in self.parameters]

    def apply(self, evaluation: Evaluation, arguments: Sequence[Any]) -> Any:
        """Run the body with arguments already checked and converted."""
        return self.body(*arguments) if self.body is not None else None

    def __repr__(self) -> str:
        return f"function {self.name}({', '.join(self.parameters)})"
