"""Text to tokens: one regular expression, linear time, no knowledge of which names exist."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.feel.errors import syntax_error

NUMBER, STRING, NAME, SYMBOL, AT, OTHER, END = "number", "string", "name", "symbol", "at", "other", "end"

# Character classes of DMN 1.5 section 10.3.1.2, rules 28-31 (name start) and 61 (white space).
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\s\u0085\u00a0\u180e\u200b\ufeff"

_TOKEN = re.compile(
    f"""(?P<space>[{_SPACE}]+|//[^\\n\\r]*|/\\*(?:[^*]|\\*(?!/))*\\*/)
    |(?P<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<at>@[{_SPACE}]*"(?:[^"\\\\\\r\\n]|\\\\.)*")
    |(?P<string>"(?:[^"\\\\\\r\\n]|\\\\.)*")
    |(?P<name>[{_START}][{_PART}]*)
    |(?P<symbol>\\*\\*|\\.\\.|->|<=|>=|!=|[-+*/<>=()\\[\\]{{}},:.])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def read_tokens(text: str) -> list[Token]:
    """All tokens and a final END token; characters outside the grammar become OTHER (names may hold them)."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "space" and kind is not None:
            tokens.append(Token(kind, match.group(), match.start(), match.end()))
    tokens.append(Token(END, "", len(text), len(text)))
    return tokens


def unescape(token: Token, body: str) -> str:
    """The value of a string literal; an unknown escape keeps its backslash, so patterns like \\d read naturally."""

    def replace(match: re.Match[str]) -> str:
        short, long, single = match.groups()
        if short or long:
            return chr(int(short or long, 16)) if int(short or long, 16) < 0x110000 else match.group()
        return _SIMPLE.get(single, match.group())

    if "\\" not in body:
        return body
    value = _ESCAPE.sub(replace, body)
    try:  # \\uD83D\\uDC0E is one character written as a surrogate pair
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise syntax_error(token.start, "字符转义不完整。", "Incomplete character escape.") from None


def is_plain_name(text: str) -> bool:
    """Whether the name is one token, so that it needs no declaration to be read."""
    return _PLAIN.fullmatch(text) is not None and text not in KEYWORDS


_PLAIN = re.compile(f"[{_START}][{_PART}]*")
KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    ]
)
