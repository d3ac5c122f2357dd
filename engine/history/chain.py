"""The hash chain of one instance: each event names the hash of the one before it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import orjson

from engine.errors import Refused
from engine.history.digests import Hash, hash_of
from engine.history.event import Event, Sealed, canonical
from engine.history.texts import Texts, commitment, commitments, kept_texts, written

DOMAIN = b"banjie.event.v1"
GENESIS = bytes(32)
ERASURE = "data.erased"  # the event that tells which texts are gone: its `erased` {seq: [commitment]}, `bodies` [seq]
PLAIN = Texts()
# What reading rows that anybody may have written can end in.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class Broken(Exception):
    """The chain does not hold; `seq` is the first event that is wrong."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq = seq
        self.why = why


def chained(hash: Hash, instance_id: int, seq: int, previous: bytes, meta: bytes, digest: bytes) -> bytes:
    """The hash of an event at its place."""
    place = instance_id.to_bytes(8, "big") + seq.to_bytes(8, "big")
    return hash(DOMAIN + place + previous + hash(meta) + digest)


def link(event: Event, previous: bytes, texts: Texts = PLAIN) -> Sealed:
    """Seal an event onto the head of its chain; `texts` says which of its strings are free text."""
    hash, salt = hash_of(event.alg), secrets.token_bytes(16)
    body, kept = texts.seal(event.body, hash)
    exact = canonical(body)
    digest = hash(salt + exact)
    meta = event.meta
    return Sealed(
        event.instance_id, event.seq, meta, salt, exact, digest,
        chained(hash, event.instance_id, event.seq, previous, meta, digest), written(kept),
    )  # fmt: skip


class Chain:
    """A chain being read event by event, from any place in it; `take` raises Broken at the first event that is wrong.

    What is erased must have been told: `settle` after the last event compares the gaps with the erasures.
    """

    def __init__(self, instance_id: int, seq: int = 0, previous: bytes = GENESIS) -> None:
        self.instance_id, self.seq, self.previous = instance_id, seq, previous
        self._gone: dict[int, set[str]] = {}  # seq -> commitments without text; "" for a whole body
        self._told: dict[int, set[str]] = {}

    def take(self, sealed: Sealed) -> dict[str, object]:
        """Check the next event; the answer is its meta."""
        try:
            return self._take(sealed)
        except UNREADABLE as error:  # whoever writes the rows may write anything
            raise Broken(self.seq + 1, "the content was changed") from error

    def _take(self, sealed: Sealed) -> dict[str, object]:
        count = self.seq + 1
        if sealed.seq != count:
            raise Broken(count, "missing or out of order")
        try:
            meta: dict[str, object] = orjson.loads(sealed.meta)
            hash = hash_of(str(meta["alg"]))
            belongs = meta["seq"] == count and meta["instance"] == sealed.instance_id == self.instance_id
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise Broken(count, "the content was changed") from error
        except Refused as refused:
            raise Broken(count, refused.en) from refused
        if not belongs:
            raise Broken(count, "the event belongs elsewhere")
        if sealed.body and hash(sealed.salt + sealed.body) != sealed.digest:
            raise Broken(count, "the content was changed")
        if chained(hash, sealed.instance_id, count, self.previous, sealed.meta, sealed.digest) != sealed.hash:
            raise Broken(count, "the hash does not follow from the event before it")
        if sealed.sealed is not None or b'{"\xc2\xa7":"' in sealed.body:
            self._texts(sealed, hash)
        if not sealed.body:
            self._gone.setdefault(count, set()).add("")
        elif meta["kind"] == ERASURE:
            self._tell(count, orjson.loads(sealed.body))
        self.seq, self.previous = count, sealed.hash
        return meta

    def settle(self) -> None:
        """Raise Broken at the first event of which something is gone that no erasure tells of."""
        for seq, names in sorted(self._gone.items()):
            if not names <= self._told.get(seq, set()):
                raise Broken(seq, "something was removed that no erasure tells of")

    def _texts(self, sealed: Sealed, hash: Hash) -> None:
        try:
            kept = kept_texts(sealed.sealed)
            if sealed.body and kept.keys() != commitments(sealed.body):
                raise Broken(sealed.seq, "a sealed text is missing, or one too many")
            for name, text in kept.items():
                if text is None:
                    self._gone.setdefault(sealed.seq, set()).add(name)
                elif len(text) != 2 or commitment(bytes.fromhex(text[0]), text[1], hash) != name:
                    raise Broken(sealed.seq, "a sealed text was changed")
        except (ValueError, TypeError, AttributeError) as error:
            raise Broken(sealed.seq, "a sealed text was changed") from error

    def _tell(self, count: int, body: dict[str, Any]) -> None:
        erased, bodies = body.get("erased") or {}, body.get("bodies") or []
        told = [(int(seq), names) for seq, names in erased.items()] + [(seq, [""]) for seq in bodies]
        for seq, names in told:
            if type(seq) is not int or not isinstance(names, list):
                raise Broken(count, "it does not tell what was erased")
            self._told.setdefault(seq, set()).update(names)


def verify(chain: Iterable[Sealed], *, instance_id: int, head: bytes, length: int) -> None:
    """Raise Broken unless the events are this instance's, gapless, unedited and end in the given head."""
    reading = Chain(instance_id)
    for sealed in chain:
        reading.take(sealed)
    if reading.seq != length:
        raise Broken(reading.seq + 1, f"{length} events were promised, {reading.seq} are here")
    if reading.previous != head:
        raise Broken(reading.seq, "the last event is not the head")
    reading.settle()
