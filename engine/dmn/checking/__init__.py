"""What is wrong with a DMN file before anyone relies on it: structure, names, and the rules of its tables.

`check` gives findings in Chinese and English with element ids. May import the rest of engine.dmn.
"""

from __future__ import annotations

from engine.dmn.checking.check import check, remarks
from engine.dmn.checking.tables import Remark

__all__ = ["Remark", "check", "remarks"]
