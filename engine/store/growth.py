"""Whether history has only grown since the last checkpoint: what is asked before anything is signed.

Every chain of then must still be there with its old head in place, every new event must lead on from it, and the rows
must be as many as the heads say. A checkpoint that was exported and is not in the database betrays a restored copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select

from engine.history import Broken, Chain, Sealed
from engine.history.digests import hash_of
from engine.history.keys import PublicKey
from engine.history.note import Note
from engine.history.signer import signed_by
from engine.history.tree import Leaf, root
from engine.store import tables as t
from engine.store.checkpoints import Stored, heads_at
from engine.store.journal import JOURNAL

TOGETHER = 50  # chains read by one statement
COLUMNS = ("meta", "salt", "body", "digest", "hash", "sealed")


@dataclass(frozen=True)
class Difference:
    """Something that growth does not explain; `mark` is what an acknowledgement names it by."""

    code: str
    chain: int | None  # id of the instance, 0 the journal
    seq: int | None
    zh: str
    en: str

    @property
    def mark(self) -> str:
        return f"{self.code}:{'' if self.chain is None else self.chain}:{'' if self.seq is None else self.seq}"

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "chain": self.chain, "seq": self.seq, "zh": self.zh, "en": self.en}


def differences(
    connection: Connection,
    last: Stored | None,
    now: Sequence[Leaf],
    keys: Iterable[PublicKey],
    exported: Note | None,
    exported_n: int,
) -> Iterator[Difference]:
    """Everything that has not only grown since `last`; `exported` is the newest note of the folder."""
    if exported is not None and (last is None or exported_n > last.n):
        yield Difference(
            "system_restored", None, exported_n, f"数据库比已导出的第{exported_n}号检查点更旧,可能由旧备份恢复。",
            f"The database is older than exported checkpoint {exported_n}: it was restored from a backup.",
        )  # fmt: skip
    before: list[Leaf] = []
    if last is not None:
        before = heads_at(connection, last.n)
        if not _genuine(last, before, keys) or (exported is not None and exported_n == last.n and (
            exported.text != last.note.text
        )):  # fmt: skip
            yield Difference(
                "checkpoint_changed", None, last.n, f"第{last.n}号检查点或其内容被改动。",
                f"Checkpoint {last.n} or what it binds was changed.",
            )  # fmt: skip
    yield from _grown({leaf.id: leaf for leaf in before}, {leaf.id: leaf for leaf in now}, connection)
    yield from _counted(connection, now)


def _genuine(last: Stored, heads: Sequence[Leaf], keys: Iterable[PublicKey]) -> bool:
    hash = hash_of(last.alg)
    return (
        last.agrees
        and len(heads) == last.leaves
        and root([leaf.hash(hash) for leaf in heads], hash) == last.root
        and any(signed_by(last.note, key) for key in keys)
    )


def _grown(before: dict[int, Leaf], now: dict[int, Leaf], connection: Connection) -> Iterator[Difference]:
    for id, old in before.items():
        new = now.get(id)
        if new is None:
            yield _difference("instance_missing", id, 1, "整件丢失", "is gone")
        elif new.events < old.events:
            yield _difference("history_shrank", id, new.events + 1, "历史变短", "its history shrank")
        elif new.events == old.events and new.head != old.head:
            yield _difference("history_changed", id, old.events, "历史被改动", "its history was changed")
    lengths = {id: leaf.events for id, leaf in before.items()}
    fresh = [(before.get(id), leaf) for id, leaf in now.items() if leaf.events > lengths.get(id, 0)]
    for start in range(0, len(fresh), TOGETHER):
        yield from _linked(connection, fresh[start : start + TOGETHER])


def _linked(connection: Connection, pairs: Sequence[tuple[Leaf | None, Leaf]]) -> Iterator[Difference]:
    """The new events of some chains lead from the old head to the new one."""
    chains = {new.id: Chain(new.id, old.events, old.head) if old else Chain(new.id) for old, new in pairs}
    broken: dict[int, Broken] = {}
    for sealed in events_after(connection, {id: chain.seq for id, chain in chains.items()}):
        if sealed.instance_id in broken:
            continue
        try:
            if sealed.seq == chains[sealed.instance_id].seq:  # the event that was the head
                if sealed.hash != chains[sealed.instance_id].previous:
                    raise Broken(sealed.seq, "the old head is not in the chain any more")
            else:
                chains[sealed.instance_id].take(sealed)
        except Broken as problem:
            broken[sealed.instance_id] = problem
    for _, new in pairs:
        chain, found = chains[new.id], broken.get(new.id)
        if found is None and (chain.seq, chain.previous) != (new.events, new.head):
            found = Broken(min(chain.seq + 1, new.events), "its events do not lead to its head")
        if found is not None:
            yield _difference("history_changed", new.id, found.seq, "历史被改动", found.why)


def events_after(connection: Connection, after: dict[int, int]) -> Iterator[Sealed]:
    """Events of some chains from the given one on, in order; id 0 is the journal."""
    if JOURNAL in after:
        j = t.journal.c
        rows = connection.execute(
            select(j.seq, *(j[name] for name in COLUMNS)).where(j.seq >= after[JOURNAL]).order_by(j.seq)
        )
        for row in rows:
            yield Sealed(JOURNAL, *row)
    h, others = t.history.c, {id: seq for id, seq in after.items() if id != JOURNAL}
    if others:
        rows = connection.execute(
            select(h.instance_id, h.seq, *(h[name] for name in COLUMNS))
            .where(or_(*(and_(h.instance_id == id, h.seq >= seq) for id, seq in others.items())))
            .order_by(h.instance_id, h.seq)
        )
        for row in rows:
            yield Sealed(*row)


def _counted(connection: Connection, now: Sequence[Leaf]) -> Iterator[Difference]:
    """The rows are as many as the heads say, and none belongs to no chain."""
    h = t.history.c
    counted = {
        row.instance_id: (row.n, row.last)
        for row in connection.execute(
            select(h.instance_id, func.count().label("n"), func.max(h.seq).label("last")).group_by(h.instance_id)
        )
    }
    n, last = connection.execute(select(func.count(), func.max(t.journal.c.seq)).select_from(t.journal)).one()
    if n:
        counted[JOURNAL] = (n, last)
    for leaf in now:
        if counted.pop(leaf.id, (0, 0)) != (leaf.events, leaf.events):
            yield _difference("history_changed", leaf.id, None, "历史条数与链头不符", "rows and head differ in number")
    for id in counted:
        yield _difference("history_changed", id, None, "有不属于任何事项的历史", "there are events of no matter")


def _difference(code: str, id: int, seq: int | None, zh: str, en: str) -> Difference:
    where = "机关日志" if id == JOURNAL else f"事项{id}"
    at = "" if seq is None else f"第{seq}条"
    return Difference(
        code, id, seq, f"{where}{at}:{zh}。",
        f"{'journal' if id == JOURNAL else f'instance {id}'}{'' if seq is None else f' event {seq}'}: {en}.",
    )  # fmt: skip


