"""One stretch of instances: every event against its chain, its columns, and the checkpoint; every attachment's row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.history import ERASED, UNREADABLE, Broken, Chain, Event, Sealed, opened
from engine.store import tables as t
from engine.store.apply import Put, changes
from engine.store.columns import EPOCH, MICROSECOND
from engine.store.verification.findings import at_event, said_of
from engine.store.verification.rows import raw
from engine.store.verification.stretch import Seen, Stretch

IN_FORCE = b'"in_force":{'
QUICK = re.compile(rb'"in_force":\{"calendar":"([0-9a-f]{64})","organization":"([0-9a-f]{64})"\}')
FILES = b'"files":[{'
UNREAD = ("内容无法读取", "what it holds cannot be read")
MIGRATED = "instance.migrated"
FILE_COLUMNS = ("field", "name", "media_type", "size", "sha256")


def read_stretch(connection: Connection, stretch: Stretch, definitions: Mapping[int, str]) -> Seen:
    """`definitions`: id of the row -> hash."""
    i, h, seen = t.instance.c, t.history.c, Seen()
    within = i.id.between(stretch.first, stretch.last)
    columns = (
        i.id, i.number, i.events, i.head, i.definition_id, i.procedure, i.starter, i.starter_unit, i.started_at,
    )  # fmt: skip
    instances = {row[0]: row for row in raw(connection, select(*columns).where(within))}
    files = _attachments(connection, stretch)
    events = raw(
        connection,
        select(
            h.instance_id, h.seq, h.meta, h.salt, h.body, h.digest, h.hash, h.sealed, h.kind, h.at, h.actor,
            h.on_behalf_of, h.command_id,
        )
        .where(h.instance_id.between(stretch.first, stretch.last))
        .order_by(h.instance_id, h.seq),
    )  # fmt: skip
    reading: _Reading | None = None
    done = set()
    for row in events:
        if reading is None or row[0] != reading.chain.instance_id:
            if reading is not None:
                reading.end()
            reading = _Reading(seen, row[0], instances.get(row[0]), stretch.heads.get(row[0], {}), definitions, files)
            done.add(row[0])
        reading.take(row)
    if reading is not None:
        reading.end()
    for id in (instances.keys() | stretch.heads.keys()) - done:
        name = instances[id][1] if id in instances else f"#{id}"
        seen.problems.append(at_event("history_missing", id, 1, name, "整件历史丢失", "its whole history is gone"))
    for rows in files.values():
        for row in rows.values():
            seen.problems.append(
                at_event(
                    "attachment_foreign", row[0], None, f"#{row[0]}", "附件不是历史所载", "an attachment of no event"
                )
            )
    seen.chains = len(instances)
    return seen


class _Reading:
    """One instance being read."""

    def __init__(
        self, seen: Seen, id: int, row: Any, bound: Mapping[int, bytes], definitions: Mapping[int, str],
        files: dict[int, dict[int, Any]],
    ) -> None:  # fmt: skip
        self.seen, self.row, self.bound, self.definitions = seen, row, bound, definitions
        self.chain = Chain(id)
        self.name = str(row[1]) if row is not None else f"#{id}"
        self.files = files.pop(id, {})
        self.broken = False
        self.definition: str | None = None  # hash of the version history says it runs on; unknown where that is erased
        self.decided = 1  # number of the event that put it there
        if row is None:
            self.complain("instance_missing", 1, "没有对应的事项", "there is no such matter")

    def take(self, row: Any) -> None:
        self.seen.events += 1
        if self.broken:
            return
        try:
            self._take(row)
        except UNREADABLE:
            self.complain("event_unreadable", max(self.chain.seq, 1), *UNREAD)

    def _take(self, row: Any) -> None:
        try:
            meta = self.chain.take(Sealed(*row[:8]))
        except Broken as broken:
            self.complain("chain_broken", broken.seq, *said_of(broken.why))
            return
        seq = self.chain.seq
        if (row[8], row[10], row[11], row[12]) != (meta["kind"], meta["who"], meta["for"], meta["command"]) or row[
            9
        ] != (datetime.fromisoformat(str(meta["at"])).astimezone(UTC) - EPOCH) // MICROSECOND:
            self.complain(
                "columns_changed", seq, "行内的人员、时间或类别与历史不符", "its columns are not what it says"
            )
            return
        if seq in self.bound and row[6] != self.bound[seq]:
            self.complain("checkpoint_differs", seq, "与检查点所载链头不符", "it is not the head the checkpoint binds")
            return
        body: bytes = row[4]
        if seq == 1:
            self._start(row, body)
        elif row[8] == MIGRATED:
            self.definition, self.decided = opened(body, row[7])["definition"] if body else None, seq
            if self.definition is not None:
                self._refer("definition", self.definition, seq)
        if (found := QUICK.search(body)) is not None:
            self._refer("calendar", found[1].decode(), seq)
            self._refer("organization", found[2].decode(), seq)
        elif IN_FORCE in body:  # in another form: a personal word stood in it, or a field has its name
            for kind, hash in opened(body, row[7])["in_force"].items():
                if hash != ERASED:
                    self._refer(kind, hash, seq)
        if FILES in body:
            self._attach(row, body)

    def end(self) -> None:
        if self.broken:
            return
        try:
            self._end()
        except UNREADABLE:
            self.complain("event_unreadable", None, *UNREAD)

    def _end(self) -> None:
        try:
            self.chain.settle()
        except Broken as broken:
            self.complain("chain_broken", broken.seq, *said_of(broken.why))
            return
        if self.row is not None and (self.chain.seq, self.chain.previous) != (self.row[2], self.row[3]):
            seq = min(self.chain.seq, self.row[2]) + (self.chain.seq != self.row[2])
            self.complain("head_differs", seq, "链头或条数不符", "its head or length is not what the row says")
        elif self.row is not None and self.definition not in (None, self.definitions.get(self.row[4])):
            zh, en = "事项的流程版本与历史不符", "the matter's version is not what history says"
            self.complain("instance_changed", self.decided, zh, en)
        elif self.chain.seq < max(self.bound, default=0):
            self.complain(
                "history_shrank", self.chain.seq + 1, "短于检查点所载", "it is shorter than the checkpoint says"
            )
        for row in self.files.values():
            self.complain("attachment_foreign", None, "附件不是历史所载", f"attachment {row[1]} is of no event")

    def complain(self, code: str, seq: int | None, zh: str, en: str) -> None:
        self.broken = True
        self.seen.problems.append(at_event(code, self.chain.instance_id, seq, self.name, zh, en))

    def _start(self, row: Any, body: bytes) -> None:
        if not body or self.row is None:
            return
        said = opened(body, row[7])
        self.definition = said["definition"]
        self._refer("definition", said["definition"], 1)
        _, number, _, _, _, procedure, starter, unit, started = self.row
        rows = (number, procedure, starter, unit, started)
        told = (said["number"], said["procedure"], said.get("starter", row[10]), said["starter_unit"], row[9])
        if not all(map(_same, told, rows)):
            self.complain(
                "instance_changed", 1, "事项的编号、流程版本或发起人与历史不符", "the matter's row is not what it says"
            )

    def _refer(self, kind: str, hash: str, seq: int) -> None:
        self.seen.references.setdefault((kind, hash), (self.chain.instance_id, seq, self.name))

    def _attach(self, row: Any, body: bytes) -> None:
        """The rows of the files an event brought are as it says."""
        at = datetime.fromtimestamp(0, UTC)
        event = Event(row[0], row[1], row[8], at, row[10], opened(body, row[7]), row[11], row[12])
        for change in changes(event):
            if not isinstance(change, Put) or change.table != "attachment":
                continue
            for file in change.rows:
                kept = self.files.pop(file["id"], None)
                if kept is None or any(not _same(file[name], kept[2 + n]) for n, name in enumerate(FILE_COLUMNS)):
                    self.complain(
                        "attachment_changed", row[1], "附件的名称或内容与历史不符", "an attachment is not what it says"
                    )
                    return
                if file["sha256"] != ERASED:
                    self.seen.files.setdefault(file["sha256"], (row[0], row[1], self.name))


def _same(said: Any, kept: Any) -> bool:
    return bool(said == kept) or (said == ERASED and ERASED in str(kept))


def _attachments(connection: Connection, stretch: Stretch) -> dict[int, dict[int, Any]]:
    a = t.attachment.c
    found: dict[int, dict[int, Any]] = {}
    wanted = select(a.instance_id, a.id, *(a[name] for name in FILE_COLUMNS))
    for row in raw(connection, wanted.where(a.instance_id.between(stretch.first, stretch.last))):
        found.setdefault(row[0], {})[row[1]] = row
    return found
