"""The name of a state: a hash of what it holds, not of how it was packed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import zstandard

from engine.errors import Refused


def digest(state: bytes) -> str:
    """SHA-256 of a snapshot's content, hexadecimal; raises Refused `snapshot_broken`.

    The compressed bytes may change with a newer compressor; the content of an equal state may not.
    """
    try:
        unpacker = zstandard.ZstdDecompressor()
        content = b"".join(unpacker.decompress(frame) for frame in _frames(state))
    except (zstandard.ZstdError, ValueError) as error:
        raise Refused("snapshot_broken", "状态已损坏。", "The state is damaged.") from error
    return hashlib.sha256(state[:1] + content).hexdigest()


def _frames(state: bytes) -> Iterator[bytes]:
    """The compressed parts behind the version byte, each led by its length."""
    at = 1
    while at < len(state):
        size = int.from_bytes(state[at : at + 4], "big")
        if at + 4 + size > len(state):
            raise ValueError("truncated")
        yield state[at + 4 : at + 4 + size]
        at += 4 + size
