"""Public keys and the lines that signatures make in a note (C2SP signed-note, vkey format).

A public key is written `name+hex key id+base64(kind | key)`; the key id is the first four bytes of
SHA-256(name | LF | kind | key), so that a key cannot be passed off under another name.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from engine.errors import Refused

ED25519 = b"\x01"
SM2 = b"\xffbanjie.sm2-sm3\n"  # then the 65 bytes of the uncompressed point; signatures are r | s, 64 bytes
KINDS = {"ed25519": (ED25519, 32), "sm2": (SM2, 65)}
NAME = re.compile(r"[^\s+/\\]{1,80}")


@dataclass(frozen=True)
class PublicKey:
    """Whose signature it is (`name`), by which algorithm (`kind`: ed25519 | sm2), and the key's bytes."""

    name: str
    kind: str
    key: bytes

    @property
    def data(self) -> bytes:
        return KINDS[self.kind][0] + self.key

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.data).digest()[:4]

    @property
    def line(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(self.data).decode()}"


def read_key(line: str) -> PublicKey:
    """Parse one line of a .pub file; raises Refused `key_malformed`."""
    try:
        name, id, data = line.strip().split("+", 2)
        exact = b64decode(data, validate=True)
        for kind, (mark, size) in KINDS.items():
            if exact.startswith(mark) and len(exact) == len(mark) + size:
                found = PublicKey(name, kind, exact[len(mark) :])
                if found.id.hex() == id and NAME.fullmatch(name):
                    return found
        raise ValueError(line)
    except ValueError as error:
        raise Refused("key_malformed", "公钥格式有误。", "The public key is malformed.") from error
