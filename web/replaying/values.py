"""Values of conditions and decisions in a few words, under the names that forms give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from web.words import rule_words

LONGEST = 120


def named_values(values: Iterable[tuple[str, Any]], labels: Mapping[str, str], text: str = "") -> str:
    """核稿结果=同意、金额=1000; of a context only the entries that the text reads."""
    parts = (part for name, value in values for part in _read(name, value, text))
    return "、".join(f"{labels.get(name, name)}={value_words(value)}" for name, value in parts)


def value_words(value: Any) -> str:
    return short(rule_words(value)) or _("（空）")


def short(text: str) -> str:
    """A long text cut where nobody reads on."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _read(name: str, value: Any, text: str) -> Iterator[tuple[str, Any]]:
    entries = re.findall(rf"{re.escape(name)}\.(\w+)", text) if isinstance(value, dict) else []
    if not entries:
        yield name, value
    for entry in dict.fromkeys(entries):
        yield f"{name}.{entry}", value.get(entry)
