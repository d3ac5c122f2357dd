"""What a leader's button (同意, 圈阅) says: a result and words, filled in where he left them open."""

from __future__ import annotations

import json
from typing import Any

from web import posted


def filled() -> tuple[dict[str, Any], str]:
    """Values and opinion as typed, with what the pressed button adds."""
    values, opinion = posted.values(), posted.text("opinion")
    said = _read(posted.text("_quick"))
    if said is None:
        return values, opinion
    field, value, words = said
    return {**values, **({field: value} if field else {})}, opinion.strip() or words


def _read(text: str) -> list[str] | None:
    try:
        said = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    plain = isinstance(said, list) and len(said) == 3 and all(isinstance(part, str) for part in said)
    return said if plain else None
