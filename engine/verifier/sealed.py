"""Texts that stand beside the events they belong to, so that they can be erased while every proof holds.

A body names such a text by `{"§": hash}`; the text and its salt are given apart, or null where it was erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .digests import digest
from .strict import hexadecimal

MARK = "§"
DOMAIN = b"banjie.text.v1"
ERASED = "〔已删除〕"


class Altered(Exception):
    """A text is not the one that was sealed, or is missing, or belongs nowhere."""


def check(sealed: Mapping[str, Any], algorithm: str) -> dict[str, str]:
    """The texts by hash, erased ones as such; raises Altered for one that was changed."""
    texts: dict[str, str] = {}
    for name, kept in sealed.items():
        if kept is None:
            texts[name] = ERASED
            continue
        try:
            salt, text = kept
            wanted = hexadecimal(name, 32)
            found = digest(algorithm, DOMAIN + hexadecimal(salt, 16) + text.encode())
        except (TypeError, ValueError, AttributeError) as error:
            raise Altered("a text is not given as one") from error
        if found != wanted:
            raise Altered("a text was changed")
        texts[name] = text
    return texts


def opened(body: Any, texts: Mapping[str, str]) -> Any:
    """The body with its texts put back; raises Altered unless all are there and all are used."""
    used: set[str] = set()
    found = _open(body, texts, used)
    if used != texts.keys():
        raise Altered("a text belongs to nothing")
    return found


def _open(value: Any, texts: Mapping[str, str], used: set[str]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {MARK} and isinstance(value[MARK], str):
            name = value[MARK]
            if name not in texts:
                raise Altered("a text is missing")
            used.add(name)
            return texts[name]
        return {key: _open(item, texts, used) for key, item in value.items()}
    if isinstance(value, list):
        return [_open(item, texts, used) for item in value]
    return value
