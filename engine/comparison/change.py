"""One change between two packages, and how its sentence is made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "moved"]
LONGEST = 160  # characters of a value within a sentence; `before` and `after` are whole

Words = tuple[str, str]
"""The same in Chinese and English."""


@dataclass(frozen=True)
class Change:
    """`element` is what a page can point at (an element, field, decision or setting), `what` the aspect of it.

    `before` and `after` are the texts themselves as people read them, "" where there is none.
    """

    file: str
    element: str
    what: str
    kind: Kind
    zh: str
    en: str
    before: str = ""
    after: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def altered(file: str, element: str, what: str, title: Words, aspect: Words, before: Words, after: Words) -> Change:
    """签发:时限由 1 个工作日改为 2 个工作日 — or that the aspect is new, or gone."""
    old, new = (tuple(map(short, before)), tuple(map(short, after)))
    if not before[0]:
        zh, en = f"新增{aspect[0]}{_apart(new[0])}", f"{aspect[1]} {new[1]} added"
    elif not after[0]:
        zh, en = f"取消{aspect[0]}(原为{_apart(old[0])})", f"{aspect[1]} removed (was {old[1]})"
    else:
        zh = f"{aspect[0]}由{_apart(old[0], True)}改为{_apart(new[0])}"
        en = f"{aspect[1]} changed from {old[1]} to {new[1]}"
    return Change(file, element, what, "changed", f"{title[0]}:{zh}", f"{title[1]}: {en}", before[0], after[0])


def _apart(text: str, behind: bool = False) -> str:
    """A blank between Chinese and what is not."""
    before, after = (" " if c.isascii() else "" for c in (text[:1], text[-1:]))
    return f"{before}{text}{after}" if behind else f"{before}{text}"


def short(text: str) -> str:
    """On one line, cut where it grows too long for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
