"""The built-in functions of DMN 1.5 section 10.3.4.

May import: values and the registry of this room, `re2` for patterns.
"""

from __future__ import annotations

from engine.feel.builtins import (
    contexts,
    intervals,
    lists,
    matching,
    moments,
    numbers,
    range_text,
    statistics,
    strings,
)
from engine.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS"]
_REGISTERED = (contexts, intervals, lists, matching, moments, numbers, range_text, statistics, strings)
