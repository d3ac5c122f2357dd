"""Which conditions out of a complex gateway its phase decides."""

from __future__ import annotations

from engine.bpmn.formula import Formula
from engine.feel.syntax import Call, Literal, Logic, Name
from engine.feel.syntax import Node as Syntax


def in_phase(condition: Formula | None, starting: bool) -> bool | None:
    """Whether a condition is true or false by `waitingForStart` alone."""
    return _truth(condition.expression.syntax, starting) if condition is not None and condition.expression else None


def _truth(syntax: Syntax, starting: bool) -> bool | None:
    match syntax:
        case Name(name="waitingForStart"):
            return starting
        case Literal(value=bool() as value):
            return value
        case Call(function=Name(name="not"), arguments=(argument,)):
            inner = _truth(argument, starting)
            return None if inner is None else not inner
        case Logic(operator=operator, operands=operands):
            found = [_truth(part, starting) for part in operands]
            decisive = operator != "and"  # one true part decides an or, one false part an and
            return decisive if decisive in found else None if None in found else not decisive
    return None
