"""An auditor's question as it stands in an address: read from whatever was sent, written back without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from unicodedata import category

# What is looked for; each is answered by a module of this room (page.py).
FINDINGS = ("matters", "acts", "overdue", "separation", "refused", "after-hours", "fast", "split", "risks")
LONGEST = 60
TEXTS = ("person", "unit", "procedure", "kind", "text")


@dataclass(frozen=True)
class AuditQuestion:
    """`person` acted, or somebody acted for him; `kind` is an event's kind; `text` are words that a matter holds, all
    of them; `after` is the place of the next page. `untold` stands in no address: matters that the question leaves
    out for who asks it, since its words are masked for him there (`conditions.without_masked`)."""

    find: str = "matters"
    person: str = ""
    unit: str = ""
    procedure: str = ""
    kind: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    after: str = ""
    untold: frozenset[int] = frozenset()

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> AuditQuestion:
        """Anything at all makes a question: texts are cut, what cannot be read is left out."""
        texts = {name: _clean(sent.get(name, "")) for name in TEXTS}
        find = sent.get("find", "")
        return cls(
            find if find in FINDINGS else FINDINGS[0], **texts, since=_day(sent.get("since", "")),
            until=_day(sent.get("until", "")), after=_clean(sent.get("after", "")), untold=frozenset(),
        )  # fmt: skip

    def as_query(self, *, place: bool = False) -> dict[str, str]:
        """The address's parts that say something; `place` keeps the place of the page, too."""
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        parts = {"find": self.find, **{name: getattr(self, name) for name in TEXTS}, **days}
        if place:
            parts["after"] = self.after
        return {name: value for name, value in parts.items() if value and (name, value) != ("find", FINDINGS[0])}

    def at(self, place: str) -> AuditQuestion:
        return replace(self, after=place)

    @property
    def words(self) -> list[str]:
        return self.text.split()[:6]


def _clean(text: str) -> str:
    """Without characters that no name holds and no database takes."""
    return "".join(c for c in text if category(c) not in ("Cc", "Cs", "Co", "Cn")).strip()[:LONGEST]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
