"""DMN 1.1 to 1.5 on FEEL: `load` a file once, `Model.evaluate` it often, `check` it before it is published.

What goes wrong inside a decision is null with a warning; the trace shows an auditor the row that matched.
May import: engine.feel, engine.xml, engine.words, engine.errors.
"""

from __future__ import annotations

from engine.dmn.asking import Question, read_answers
from engine.dmn.boxed import Table
from engine.dmn.checking import Remark, check, remarks
from engine.dmn.loader import load
from engine.dmn.model import Decision, Model, Result, Service
from engine.dmn.reader import namespace
from engine.dmn.trace import Trace
from engine.dmn.watching import Matched, watch

__all__ = [
    "Decision",
    "Matched",
    "Model",
    "Question",
    "Remark",
    "Result",
    "Service",
    "Table",
    "Trace",
    "check",
    "load",
    "namespace",
    "read_answers",
    "remarks",
    "watch",
]
