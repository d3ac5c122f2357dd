"""The name of a state: a hash of what it holds, not of how it was packed."""

from __future__ import annotations

import hashlib

import zstandard

from engine.errors import Refused


def digest(state: bytes) -> str:
    """SHA-256 of a snapshot's content, hexadecimal; raises Refused `snapshot_broken`.

    The compressed bytes may change with a newer compressor; the content of an equal state may not.
    """
    try:
        content = zstandard.ZstdDecompressor().decompress(state[1:])
    except zstandard.ZstdError as error:
        raise Refused("snapshot_broken", "状态已损坏。", "The state is damaged.") from error
    return hashlib.sha256(state[:1] + content).hexdigest()
