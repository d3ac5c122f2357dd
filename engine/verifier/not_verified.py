"""What the verifier could not check, said instead of guessed."""

from __future__ import annotations


class NotVerified(Exception):
    """Something the verifier does not support or refuses to compute; `zh` is the sentence to show."""

    def __init__(self, zh: str) -> None:
        super().__init__(zh)
        self.zh = zh


class NotFeel(NotVerified):
    """A text that cannot be read as FEEL; `position` counts characters from 0."""

    def __init__(self, zh: str, position: int) -> None:
        super().__init__(f"第{position + 1}个字符处{zh}")
        self.position = position


class TooMuch(NotVerified):
    """A bound on text, depth, steps or size was reached; nothing was computed beyond it."""
