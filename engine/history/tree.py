"""The Merkle tree of RFC 6962 over the heads of all chains of an office.

Leaves stand in the order of instance id (the journal is id 0, the first); a leaf names how many events its chain has
and their head, so that neither a cut tail nor a missing chain goes unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.history.digests import Hash


@dataclass(frozen=True)
class Leaf:
    """The state of one chain: its length and its last hash."""

    id: int
    events: int
    head: bytes

    def hash(self, hash: Hash) -> bytes:
        return hash(b"\x00" + self.id.to_bytes(8, "big") + self.events.to_bytes(8, "big") + self.head)


def node(hash: Hash, left: bytes, right: bytes) -> bytes:
    return hash(b"\x01" + left + right)


def root(hashes: Sequence[bytes], hash: Hash) -> bytes:
    """The root over these leaf hashes; over none it is the hash of nothing."""
    if not hashes:
        return hash(b"")
    return _levels(hashes, hash)[-1][0]


def path(hashes: Sequence[bytes], index: int, hash: Hash) -> list[bytes]:
    """The hashes beside the way from a leaf to the root, from below (the audit path of RFC 6962)."""
    found = []
    for level in _levels(hashes, hash)[:-1]:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        index //= 2
    return found


def paths(hashes: Sequence[bytes], indexes: Sequence[int], hash: Hash) -> Iterator[list[bytes]]:
    """The audit paths of many leaves of one tree, whose levels are computed once."""
    levels = _levels(hashes, hash)[:-1]
    for index in indexes:
        found = []
        for level in levels:
            beside = index ^ 1
            if beside < len(level):
                found.append(level[beside])
            index //= 2
        yield found


def climb(leaf: bytes, index: int, leaves: int, path: Sequence[bytes], hash: Hash) -> bytes | None:
    """The root that a leaf at this index and its path lead to; None when the path has not the right length."""
    if not 0 <= index < leaves:
        return None
    last, left, found = leaves - 1, list(path), leaf
    while last > 0:
        if index % 2 or index < last:
            if not left:
                return None
            beside = left.pop(0)
            found = node(hash, beside, found) if index % 2 else node(hash, found, beside)
        index, last = index // 2, last // 2
    return None if left else found


def _levels(hashes: Sequence[bytes], hash: Hash) -> list[list[bytes]]:
    """All levels from the leaves up; a node without a neighbour goes up as it is."""
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [hash(b"\x01" + below[n] + below[n + 1]) for n in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels
