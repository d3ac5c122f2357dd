"""The two hash functions an office may choose from: SHA-256, and SM3 (GB/T 32905) where OpenSSL offers it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from engine.errors import Refused

Hash = Callable[[bytes], bytes]


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


_KNOWN: dict[str, Hash] = {"sha256": _sha256, "sm3": _sm3}
ALGORITHMS = tuple(_KNOWN)


def hash_of(alg: str) -> Hash:
    """The function of this name; raises Refused `alg_unknown`, or `alg_missing` where this machine has none."""
    if alg not in _KNOWN:
        raise Refused("alg_unknown", f"不认识的杂凑算法“{alg}”。", f"Unknown hash function {alg!r}.")
    if alg not in hashlib.algorithms_available:
        raise Refused("alg_missing", f"本机的 OpenSSL 不提供“{alg}”。", f"This machine's OpenSSL has no {alg}.")
    return _KNOWN[alg]
