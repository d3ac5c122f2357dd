"""Where words stand in an event: in texts that people wrote, never in what the machine wrote about them.

Looked through are decoded string values. Names of fields, commitments, hashes, moments and identifiers are none of
anybody's words: a word like `before` would else empty every entry whose JSON has such a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from engine.history import ERASURE, commitments, kept_texts
from engine.history.texts import MARK

HEX = re.compile(r"[0-9a-f]{32,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d[0-9:.+Z-]*(@[\w/+-]+)?)?|\d\d:\d\d(:\d\d)?")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.#/:@-]*")

# Keys and columns whose identifiers the engine chose, unless they stand among what people filled in.
NAMING = frozenset({
    "added_by", "alg", "asked_by", "assignee", "box", "candidates", "closed", "closed_by", "code",
    "correlation", "decided_by", "decision", "definition", "deputy", "element", "ended", "ends", "event",
    "exception", "field", "fields", "figure", "for", "group", "held_by", "hit_policy", "hold", "how", "id",
    "key", "kind", "lane", "media_type", "message_kind", "messages", "moves", "name", "number", "on_behalf_of",
    "other_number", "other_procedure", "people", "person", "principals", "procedure", "recipient",
    "request_kind", "role", "rule", "scope", "sender", "sent", "served", "service", "start_event", "starter",
    "state", "step", "subject", "subscriptions", "subscriptions_closed", "table", "term", "timers",
    "timers_closed", "timers_moved", "to", "urgency", "when", "why",
})  # fmt: skip
FILLED_IN = frozenset({"answers", "body", "content", "data", "files", "values", "variables"})
DRAWN = "headers"  # of a service, as the diagram writes them: the procedure's own words

# Without these entries no verification knows what was in force or who signed: they are never emptied.
KEPT_KINDS = frozenset({"definition.published", ERASURE})
KEPT_ROOTS = frozenset({"checkpoint", "keys", "system", "witness"})


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words, files by hash and name, all under these fields, and (`states`) the digests of the
    tokens, which are unsalted hashes of variables that held the words."""

    words: tuple[str, ...] = ()
    hashes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    states: bool = False


@dataclass(frozen=True)
class Occurrence:
    """An event that holds some of it: by sealed texts that can go alone, or (`whole`) in its body itself."""

    seq: int
    kind: str
    texts: frozenset[str]
    whole: bool
    sealed: str | None


def spoken(value: str, key: str = "", filled: bool = False) -> bool:
    """Whether a string may hold somebody's words; `filled`: it stands among what people filled in."""
    if HEX.fullmatch(value) or MOMENT.fullmatch(value):
        return False
    return filled or key not in NAMING or not IDENTIFIER.fullmatch(value)


def kept_whole(kind: str, *, journal: bool) -> bool:
    """Whether an event's body must stay, whatever stands in it."""
    if kind == ERASURE:
        return True
    return journal and (kind in KEPT_KINDS or kind.endswith(".changed") or kind.partition(".")[0] in KEPT_ROOTS)


def occurrences(rows: Iterable[Any], wanted: Wanted) -> Iterator[Occurrence]:
    """The events of a chain (seq, kind, body, sealed) that hold it."""
    exact = [orjson.dumps(word)[1:-1] for word in (*wanted.words, *wanted.hashes, *wanted.names)]
    parts = (*wanted.words, *wanted.names)
    for row in rows:
        if not row.body:
            continue
        stored = row.body + (row.sealed or "").encode()
        bytewise = any(word in stored for word in exact)  # cheap, and true of whatever is found below
        if not (bytewise or wanted.fields or wanted.states):
            continue
        body: Any = orjson.loads(row.body)
        kept = kept_texts(row.sealed)
        there = {name: text[1] for name, text in kept.items() if text is not None}
        texts = {name for name, text in there.items() if bytewise and _in_text(text, wanted)}
        if row.kind == ERASURE:
            body = {"ground": body.get("ground")}  # all else in it is the proof that something was erased
        texts |= _under(body, wanted) & there.keys()
        whole = bytewise and any(
            text in wanted.hashes or (free and any(part in text for part in parts)) for text, free in _strings(body)
        )
        if not whole and row.kind != ERASURE and wanted.fields:
            whole = _plain(body, wanted.fields)
        if texts or whole:
            yield Occurrence(row.seq, row.kind, frozenset(texts), whole, row.sealed)


def _in_text(text: str, wanted: Wanted) -> bool:
    if text in wanted.hashes or text in wanted.names:
        return True
    return not HEX.fullmatch(text) and any(word in text for word in wanted.words)


def _strings(value: Any, key: str = "", filled: bool = False) -> Iterator[tuple[str, bool]]:
    """Every string that stands unsealed in a body, and whether it may hold somebody's words."""
    if isinstance(value, str):
        yield value, spoken(value, key, filled)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in (MARK, DRAWN):
                yield from _strings(each, name, filled or name in FILLED_IN)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, key, filled)


def _under(value: Any, wanted: Wanted) -> set[str]:
    """Commitments that stand under one of the fields, and those of the tokens' states."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, each in value.items():
            if key in wanted.fields or (wanted.states and key == "snapshot"):
                found |= commitments(orjson.dumps(each))
            found |= _under(each, wanted)
    elif isinstance(value, list):
        for each in value:
            found |= _under(each, wanted)
    return found


def _plain(value: Any, fields: Collection[str], inside: bool = False) -> bool:
    """Whether a text stands unsealed under one of these keys: an event of before texts were sealed."""
    if isinstance(value, dict):
        return any(_plain(each, fields, (inside or key in fields) and key != MARK) for key, each in value.items())
    if isinstance(value, list):
        return any(_plain(each, fields, inside) for each in value)
    return inside and isinstance(value, str) and value != ""


def without(value: Any, words: Sequence[str], erased: str, key: str = "", filled: bool = False) -> Any:
    """A plain value of a table with the words replaced in every text of it."""
    if isinstance(value, str):
        if spoken(value, key, filled) or (value in words and MOMENT.fullmatch(value)):
            for word in words:
                value = value.replace(word, erased)
        return value
    if isinstance(value, dict):
        return {name: without(each, words, erased, name, filled or name in FILLED_IN) for name, each in value.items()}
    if isinstance(value, list):
        return [without(each, words, erased, key, filled) for each in value]
    return value
