"""Syntax tree to Python closures: compiled once, evaluated many times.

May import: syntax, values, built-ins and environment of this room.
"""

from __future__ import annotations

from engine.feel.compiler import calls, logic, loops, names, operators, structures, tests
from engine.feel.compiler.core import CONTEXT, EVALUATION, FIRST_LOCAL, INPUT, Compiler, Run

__all__ = ["CONTEXT", "EVALUATION", "FIRST_LOCAL", "INPUT", "Compiler", "Run"]
_REGISTERED = (calls, logic, loops, names, operators, structures, tests)
