"""What a checkpoint says: the root over all heads, the journal's head, the checkpoint before, and when."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Refused
from engine.history.digests import hash_of
from engine.history.tree import Leaf, root

NOTHING = bytes(32)  # stands for the checkpoint before the first
_FORM = re.compile(
    r"banjie/(?P<office>[^\s/+]+)\n(?P<leaves>\d+)\n(?P<root>[A-Za-z0-9+/]+=*)\nevents (?P<events>\d+)\n"
    r"journal (?P<seq>\d+) (?P<head>[0-9a-f]{64})\nprevious (?P<previous>[0-9a-f]{64})\nnumber (?P<number>\d+)\n"
    r"time (?P<time>\S+)\nalg (?P<alg>[a-z0-9]+)\n"
)


@dataclass(frozen=True)
class Checkpoint:
    """`previous` is the hash of the signed text of the checkpoint before; `text` is what is signed."""

    office: str
    leaves: int
    root: bytes
    events: int
    journal_seq: int
    journal_head: bytes
    previous: bytes
    number: int
    time: datetime
    alg: str = "sha256"

    @property
    def text(self) -> str:
        return (
            f"banjie/{self.office}\n{self.leaves}\n{b64encode(self.root).decode()}\nevents {self.events}\n"
            f"journal {self.journal_seq} {self.journal_head.hex()}\nprevious {self.previous.hex()}\n"
            f"number {self.number}\ntime {self.time.isoformat()}\nalg {self.alg}\n"
        )

    @property
    def hash(self) -> bytes:
        """What the next checkpoint calls `previous`."""
        return hash_of(self.alg)(self.text.encode())


def read_checkpoint(text: str) -> Checkpoint:
    """Parse the signed text; raises Refused `checkpoint_malformed`, never guesses."""
    form = _FORM.fullmatch(text)
    try:
        if form is None:
            raise ValueError(text)
        found = Checkpoint(
            form["office"], int(form["leaves"]), b64decode(form["root"], validate=True), int(form["events"]),
            int(form["seq"]), bytes.fromhex(form["head"]), bytes.fromhex(form["previous"]), int(form["number"]),
            datetime.fromisoformat(form["time"]), form["alg"],
        )  # fmt: skip
        if found.text != text or len(found.root) != 32:
            raise ValueError(text)
    except ValueError as error:
        raise Refused("checkpoint_malformed", "检查点格式有误。", "The checkpoint is malformed.") from error
    return found


def checkpoint_over(
    leaves: Iterable[Leaf], *, office: str, previous: bytes, number: int, time: datetime, alg: str
) -> Checkpoint:
    """The checkpoint over these chains, in order of id; the first must be the journal's."""
    hash, hashes, events = hash_of(alg), [], 0
    journal: Leaf | None = None
    for leaf in leaves:
        journal = journal or leaf
        hashes.append(leaf.hash(hash))
        events += leaf.events
    if journal is None or journal.id != 0:
        raise ValueError("the first leaf is the journal's")
    return Checkpoint(
        office, len(hashes), root(hashes, hash), events, journal.events, journal.head, previous, number, time, alg
    )
