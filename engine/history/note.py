"""A signed note: a text, an empty line, and one line for each signature (C2SP signed-note)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from engine.errors import Refused
from engine.history.keys import PublicKey

_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+=*)")
LONGEST = 100_000


@dataclass(frozen=True)
class Signature:
    """Who signed, by which key (the first four bytes), and the signature over the note's text."""

    name: str
    key_id: bytes
    bytes: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.bytes).decode()}\n"

    def is_of(self, key: PublicKey) -> bool:
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True)
class Note:
    """`text` ends with a line feed and is what every signature covers."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> str:
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)

    def of(self, key: PublicKey) -> Signature | None:
        return next((signature for signature in self.signatures if signature.is_of(key)), None)

    def signed(self, signature: Signature) -> Note:
        return Note(self.text, (*self.signatures, signature))


def read_note(written: str) -> Note:
    """Parse a note; raises Refused `note_malformed` unless it is exactly in form."""
    text, separator, lines = written.rpartition("\n\n")
    signatures = []
    if separator and lines.endswith("\n") and len(written) <= LONGEST:
        for line in lines[:-1].split("\n"):
            form = _LINE.fullmatch(line)
            try:
                data = b64decode(form[2], validate=True) if form else b""
            except ValueError:
                data = b""
            if form is None or len(data) < 5:
                break
            signatures.append(Signature(form[1], data[:4], data[4:]))
        else:
            return Note(text + "\n", tuple(signatures))
    raise Refused("note_malformed", "签名文本格式有误。", "The signed note is malformed.")
