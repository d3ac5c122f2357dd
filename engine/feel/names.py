"""Which names exist: a name of several words or with special characters is read by longest match against these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from engine.feel.lexer import END, KEYWORDS, read_tokens

PROPERTY_NAMES = ("time offset", "start included", "end included")
_SPACES = re.compile(r"\s+")


def normalize(name: str) -> str:
    """One space between words, none around."""
    return _SPACES.sub(" ", name).strip()


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, ...]:
    """The tokens a name is written with."""
    return tuple(token.text for token in read_tokens(name) if token.kind != END)


class KnownNames:
    """Multi-token names by their first token, longest first."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = (), base: KnownNames | None = None) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        if base is not None:
            self._by_first = {first: list(entries) for first, entries in base._by_first.items()}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        parts = split_name(name)
        if len(parts) > 1 or (parts and parts[0] in KEYWORDS):
            entries = self._by_first.setdefault(parts[0], [])
            if (parts, name) not in entries:
                entries.append((parts, name))
                entries.sort(key=lambda entry: -len(entry[0]))

    def starting_with(self, first: str) -> list[tuple[tuple[str, ...], str]]:
        return self._by_first.get(first, _NONE)


_NONE: list[tuple[tuple[str, ...], str]] = []
