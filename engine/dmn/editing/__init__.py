"""Changing a DMN file the way an analyst does: cells, columns, rules, decisions, what asks for what.

Every change goes from bytes to bytes and touches only what it names: ids, notes, comments and vendors' parts stay.
Nothing is judged here beyond being DMN; what no longer fits is said by `engine.dmn.check`.
May import the rest of engine.dmn.
"""

from engine.dmn.editing.change import Change, change, drawn
from engine.dmn.editing.outline import Node, Outline, outline
from engine.dmn.editing.sheet import InputColumn, OutputColumn, Sheet, SheetRule
from engine.dmn.editing.skeleton import new_file

__all__ = [
    "Change",
    "InputColumn",
    "Node",
    "Outline",
    "OutputColumn",
    "Sheet",
    "SheetRule",
    "change",
    "drawn",
    "new_file",
    "outline",
]
