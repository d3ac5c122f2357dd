"""An event and the exact bytes that stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """The one byte form of a plain-JSON value: UTF-8, sorted keys, no white space."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True)
class Event:
    """One thing that happened to an instance (or, in the journal, to the office).

    `body` carries all that re-execution needs: values, decisions, service results, the calendar in force,
    and the full outcome. `command_id` is unique over all instances: a command has at most one event.
    """

    instance_id: int
    seq: int
    kind: str
    at: datetime
    actor: str
    body: dict[str, Any]
    on_behalf_of: str | None = None
    command_id: str | None = None
    alg: str = "sha256"  # the hash function this event is sealed with

    @property
    def meta(self) -> bytes:
        return canonical(
            {
                "alg": self.alg,
                "at": self.at.isoformat(),
                "command": self.command_id,
                "for": self.on_behalf_of,
                "instance": self.instance_id,
                "kind": self.kind,
                "seq": self.seq,
                "who": self.actor,
            }
        )


@dataclass(frozen=True)
class Sealed:
    """An event as stored: exact bytes, salted digest of the body, and its place in the chain.

    Free texts stand in the body as salted commitments and beside it, in `sealed`, as themselves
    (engine/history/texts.py): they may be erased while the proof holds.
    """

    instance_id: int
    seq: int
    meta: bytes
    salt: bytes
    body: bytes
    digest: bytes
    hash: bytes
    sealed: str | None = None
