"""Regular expressions of the standard (XPath's), matched in time linear in text and pattern: no backtracking."""

from __future__ import annotations

from .machine import Found, search
from .program import Program, compiled
from .syntax import BadPattern

__all__ = ["BadPattern", "Found", "Program", "compiled", "search"]
