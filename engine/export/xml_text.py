"""Elements and attributes of XML as text: whatever a label holds, the file stays well-formed and says the same."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold in any form: it becomes the replacement character.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# White space is written as references: a reader would turn it into blanks.
ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def quoted(text: str) -> str:
    """An attribute's value with its quotes."""
    return f'"{FORBIDDEN.sub("�", text).translate(ENTITIES)}"'


def empty(element: str, /, **attributes: str) -> str:
    """An element without content."""
    return f"<{element}{''.join(f' {key}={quoted(value)}' for key, value in attributes.items())}/>"
