"""Sets of characters: escapes like `\\d`, Unicode categories, and bracket expressions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

Set = Callable[[str], bool]
MINOR = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "S": "mcko", "Z": "slp", "C": "cfon"}
CATEGORIES = frozenset(major + minor for major, minors in MINOR.items() for minor in ("", *minors))


def one(char: str) -> Set:
    return lambda c: c == char


def span(first: str, last: str) -> Set:
    return lambda c: first <= c <= last


def union(sets: Sequence[Set]) -> Set:
    return lambda c: any(inside(c) for inside in sets)


def less(big: Set, small: Set) -> Set:
    return lambda c: big(c) and not small(c)


def other(inside: Set) -> Set:
    return lambda c: not inside(c)


def either_case(inside: Set) -> Set:
    return lambda c: inside(c) or inside(c.lower()) or inside(c.upper())


def category(name: str) -> Set:
    return lambda c: unicodedata.category(c).startswith(name)


ESCAPED: dict[str, Set] = {
    "d": span("0", "9"),
    "s": lambda c: c in " \t\n\r",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
}
ESCAPED |= {name.upper(): other(inside) for name, inside in ESCAPED.items()}
PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
LITERAL = frozenset("\\|.?*+(){}$-[]^")
ANY: Set = lambda c: True  # noqa: E731
LINE: Set = lambda c: c not in "\n\r"  # noqa: E731


def without_spaces(text: str) -> str:
    """The flag `x`: white space outside of brackets means nothing."""
    kept: list[str] = []
    depth = at = 0
    while at < len(text):
        size = 2 if text[at] == "\\" else 1
        depth += {"[": 1, "]": -1 if depth else 0}.get(text[at], 0)
        if depth or text[at] not in " \t\n\r":
            kept.append(text[at : at + size])
        at += size
    return "".join(kept)
