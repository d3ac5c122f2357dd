"""Merkle trees over the heads of all chains (RFC 6962): whether a leaf leads to a root."""

from __future__ import annotations

from collections.abc import Sequence

from .digests import digest


def leaf(algorithm: str, instance_id: int, events: int, head: bytes) -> bytes:
    """The leaf of one chain: whose it is, how many events it has, the hash of its last one."""
    return digest(algorithm, b"\0" + instance_id.to_bytes(8, "big") + events.to_bytes(8, "big") + head)


def root(algorithm: str, leaf_hash: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this leaf and its audit path lead to (RFC 9162, 2.1.3.2); None when the path does not fit."""
    if not 0 <= index < size:
        return None
    fn, sn, found = index, size - 1, leaf_hash
    for sibling in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            found = digest(algorithm, b"\1" + sibling + found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = digest(algorithm, b"\1" + found + sibling)
        fn, sn = fn >> 1, sn >> 1
    return found if sn == 0 else None
