"""What happened, provably: events, their canonical bytes, and the hash chain of one instance.

Free texts are sealed by salted commitments and may be erased; checkpoints bind all chains of an office into one
signed tree, which a witness countersigns (docs/evidence.md). Pure: dataclasses and hashes; signers alone hold keys.
May import definition and the rooms below it; the store keeps the rows.
"""

from engine.history.chain import ERASURE, GENESIS, UNREADABLE, Broken, Chain, chained, link, verify
from engine.history.event import Event, Sealed, canonical
from engine.history.texts import (
    ALWAYS,
    Texts,
    commitments,
    incomplete,
    kept_texts,
    opened,
    telling,
    words_of,
    written,
)
from engine.words import ERASED

__all__ = [
    "ALWAYS", "ERASED", "ERASURE", "GENESIS", "UNREADABLE", "Broken", "Chain", "Event", "Sealed", "Texts", "canonical",
    "chained", "commitments", "incomplete", "kept_texts", "link", "opened", "telling", "verify", "words_of", "written",
]  # fmt: skip
