"""What a story expected and what there was, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.toml import literal

LONGEST = 400


class Difference(str):
    """The English sentence; `zh` says the same to the office."""

    zh: str

    def __new__(cls, en: str, zh: str) -> Difference:
        made = super().__new__(cls, en)
        made.zh = zh
        return made


def chinese(problem: str) -> str:
    return problem.zh if isinstance(problem, Difference) else problem


def told(value: Any) -> str:
    """A value as the story would write it, cut where it becomes a document."""
    text = "无" if value is None else literal(_plain(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items() if held is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(held) for held in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value if isinstance(value, str | bool | int | float | date) else str(value)
