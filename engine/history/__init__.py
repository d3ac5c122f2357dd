"""What happened, provably: events, their canonical bytes, and the hash chain of one instance.

Pure: dataclasses and hashlib. May import definition and the rooms below it; the store keeps the rows.
"""

from engine.history.chain import GENESIS, Broken, link, verify
from engine.history.event import Event, Sealed, canonical

__all__ = ["GENESIS", "Broken", "Event", "Sealed", "canonical", "link", "verify"]
