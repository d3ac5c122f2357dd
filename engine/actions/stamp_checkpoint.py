"""Keep an authority's time stamp (RFC 3161) with a checkpoint."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from engine.errors import Missing, NotNow
from engine.history.timestamp import check_reply
from engine.organization import require
from engine.store import tables as t
from engine.store.checkpoints import Stored, stored
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, work


def stamp_checkpoint(
    office: Office, number: int | None, reply: bytes, authority: Path, by: Actor, chain: Path | None = None
) -> Stored:
    """Raises Refused `timestamp_wrong`, NotNow `stamped`, Missing `no_checkpoint`; nothing is kept then."""
    with work(office, by) as w:
        if by.person != SYSTEM:
            require(w.organization, by.person, "checkpoint.take", w.at)
        kept = stored(w.connection, number)
        if kept is None:
            raise Missing("no_checkpoint", "没有这个检查点。", "There is no such checkpoint.")
        check_reply(kept.note.text, reply, authority, chain)
        c = t.checkpoint.c
        if w.connection.execute(select(c.token).where(c.n == kept.n).with_for_update()).scalar_one() is not None:
            raise NotNow("stamped", "这个检查点已有时间戳。", "This checkpoint bears a time stamp already.")
        w.connection.execute(update(t.checkpoint).where(c.n == kept.n).values(token=reply))
        journal(w.connection, "checkpoint.stamped", by.person, w.at, {"number": kept.n})
        return kept
