"""Which strings of an event's body are free text, as its definition and its document say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.definition import Definition
from engine.history import ALWAYS, Texts, words_of


@lru_cache(maxsize=64)
def _by_name(definition: Definition) -> Texts:
    return Texts(ALWAYS | definition.texts)


def texts_of(definition: Definition, document: Mapping[str, Any], body: Mapping[str, Any]) -> Texts:
    """The free texts of an event: by key, and whatever repeats a personal value under another key."""
    plain = _by_name(definition)
    if not definition.personal:
        return plain
    given = body.get("values")
    known = {**document, **given} if isinstance(given, dict) else document
    return Texts(plain.names, words_of(known, definition.personal))
