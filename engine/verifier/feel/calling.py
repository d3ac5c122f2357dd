"""Functions a text defines, and arguments by name put into the order of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..not_verified import NotVerified
from .nodes import Definition, Type
from .types import converted
from .values import Function

if TYPE_CHECKING:
    from .run import Run, Scope


def bound_values(
    parameters: Sequence[str] | None, values: Sequence[Any], names: Sequence[str] | None
) -> list[Any] | None:
    """The values in order, or None when a name is no parameter's or stands twice."""
    if names is None:
        return list(values)
    if parameters is None or len(set(names)) != len(names) or not set(names) <= set(parameters):
        return None
    given = dict(zip(names, values, strict=True))
    return [given.get(name) for name in parameters]


def defined(run: Run, node: Definition, scope: Scope) -> Any:
    body = node.body
    if body is None:
        raise NotVerified("外部函数未予核验。")
    return made_function(run, node.parameters, lambda inner: run.value(body, inner), scope)


def made_function(
    run: Run, parameters: tuple[tuple[str, Type | None], ...], body: Callable[[Scope], Any], scope: Scope
) -> Function:
    """A function whose body is evaluated with the parameters bound; a value of a wrong type makes it null."""

    def call(values: Sequence[Any]) -> Any:
        if len(values) != len(parameters):
            return None
        given = {}
        for (name, type), value in zip(parameters, values, strict=True):
            given[name], fit = converted(value, type, run.types)
            if not fit:
                return None
        return body((given, scope))

    return Function(call, tuple(name for name, _ in parameters))
