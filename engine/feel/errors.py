"""What the FEEL engine says when it cannot go on, and what it notes when a value became null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import Refused


class FeelError(Refused):
    """A text that is not FEEL, or an evaluation that hit a limit; `position` is the offset in the text (0-based)."""

    status = 422

    def __init__(self, code: str, position: int, zh: str, en: str, **details: Any) -> None:
        super().__init__(code, zh, en, position=position, **details)
        self.position = position


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why a part of an expression became null although the evaluation went on."""

    code: str
    zh: str
    en: str


def syntax_error(position: int, zh: str, en: str) -> FeelError:
    return FeelError(
        "feel_syntax", position, f"表达式第{position + 1}个字符处:{zh}", f"At character {position + 1}: {en}"
    )


def limit_error(code: str, zh: str, en: str, position: int = 0) -> FeelError:
    return FeelError(code, position, zh, en)
