"""Function definitions and calls."""

from __future__ import annotations

from typing import Any

from engine.feel.border import adopt_function
from engine.feel.builtins import BUILTINS
from engine.feel.builtins.registry import Builtin
from engine.feel.calling import call
from engine.feel.compiler.closures import Closure
from engine.feel.compiler.core import CONTEXT, EVALUATION, Compiler, Frame, Run, compiles
from engine.feel.compiler.names import resolve
from engine.feel.functions import Function
from engine.feel.syntax import Call, FunctionDefinition, Name


@compiles(FunctionDefinition)
def compile_function(c: Compiler, node: FunctionDefinition) -> Run:
    names = tuple(name for name, _ in node.parameters)
    kinds = tuple(kind for _, kind in node.parameters) if any(kind for _, kind in node.parameters) else None
    places = tuple(c.place() for _ in names)
    if node.external:
        return lambda f: Function(names, None, parameter_types=kinds)
    c.scopes.append(dict(zip(names, places, strict=True)))
    body, cost = c.weigh(node.body)
    c.scopes.pop()

    def run(f: Frame) -> Any:
        closure = Closure(names, None, parameter_types=kinds)
        closure.run, closure.places, closure.cost = body, places, cost + (len(f) >> 3)
        closure.frame = f.copy()
        return closure

    return run


@compiles(Call)
def compile_call(c: Compiler, node: Call) -> Run:
    function = _callee(c, node.function)
    arguments = [c.compile(argument) for argument in node.arguments]
    names = node.names
    if names is not None:
        return _named(function, arguments, names)
    builtin = _plain_builtin(c, node)
    if builtin is not None:
        return _direct(builtin, function, arguments)

    def run(f: Frame) -> Any:
        return call(function(f), [argument(f) for argument in arguments], f[EVALUATION])

    return run


def _plain_builtin(c: Compiler, node: Call) -> Builtin | None:
    """The built-in function that is called, unless a local name or an item's entry may shadow it."""
    if not isinstance(node.function, Name):
        return None
    name = node.function.name
    shadowed = any(not isinstance(scope, dict) or name in scope for scope in c.scopes)
    found = None if shadowed else BUILTINS.get(name)
    return found if isinstance(found, Builtin) and found.accepts(len(node.arguments)) else None


def _direct(builtin: Builtin, function: Run, arguments: list[Run]) -> Run:
    """The short way to a built-in function; the long one where the context or environment has its name."""
    name = builtin.name

    def run(f: Frame) -> Any:
        e = f[EVALUATION]
        values = [argument(f) for argument in arguments]
        if name in f[CONTEXT] or name in e.functions:
            return call(function(f), values, e)
        e.spend(5)
        return builtin.apply(e, values)

    return run


def _named(function: Run, arguments: list[Run], names: tuple[str, ...]) -> Run:
    def run(f: Frame) -> Any:
        e, target = f[EVALUATION], function(f)
        if not isinstance(target, Function):
            return call(target, (), e)
        ordered = target.order(names, [argument(f) for argument in arguments])
        if ordered is None:
            return e.null(
                "wrong_arguments", f"函数{target.name}没有这样的参数名。", f"{target.name} has no such parameter."
            )
        return call(target, ordered, e)

    return run


def _callee(c: Compiler, node: Any) -> Run:
    """What is called; a name means a function even when a variable of that name holds something else."""
    if not isinstance(node, Name):
        return c.compile(node)
    name = node.name
    builtin = BUILTINS.get(name)
    run = resolve(c, name, called=builtin is not None)

    def find(f: Frame) -> Any:
        value = run(f)
        if isinstance(value, Function):
            return value
        e = f[EVALUATION]
        return adopt_function(e.functions[name], name) if name in e.functions else builtin

    return find
