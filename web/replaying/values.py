"""Values of conditions and decisions in a few words, under the names that forms give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from web.words import rule_words

LONGEST = 120


def named_values(values: Iterable[tuple[str, Any]], labels: Mapping[str, str]) -> str:
    """核稿结果=同意、金额=1000."""
    return "、".join(f"{labels.get(name, name)}={short(rule_words(value))}" for name, value in values)


def short(text: str) -> str:
    """A long text cut where nobody reads on."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
