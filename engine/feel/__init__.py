"""FEEL: text to compiled expression to value, within bounds, without eval and without I/O.

`compile` once, `Expression.evaluate` often; `evaluate` and `unary_test` do both; `names` lists free variables.
Values are None, bool, Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration, list, dict, Range, Function.
What is undefined becomes null with a warning; only bad syntax and exceeded limits raise (FeelError).
May import: engine.words, engine.errors.
"""

from __future__ import annotations

from engine.feel.border import from_json, from_python, to_json
from engine.feel.calling import call
from engine.feel.environment import Environment, Evaluation
from engine.feel.equality import equal
from engine.feel.errors import FeelError, FeelWarning
from engine.feel.expression import Expression, compile, evaluate, names, parse_type, unary_test
from engine.feel.functions import Function
from engine.feel.limits import Limits
from engine.feel.ordering import compare, contains
from engine.feel.ranges import Range
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.writing import write

__all__ = [
    "Date",
    "DateTime",
    "DaysDuration",
    "Environment",
    "Evaluation",
    "Expression",
    "FeelError",
    "FeelWarning",
    "Function",
    "Limits",
    "MonthsDuration",
    "Range",
    "Time",
    "call",
    "compare",
    "compile",
    "contains",
    "equal",
    "evaluate",
    "from_json",
    "from_python",
    "names",
    "parse_type",
    "to_json",
    "unary_test",
    "write",
]
