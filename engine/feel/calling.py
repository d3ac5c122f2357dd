"""Calling a function value, whoever made it: arity, conversions, bounded recursion, and no stray exception."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import Refused
from engine.feel.border import NATIVE, adopt
from engine.feel.environment import Evaluation
from engine.feel.errors import FeelError
from engine.feel.functions import Function
from engine.feel.types import coerce


def call(function: Any, arguments: Sequence[Any], evaluation: Evaluation) -> Any:
    """Call a function value: arity, conversion of arguments and result, bounded recursion; null for what misfits."""
    e = evaluation
    if not isinstance(function, Function):
        return e.null("not_a_function", "被调用的不是函数。", "What is called is not a function.")
    if not function.accepts(len(arguments)):
        return e.null(
            "wrong_arguments", f"函数{function.name}的参数个数不对。", f"Wrong number of arguments for {function.name}."
        )
    types = e.environment.types
    if function.parameter_types is not None:
        for argument in arguments:
            e.measure(argument)
        converted = [coerce(v, k, types) for v, k in zip(arguments, function.parameter_types, strict=False)]
        if any(new is None and old is not None for new, old in zip(converted, arguments, strict=False)):
            return e.null(
                "wrong_arguments",
                f"函数{function.name}的参数类型不对。",
                f"Wrong type of argument for {function.name}.",
            )
        arguments = converted
    e.spend(5)
    e.enter_call()
    try:
        value = function.apply(e, arguments)
    except FeelError:
        raise
    except Refused as refused:
        raise FeelError(refused.code, 0, refused.zh, refused.en) from refused
    except RecursionError:
        raise
    except Exception:
        value = e.null("function_failed", f"函数{function.name}未能算出结果。", f"The function {function.name} failed.")
    finally:
        e.calls -= 1
    value = value if type(value) in NATIVE else adopt(value, e)
    if function.result_type is None:
        return value
    e.measure(value)
    return coerce(value, function.result_type, types)
