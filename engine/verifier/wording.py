"""Texts of a package as they may stand in a verdict: nothing that a terminal or a reader takes for something else."""

from __future__ import annotations

import re
from unicodedata import category

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, directions and other invisible ones, line ends
QUOTE, SENTENCE = 80, 400  # characters of a value quoted, of a whole sentence
LONG_QUOTE = re.compile(f"“([^”]{{{QUOTE}}})[^”]+”")


def shown(text: str) -> str:
    """Every character that is not plainly seen is written by its number, so that a line stays one line."""
    if text.isprintable():
        return text
    return "".join(_numbered(char) if category(char) in HIDDEN else char for char in text)


def _numbered(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cut(text: str, most: int = SENTENCE) -> str:
    return text if len(text) <= most else text[:most] + "…"


def quoted(value: object) -> str:
    """A value of the package within a sentence."""
    return cut(value if isinstance(value, str) else repr(value), QUOTE)


def sentence(text: str) -> str:
    """No longer than one reads, whatever is quoted in it."""
    return cut(LONG_QUOTE.sub(r"“\1…”", text[: 10 * SENTENCE]))
