"""`and`, `or`, `if`, `instance of`: three-valued logic, where anything not boolean counts as null."""

from __future__ import annotations

from typing import Any

from engine.feel.compiler.core import EVALUATION, Compiler, Frame, Run, compiles
from engine.feel.syntax import If, InstanceOf, Logic
from engine.feel.types import conforms, is_known


@compiles(Logic)
def compile_logic(c: Compiler, node: Logic) -> Run:
    operands = [c.compile(operand) for operand in node.operands]
    stop = node.operator == "or"  # the value that settles it
    if len(operands) == 2:
        return _pair(operands[0], operands[1], stop)

    def run(f: Frame) -> Any:
        result: bool | None = not stop
        for operand in operands:
            value = operand(f)
            if value is stop:
                return stop
            if value is not True and value is not False:
                result = None
        return result

    return run


def _pair(left: Run, right: Run, stop: bool) -> Run:
    def run(f: Frame) -> Any:
        a = left(f)
        if a is stop:
            return stop
        b = right(f)
        if b is stop:
            return stop
        return not stop if type(a) is bool and type(b) is bool else None

    return run


@compiles(If)
def compile_if(c: Compiler, node: If) -> Run:
    condition, then, otherwise = c.compile(node.condition), c.compile(node.then), c.compile(node.otherwise)

    def run(f: Frame) -> Any:
        value = condition(f)
        if value is True:
            return then(f)
        if value is not False:
            f[EVALUATION].null(
                "condition_not_boolean",
                "“if”的条件不是真假值,按假处理。",
                "The condition of if is not boolean; taken as false.",
            )
        return otherwise(f)

    return run


@compiles(InstanceOf)
def compile_instance_of(c: Compiler, node: InstanceOf) -> Run:
    value, kind = c.compile(node.value), node.type

    def run(f: Frame) -> Any:
        e = f[EVALUATION]
        types = e.environment.types
        if not is_known(kind, types):
            return e.null("unknown_type", "没有这个类型。", "There is no such type.")
        found = value(f)
        e.measure(found)
        return conforms(found, kind, types)

    return run
