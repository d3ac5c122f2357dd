"""What one event opened, closed, moved and sent, as the interpreter has seen it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .tokens import Token


@dataclass
class Journal:
    """What opened and closed within the same event is in neither list."""

    opened: dict[str, Token] = field(default_factory=dict)
    closed: dict[str, tuple[Token, str]] = field(default_factory=dict)
    messages: list[list[Any]] = field(default_factory=list)
    moved_timers: dict[str, Token] = field(default_factory=dict)
    moved_tasks: dict[str, Token] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)  # (element, key) of every step that was left
