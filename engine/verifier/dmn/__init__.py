"""DMN decided a second time: `load` a file, `Decisions.decide` a decision, see which rules matched."""

from __future__ import annotations

from ..not_verified import NotVerified
from .deciding import Decided, Decisions, load
from .session import Made
from .state import Hit

__all__ = ["Decided", "Decisions", "Hit", "Made", "NotVerified", "load"]
