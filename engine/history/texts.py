"""Free texts of an event's body: sealed by salted commitments, so that personal data can be erased and proofs hold.

A text is replaced before hashing by `{"§": hex}`, hex = H("banjie.text.v1" | 16-byte salt | UTF-8). The text and its
salt stand beside the body, in the column `sealed`: JSON `{hex: [salt, text]}`; an erased one is `{hex: null}`. Without
the salt nobody can guess a short text from its commitment.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.history.digests import Hash
from engine.history.event import canonical
from engine.words import ERASED

TEXT = b"banjie.text.v1"
MARK = "§"
PLACE = re.compile(rb'\{"\xc2\xa7":"([0-9a-f]{64})"\}')  # never inside a string: its quotes would be escaped

# Keys that hold free text whatever the procedure: what people write, titles, sentences for readers, words looked for,
# names of files. The hashes of files and of the tokens' state as well: unsalted, they let a short text be guessed.
# `§` itself, so that no body can hold what looks like a commitment and is none.
ALWAYS = frozenset({
    "comment", "content", "en", "ground", "login", "note", "opinion", "question", "reason", "remark", "search",
    "sha256", "snapshot", "summary", "text", "title", "words", "zh", MARK,
})  # fmt: skip
FILES = "files"  # a list of {field, name, sha256, …}: the names people gave their files are free text too
FILE_TEXTS = frozenset({"name", "sha256"})
SHORTEST, SHORTEST_ASCII = 2, 6  # shorter ones stand in hashes, dates and words that have nothing to do with them

Kept = dict[str, list[str] | None]  # hex -> [salt, text], None when erased


@dataclass(frozen=True)
class Texts:
    """Which strings of a body are sealed: all under these keys, and any that holds one of these words."""

    names: frozenset[str] = ALWAYS
    words: tuple[str, ...] = ()

    def seal(self, body: dict[str, Any], hash: Hash) -> tuple[dict[str, Any], Kept]:
        """The body with commitments in place of its free texts, and the texts by commitment."""
        sealing = _Sealing(self, hash)
        return sealing.over(body, False), sealing.kept


class _Sealing:
    """One walk over one body; equal texts of a body share a commitment."""

    def __init__(self, texts: Texts, hash: Hash) -> None:
        self._names, self._words, self._hash = texts.names, texts.words, hash
        self._made: dict[str, dict[str, str]] = {}
        self.kept: Kept = {}

    # Walked at every act: a value in which nothing is sealed is the value itself, and never copied.

    def over(self, value: Any, free: bool) -> Any:
        """`free`: the key above says that this is free text."""
        kind = type(value)
        if kind is dict:
            return self._dict(value, free)
        if kind is list or kind is tuple:
            return self._list(value, free)
        if kind is str and value and (free or self._holds(value)):
            return self._text(value)
        return value

    def _dict(self, value: dict[str, Any], free: bool) -> dict[str, Any]:
        changed, names, words = value, self._names, self._words
        for key, each in value.items():
            kind = type(each)
            if kind is str:
                if not each or not (free or key in names or (words and self._holds(each))):
                    continue
                made: Any = self._text(each)
            elif (kind is dict or kind is list or kind is tuple) and each:
                made = self._files(each) if key == FILES else self.over(each, free or key in names)
                if made is each:
                    continue
            else:
                continue
            if changed is value:
                changed = dict(value)
            changed[key] = made
        return changed

    def _list(self, value: list[Any], free: bool) -> list[Any]:
        changed = value
        for n, each in enumerate(value):
            if type(each) is int or (made := self.over(each, free)) is each:
                continue
            if changed is value:
                changed = list(value)
            changed[n] = made
        return changed

    def _files(self, files: Any) -> Any:
        """Names and hashes of files."""
        if type(files) is not list or not all(type(file) is dict for file in files):
            return self.over(files, False)
        return [
            {k: self._text(v) if k in FILE_TEXTS and type(v) is str and v else self.over(v, False)
             for k, v in file.items()}
            for file in files
        ]  # fmt: skip

    def _holds(self, text: str) -> bool:
        for word in self._words:  # noqa: SIM110 - a generator would cost more than what it looks through
            if word in text:
                return True
        return False

    def _text(self, text: str) -> dict[str, str]:
        made = self._made.get(text)
        if made is None:
            salt = secrets.token_bytes(16)
            name = commitment(salt, text, self._hash)
            made = self._made[text] = {MARK: name}
            self.kept[name] = [salt.hex(), text]
        return made


def commitment(salt: bytes, text: str, hash: Hash) -> str:
    return hash(TEXT + salt + text.encode()).hex()


def words_of(document: Mapping[str, Any], fields: Collection[str]) -> tuple[str, ...]:
    """The texts a document holds in these fields, longest first, each once; what is too short to look for left out.

    Those are sealed under their own keys and nowhere else.
    """
    found: set[str] = set()
    for field in fields:
        _gather(document.get(field), found)
    return tuple(sorted(filter(telling, found), key=lambda word: (-len(word), word)))


def telling(word: str) -> bool:
    """Whether a word is long enough to be looked for in other texts."""
    return len(word) >= (SHORTEST_ASCII if word.isascii() else SHORTEST)


def _gather(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value.strip())
    elif isinstance(value, dict):
        for each in value.values():
            _gather(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _gather(each, found)


def written(kept: Kept) -> str | None:
    """The column `sealed` of these texts; None where a body has none."""
    return canonical(kept).decode() if kept else None


def kept_texts(sealed: str | None) -> Kept:
    """The texts of a row by commitment."""
    return orjson.loads(sealed) if sealed else {}


def commitments(body: bytes) -> set[str]:
    """Every commitment that stands in a body."""
    return {name.decode() for name in PLACE.findall(body)}


def opened(body: bytes, sealed: str | None = None) -> dict[str, Any]:
    """A body as it was before sealing; an erased text reads 〔已删除〕, a body erased as a whole is empty."""
    if not body:
        return {}
    if sealed:
        kept = kept_texts(sealed)

        def put(place: re.Match[bytes]) -> bytes:
            name = place[1].decode()
            if name not in kept:
                return place[0]
            text = kept[name]
            return orjson.dumps(ERASED if text is None else text[1])

        body = PLACE.sub(put, body)
    found: dict[str, Any] = orjson.loads(body)
    return found


def incomplete(body: bytes, sealed: str | None) -> bool:
    """Whether a text of this event was erased, or all of it."""
    return not body or (sealed is not None and ":null" in sealed and None in kept_texts(sealed).values())
