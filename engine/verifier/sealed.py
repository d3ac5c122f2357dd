"""Texts that stand beside the events they belong to, so that they can be erased while every proof holds.

A body names such a text by `{"§": hash}`; the text and its salt are given apart, or null where it was erased.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .digests import digest
from .strict import hexadecimal

MARK = '{"§":"'
# As it stands in canonical JSON; within a string its quotes would be escaped.
PLACE = re.compile(r'\{"§":"([0-9a-f]{64})"\}')
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


def opened(body: str, texts: Mapping[str, str]) -> str:
    """The body's text with its texts put back; raises Altered unless all are there and all are used."""
    if {*PLACE.findall(body)} != texts.keys():
        raise Altered("a text is missing, or belongs to nothing")
    return PLACE.sub(lambda place: json.dumps(texts[place[1]], ensure_ascii=False), body)
