"""The hash functions a package may name; SM3 by OpenSSL where it is offered, else our own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from .sm3 import Sm3


class Hash(Protocol):
    """What a running hash can do."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


def _sm3(data: bytes = b"") -> Hash:
    return hashlib.new("sm3", data)


try:
    _sm3()
except ValueError:  # OpenSSL built without it
    _sm3 = Sm3

ALGORITHMS: dict[str, Callable[[bytes], Hash]] = {"sha256": hashlib.sha256, "sm3": _sm3}


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of data; KeyError for an algorithm that no package may name."""
    return ALGORITHMS[algorithm](data).digest()
