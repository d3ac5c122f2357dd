"""The hash chain of one instance: each event names the hash of the one before it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

import orjson

from engine.history.event import Event, Sealed, canonical

DOMAIN = b"banjie.event.v1"
GENESIS = bytes(32)


class Broken(Exception):
    """The chain does not hold; `seq` is the first event that is wrong."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq = seq
        self.why = why


def _hash(instance_id: int, seq: int, previous: bytes, meta: bytes, digest: bytes) -> bytes:
    place = instance_id.to_bytes(8, "big") + seq.to_bytes(8, "big")
    return hashlib.sha256(DOMAIN + place + previous + hashlib.sha256(meta).digest() + digest).digest()


def link(event: Event, previous: bytes, salt: bytes | None = None) -> Sealed:
    """Seal an event onto the head of its chain; the salt is drawn unless one is given."""
    salt = secrets.token_bytes(16) if salt is None else salt
    body = canonical(event.body)
    digest = hashlib.sha256(salt + body).digest()
    meta = event.meta
    return Sealed(
        event.instance_id, event.seq, meta, salt, body, digest,
        _hash(event.instance_id, event.seq, previous, meta, digest),
    )  # fmt: skip


def verify(chain: Iterable[Sealed], *, instance_id: int, head: bytes, length: int) -> None:
    """Raise Broken unless the events are this instance's, gapless, unedited and end in the given head.

    An erased body (empty bytes) is accepted: its salted digest stays under the chain.
    """
    previous, count = GENESIS, 0
    for count, sealed in enumerate(chain, start=1):
        if sealed.seq != count:
            raise Broken(count, "missing or out of order")
        meta = orjson.loads(sealed.meta)
        if meta["seq"] != count or {meta["instance"], sealed.instance_id} != {instance_id}:
            raise Broken(count, "the event belongs elsewhere")
        if sealed.body and hashlib.sha256(sealed.salt + sealed.body).digest() != sealed.digest:
            raise Broken(count, "the content was changed")
        if _hash(sealed.instance_id, count, previous, sealed.meta, sealed.digest) != sealed.hash:
            raise Broken(count, "the hash does not follow from the event before it")
        previous = sealed.hash
    if count != length:
        raise Broken(count + 1, f"{length} events were promised, {count} are here")
    if previous != head:
        raise Broken(count, "the last event is not the head")
