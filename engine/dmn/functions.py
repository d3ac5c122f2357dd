"""Function values made by a model: boxed functions, business knowledge models, decision services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.dmn.java import Native
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
    """A Java or PMML function: never run; null, unless it is one of the few supplied natively."""

    __slots__ = ("native",)

    def __init__(self, parameters: Sequence[str], types: Sequence[Type | None], native: Native | None) -> None:
        super().__init__(parameters, None, parameter_types=types)
        self.native = native

    def apply(self, evaluation: Any, arguments: Sequence[Any]) -> Any:
        if self.native is not None:
            return self.native(*arguments)
        zh, en = "不执行外部函数(Java、PMML)。", "An external function (Java, PMML) is never run."
        return evaluation.null("dmn_external_function", zh, en)
