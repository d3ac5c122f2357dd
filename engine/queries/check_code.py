"""The check code of a print: twelve letters that find the matter and name the state of its history.

28 bits are the instance's id, 32 bits come from the number and the hash of the event the print was made after. So
the code needs no table of its own: anybody who holds the history can compute it, and a paper whose code fits no
event of the matter was not printed from it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.errors import NotYours
from engine.queries.masking import veil_of
from engine.queries.reader import reading
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like 0 or 1
_MISREAD = str.maketrans("OIL", "011")
_SHAPE = re.compile(r"[0-9A-Z]{12}")
ID_BITS = 28
_ID = (1 << ID_BITS) - 1


@dataclass(frozen=True)
class Checked:
    """The matter a code belongs to; the print shows the state after event `seq`, `newer` events came since."""

    code: str
    instance_id: int
    number: str
    title: str
    seq: int
    at: datetime
    newer: int


def check_code(instance_id: int, number: str, head: bytes) -> str:
    """XXXX-XXXX-XXXX for the present head of an instance's history."""
    proof = _proof(number, head)
    value = proof << ID_BITS | (instance_id ^ proof) & _ID  # mixed, so that neighbours do not look alike
    letters = "".join(ALPHABET[value >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(letters[n : n + 4] for n in (0, 4, 8))


def read_code(text: str) -> tuple[int, int] | None:
    """(instance id, proof) of what somebody typed; None when it cannot be a code."""
    letters = re.sub(r"[\s\u3000-]", "", text).upper().translate(_MISREAD)
    if not _SHAPE.fullmatch(letters) or not set(letters) <= set(ALPHABET):
        return None
    value = 0
    for letter in letters:
        value = value << 5 | ALPHABET.index(letter)
    proof = value >> ID_BITS
    return (value ^ proof) & _ID, proof


def checked(office: Office, person: str, text: str) -> Checked:
    """What a printed code stands for; NotYours for a wrong code and for whoever may not see the matter alike."""
    found = read_code(text)
    with reading(office, person) as reader:
        if found is None:
            raise NotYours()
        row = visible_instance(reader, found[0])
        events = reader.connection.execute(
            select(t.history.c.seq, t.history.c.at, t.history.c.hash)
            .where(t.history.c.instance_id == row.id)
            .order_by(t.history.c.seq.desc())
        )
        for event in events:
            if _proof(row.number, event.hash) == found[1]:
                code = check_code(row.id, row.number, event.hash)
                hiding = veil_of(reader, reader.definition(row.definition_id), row.content)
                title = hiding.text(row.title)
                return Checked(code, row.id, row.number, title, event.seq, event.at, row.events - event.seq)
    raise NotYours()


def known_code(office: Office, person: str, text: str) -> str:
    """The code somebody typed where he might have typed anything; "" unless it leads to a matter he may see."""
    if read_code(text) is None:
        return ""
    try:
        return checked(office, person, text).code
    except NotYours:
        return ""


def _proof(number: str, head: bytes) -> int:
    return int.from_bytes(hashlib.sha256(number.encode() + head).digest()[:4], "big")
