"""Function values made by a model: boxed functions, business knowledge models, decision services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.dmn import boxed
from engine.feel.functions import Function
from engine.feel.types import Type

if TYPE_CHECKING:
    from engine.dmn.run import Logic, Scope


class ModelFunction(Function):
    """A function with a compiled body, closed over the scope of its definition."""

    __slots__ = ("logic", "scope")

    def __init__(
        self,
        parameters: Sequence[str],
        types: Sequence[Type | None],
        scope: Scope,
        logic: Logic,
        name: str = "",
        result_type: Type | None = None,
    ) -> None:
        super().__init__(parameters, None, name, parameter_types=types, result_type=result_type)
        self.scope = scope
        self.logic = logic

    def apply(self, evaluation: Any, arguments: Sequence[Any]) -> Any:
        inner = dict(self.scope)
        inner.update(zip(self.parameters, arguments, strict=True))
        return self.logic(inner, evaluation)


class ExternalFunction(Function):
    """A Java or PMML function: never run, always null."""

    __slots__ = ("kind",)

    def __init__(self, parameters: Sequence[str], kind: str) -> None:
        super().__init__(parameters, None)
        self.kind = kind

    def apply(self, evaluation: Any, arguments: Sequence[Any]) -> Any:
        zh, en = f"不执行 {self.kind} 函数。", f"A {self.kind} function is never run."
        evaluation.null("dmn_external_function", zh, en)
        return None


def external(source: boxed.Function) -> Function:
    return ExternalFunction([p.name for p in source.parameters], source.kind)
