"""Signed notes: the checkpoints of an office's whole history, as the C2SP signed-note format writes them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from .digests import ALGORITHMS, digest
from .strict import NotStrict, hexadecimal

FIELDS = ("events", "journal", "previous", "number", "time", "alg")
MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 64
DASH = "\N{EM DASH} "


class NotANote(ValueError):
    """The text is no checkpoint."""


@dataclass(frozen=True)
class Signature:
    """One line under a note: who says he signed it, the first bytes of his key's hash, the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Signed:
    """A text and who signed it."""

    text: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Note(Signed):
    """A checkpoint; `text` is what was signed."""

    origin: str
    leaves: int
    root: bytes
    events: int
    journal_seq: int
    journal_hash: bytes
    previous: bytes
    number: int
    time: datetime
    alg: str

    @property
    def hash(self) -> bytes:
        """What the next note names as `previous`."""
        return digest(self.alg, self.text)


def read_signed(data: bytes) -> Signed:
    """A text, an empty line, and one line for each signature; raises NotANote for anything else."""
    if len(data) > MAX_NOTE:
        raise NotANote("too long")
    try:
        text, blank, below = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise NotANote("not UTF-8") from error
    if not blank:
        raise NotANote("no signatures below the text")
    return Signed((text + "\n").encode(), _signatures(below))


def read_note(data: bytes) -> Note:
    """Raises NotANote unless every line is where and what it must be."""
    signed = read_signed(data)
    try:
        origin, leaves, root, *fields = signed.text.decode()[:-1].split("\n")
        pairs = [line.split(" ", 1) for line in fields]
        if tuple(pair[0] for pair in pairs) != FIELDS or not origin.startswith("banjie/"):
            raise NotANote("lines are missing or in another order")
        events, journal, previous, number, time, alg = (pair[1] for pair in pairs)
        seq, journal_hash = journal.split(" ")
        if alg not in ALGORITHMS:
            raise NotANote("an unknown hash function")
        return Note(
            signed.text, signed.signatures, origin, _number(leaves), _base64(root, 32), _number(events), _number(seq),
            hexadecimal(journal_hash, 32), hexadecimal(previous, 32), _number(number), _moment(time), alg,
        )  # fmt: skip
    except NotANote:
        raise
    except (ValueError, IndexError, NotStrict) as error:
        raise NotANote("a line is not what it must be") from error


def _signatures(below: str) -> tuple[Signature, ...]:
    if not below.endswith("\n"):
        raise NotANote("the last line does not end")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NotANote("too many signatures")
    found = []
    for line in lines:
        if not line.startswith(DASH):
            raise NotANote("a line under the note is no signature")
        name, space, encoded = line.removeprefix(DASH).partition(" ")
        data = _base64(encoded)
        if not name or not space or len(data) < 5:
            raise NotANote("a signature is too short")
        found.append(Signature(name, data[:4], data[4:]))
    return tuple(found)


def _base64(text: str, length: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NotANote("not base64") from error
    if base64.b64encode(data).decode() != text or (length is not None and len(data) != length):
        raise NotANote("not the one way to write it in base64")
    return data


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18 or (len(text) > 1 and text[0] == "0"):
        raise NotANote("not a number")
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1970 <= moment.year < 9000:
        raise NotANote("a time without its zone, or of no year of ours")
    return moment
