"""Text to syntax tree, by recursive descent with bounded depth.

May import: the lexer, names, types, syntax, limits and errors of this room.
"""

from __future__ import annotations

from engine.feel.parser.tests import Parser

__all__ = ["Parser"]
