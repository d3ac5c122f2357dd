"""Public keys, as the C2SP verifier-key line writes them: `name+id+base64(kind | key)`."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from . import ed25519, sm2

ED25519 = b"\x01"
SM2 = b"\xffbanjie.sm2-sm3\n"  # then the 65 bytes of the uncompressed point; signatures are r | s
LENGTHS = {ED25519: 32, SM2: 65}


class NotAKey(ValueError):
    """The text is no public key."""


@dataclass(frozen=True)
class Key:
    """A public key under the name it signs with; `key_id` stands before its signatures."""

    name: str
    kind: bytes
    public: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def verify(self, message: bytes, signature: bytes) -> bool:
        return _verified(self.kind, self.public, message, signature)


@lru_cache(maxsize=4096)
def _verified(kind: bytes, public: bytes, message: bytes, signature: bytes) -> bool:
    """Asked again for the same signature where a key is both trusted and in the package."""
    return (ed25519.verify if kind == ED25519 else sm2.verify)(public, message, signature)


def read_key(data: bytes) -> Key:
    """Raises NotAKey unless this is one line naming a key of a known kind, with the id that follows from it."""
    try:
        name, key_id, encoded = data.decode().strip().split("+", 2)  # base64 may hold plus signs itself
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotAKey("not a line name+id+key") from error
    kind = next((kind for kind, size in LENGTHS.items() if raw.startswith(kind) and len(raw) == len(kind) + size), None)
    if kind is None:
        raise NotAKey("a key of an unknown kind")
    key = Key(name, kind, raw[len(kind) :])
    if not name or any(c.isspace() for c in name) or key.key_id.hex() != key_id:
        raise NotAKey("the id is not this key's")
    return key
