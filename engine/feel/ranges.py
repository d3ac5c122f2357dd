"""A range of ordered values; an end that is None is open to infinity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
