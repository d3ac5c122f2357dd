"""Ways to change an office's rows behind its history's back, each by somebody who knows the format and holds no key.

A tampering answers the chain and the event at which verification must find it first (None: no single event's).
"""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from engine.history import GENESIS, Event, canonical, chained, link
from engine.history.digests import hash_of
from engine.store import tables as t
from engine.store.files import Files

h, i, j, d, r, a = t.history.c, t.instance.c, t.journal.c, t.definition.c, t.reference.c, t.attachment.c
SHA = hash_of("sha256")
Place = tuple[int | None, int | None]


class Tamperer:
    """Draws what to change; `marks` are the events that checkpoints bind, the witnessed one's and the newest's."""

    def __init__(self, connection: Connection, files: Files, marks: dict[int, list[int]], draw: random.Random) -> None:
        self.connection, self.files, self.marks, self.draw = connection, files, marks, draw
        self.bound = {id: max(seqs) for id, seqs in marks.items()}
        self.undo: list[Callable[[], object]] = []

    # -- reading

    def chain(self, id: int) -> list[dict[str, Any]]:
        table, where = (t.journal, []) if id == 0 else (t.history, [h.instance_id == id])
        rows = self.connection.execute(select(table).where(*where).order_by(table.c.seq))
        return [dict(row._mapping) for row in rows]

    def any_chain(self, least: int = 1) -> int:
        return self.draw.choice([id for id, n in self.bound.items() if id and n >= least])

    def event(self, least: int = 1) -> tuple[int, int]:
        """An event that a checkpoint binds."""
        id = self.any_chain(least)
        return id, self.draw.randint(1, self.bound[id])

    def write(self, id: int, at: int, /, **values: Any) -> None:
        self.connection.execute(update(t.history).where(h.instance_id == id, h.seq == at).values(**values))

    # -- single events

    def edit_body(self) -> Place:
        id, seq = self.event()
        body = self.chain(id)[seq - 1]["body"]
        self.write(id, seq, body=body.replace(b'"', b'"x', 1) if self.draw.random() < 0.5 else body[:-1] + b',"z":1}')
        return id, seq

    def edit_meta(self) -> Place:
        id, seq = self.event()
        meta = orjson.loads(self.chain(id)[seq - 1]["meta"])
        key, value = self.draw.choice([("who", "U99"), ("kind", "task.claimed2"), ("seq", 99), ("instance", 77), ("alg", "sm3")])
        self.write(id, seq, meta=canonical({**meta, key: value}))
        return id, seq

    def edit_who(self) -> Place:
        id, seq = self.event()
        meta = orjson.loads(self.chain(id)[seq - 1]["meta"])
        self.write(id, seq, actor="U98", **({"meta": canonical({**meta, "who": "U98"})} if self.draw.random() < 0.5 else {}))
        return id, seq

    def edit_when(self) -> Place:
        id, seq = self.event()
        row = self.chain(id)[seq - 1]
        at = row["at"].replace(microsecond=self.draw.randrange(1, 1000))
        meta = canonical({**orjson.loads(row["meta"]), "at": at.isoformat()})
        self.write(id, seq, at=at, **({"meta": meta} if self.draw.random() < 0.5 else {}))
        return id, seq

    def edit_behalf(self) -> Place:
        id, seq = self.event()
        row = self.chain(id)[seq - 1]
        behalf = None if row["on_behalf_of"] else "L2"
        meta = canonical({**orjson.loads(row["meta"]), "for": behalf})
        self.write(id, seq, on_behalf_of=behalf, **({"meta": meta} if self.draw.random() < 0.5 else {}))
        return id, seq

    def edit_command(self) -> Place:
        id, seq = self.event()
        self.write(id, seq, command_id=f"forged-{self.draw.random()}")
        return id, seq

    def edit_sealed(self) -> Place:
        id = self.any_chain()
        seq, kept = self.draw.choice(
            [(row["seq"], orjson.loads(row["sealed"])) for row in self.chain(id)[: self.bound[id]] if row["sealed"]]
        )
        name = self.draw.choice(sorted(kept))
        match self.draw.randrange(4):
            case 0:
                kept[name] = [kept[name][0], kept[name][1] + "。"]
            case 1:
                kept[name] = None
            case 2:
                del kept[name]
            case _:
                kept["ab" * 32] = ["00" * 16, "多出的话"]
        self.write(id, seq, sealed=orjson.dumps(kept).decode())
        return id, seq

    def empty_body(self) -> Place:
        id, seq = self.event()
        self.write(id, seq, body=b"", sealed=None, salt=b"")
        return id, seq

    # -- the shape of a chain

    def drop(self) -> Place:
        id, seq = self.event(2)
        self.connection.execute(delete(t.history).where(h.instance_id == id, h.seq == seq))
        return id, seq

    def cut_tail(self) -> Place:
        """The row says the shorter chain is the whole: only the checkpoint knows better."""
        id = self.any_chain(2)
        left = self.draw.randint(1, self.bound[id] - 1)
        head = self.chain(id)[left - 1]["hash"]
        self.connection.execute(delete(t.history).where(h.instance_id == id, h.seq > left))
        self.connection.execute(update(t.instance).where(i.id == id).values(events=left, head=head))
        return id, left + 1

    def drop_matter(self) -> Place:
        id = self.any_chain()
        self.connection.execute(delete(t.history).where(h.instance_id == id))
        if self.draw.random() < 0.5:
            self.connection.execute(delete(t.attachment).where(a.instance_id == id))
            self.connection.execute(delete(t.instance).where(i.id == id))
        return id, 1

    def swap(self) -> Place:
        id = self.any_chain(2)
        one = self.draw.randint(1, self.bound[id] - 1)
        two = self.draw.randint(one + 1, self.bound[id])
        for old, new in ((one, 10_000), (two, one), (10_000, two)):
            self.write(id, old, seq=new)
        return id, one

    def duplicate(self) -> Place:
        id, seq = self.event()
        rows = self.chain(id)
        self._shift(id, seq)
        self.connection.execute(insert(t.history), {**rows[seq - 1], "seq": seq + 1, "command_id": None})
        return id, seq + 1

    def insert(self) -> Place:
        """A forged event that links on well, and those after it do not."""
        id, seq = self.event()
        rows = self.chain(id)
        self._shift(id, seq)
        event = Event(id, seq + 1, "task.urged", rows[seq - 1]["at"], "U97", {"task": 1, "times": 1})
        self._insert(event, rows[seq - 1]["hash"])
        seen_at_once = seq == len(rows) or seq + 1 in self.marks[id]
        return id, seq + 1 if seen_at_once else seq + 2

    def _shift(self, id: int, after: int) -> None:
        for row in reversed(self.chain(id)):
            if row["seq"] > after:
                self.write(id, row["seq"], seq=row["seq"] + 1)

    def _insert(self, event: Event, previous: bytes) -> None:
        sealed = link(event, previous)
        self.connection.execute(
            insert(t.history),
            {
                "instance_id": event.instance_id, "seq": event.seq, "kind": event.kind, "at": event.at,
                "actor": event.actor, "on_behalf_of": None, "command_id": None, "meta": sealed.meta, "salt": sealed.salt,
                "body": sealed.body, "digest": sealed.digest, "hash": sealed.hash, "sealed": sealed.sealed,
            },
        )  # fmt: skip

    def recompute(self) -> Place:
        """Whoever can write the database makes the whole chain anew: sound in itself, and not what was signed."""
        id, seq = self.event()
        previous = GENESIS
        for row in self.chain(id):
            if row["seq"] == seq:
                body = {**orjson.loads(row["body"]), "forged": True}
                row["body"] = canonical(body)
                row["digest"] = SHA(row["salt"] + row["body"])
            row["hash"] = previous = chained(SHA, id, row["seq"], previous, row["meta"], row["digest"])
            self.write(id, row["seq"], body=row["body"], digest=row["digest"], hash=row["hash"])
        self.connection.execute(update(t.instance).where(i.id == id).values(head=previous))
        return id, min(mark for mark in self.marks[id] if mark >= seq)

    def forge_head(self) -> Place:
        id = self.any_chain()
        self.connection.execute(update(t.instance).where(i.id == id).values(head=self.draw.randbytes(32)))
        return id, None

    # -- what histories stand on

    def swap_definitions(self) -> Place:
        one, two = self.connection.execute(select(d.id, d.package).order_by(d.id).limit(2)).all()
        self.connection.execute(update(t.definition).where(d.id == one.id).values(package=two.package))
        self.connection.execute(update(t.definition).where(d.id == two.id).values(package=one.package))
        return None, None

    def swap_definition_of_matter(self) -> Place:
        id = self.any_chain()
        other = self.connection.execute(
            select(d.id).where(d.id != select(i.definition_id).where(i.id == id).scalar_subquery()).limit(1)
        ).scalar_one()
        self.connection.execute(update(t.instance).where(i.id == id).values(definition_id=other))
        return id, 1

    def change_package(self) -> Place:
        """One byte of one file inside the package; the row's hash stays, or is made to fit."""
        row = self.connection.execute(select(d.id, d.package).order_by(d.id).limit(1)).one()
        with zipfile.ZipFile(io.BytesIO(row.package)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        name = self.draw.choice(sorted(name for name in files if files[name]))
        at = self.draw.randrange(len(files[name]))
        files[name] = files[name][:at] + bytes([files[name][at] ^ 1]) + files[name][at + 1 :]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for path, data in files.items():
                archive.writestr(path, data)
        new: dict[str, Any] = {"package": out.getvalue()}
        if self.draw.random() < 0.5:
            total = hashlib.sha256(b"banjie.package.v1")
            for path in sorted(files):
                total.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
            new["hash"] = total.hexdigest()
        self.connection.execute(update(t.definition).where(d.id == row.id).values(**new))
        return None, None

    def change_organization(self) -> Place:
        """Somebody's post, role or deputy was never there: the entitlement of what he did is gone."""
        row = self.draw.choice(self.connection.execute(select(t.reference).where(r.kind == "organization")).all())
        body = orjson.loads(orjson.dumps(row.body))
        kind = self.draw.choice(sorted(name for name, records in body.items() if records))
        del body[kind][self.draw.randrange(len(body[kind]))]
        self._refer(row, body)
        return None, None

    def change_calendar(self) -> Place:
        row = self.connection.execute(select(t.reference).where(r.kind == "calendar")).one()
        self._refer(row, {**row.body, "years": row.body["years"][1:]})
        return None, None

    def _refer(self, row: Any, body: Any) -> None:
        new: dict[str, Any] = {"body": body}
        made = hashlib.sha256(canonical(body)).hexdigest()
        known = self.connection.execute(select(r.fingerprint).where(r.kind == row.kind)).scalars().all()
        if self.draw.random() < 0.5 and made not in known:
            new["fingerprint"] = made
        same = (r.kind == row.kind, r.fingerprint == row.fingerprint)
        self.connection.execute(update(t.reference).where(*same).values(**new))
        if "fingerprint" in new and self.draw.random() < 0.5:
            s = t.setting.c
            self.connection.execute(update(t.setting).where(s.key == row.kind).values(value=new["fingerprint"]))

    def exchange_in_force(self) -> Place:
        s = t.setting.c
        old = self.connection.execute(select(r.fingerprint).where(r.kind == "organization").order_by(r.since)).scalars().first()
        self.connection.execute(update(t.setting).where(s.key == "organization").values(value=old))
        return None, None

    def change_bytes(self) -> Place:
        row = self.draw.choice(self.connection.execute(select(a.instance_id, a.sha256)).all())
        path = self.files.path(row.sha256)
        before = path.read_bytes()
        self.undo.append(lambda: path.write_bytes(before))
        if self.draw.random() < 0.3:
            path.unlink()
        else:
            at = self.draw.randrange(len(before))
            path.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
        return row.instance_id, None

    def change_attachment(self) -> Place:
        row = self.draw.choice(self.connection.execute(select(t.attachment)).all())
        match self.draw.randrange(4):
            case 0:
                self.connection.execute(delete(t.attachment).where(a.id == row.id))
            case 1:
                self.connection.execute(insert(t.attachment), {**row._mapping, "id": row.id + 7})
            case 2:
                self.connection.execute(update(t.attachment).where(a.id == row.id).values(name="另一份.docx"))
            case _:
                self.connection.execute(update(t.attachment).where(a.id == row.id).values(sha256="ab" * 32))
        return row.instance_id, None

    def change_matter(self) -> Place:
        id = self.any_chain()
        name, value = self.draw.choice([("number", "QS20269999"), ("starter", "U96"), ("starter_unit", "财政局"), ("procedure", "x")])
        self.connection.execute(update(t.instance).where(i.id == id).values(**{name: value}))
        return id, 1

    # -- journal and checkpoints

    def edit_journal(self) -> Place:
        seq = self.draw.randint(1, self.bound[0])
        row = self.chain(0)[seq - 1]
        name, value = self.draw.choice([("actor", "A9"), ("body", row["body"][:-1] + b',"z":1}'), ("kind", "x"), ("salt", bytes(16))])
        self.connection.execute(update(t.journal).where(j.seq == seq).values(**{name: value}))
        return 0, seq

    def cut_journal(self) -> Place:
        left = self.draw.randint(1, self.bound[0] - 1)
        head = self.chain(0)[left - 1]["hash"]
        self.connection.execute(delete(t.journal).where(j.seq > left))
        value = {"seq": left, "hash": head.hex()}
        self.connection.execute(update(t.setting).where(t.setting.c.key == "journal").values(value=value))
        return 0, left + 1

    def recompute_journal(self) -> Place:
        seq, previous = self.draw.randint(1, self.bound[0]), GENESIS
        for row in self.chain(0):
            if row["seq"] == seq:
                row["body"] = canonical({**orjson.loads(row["body"]), "forged": True})
                row["digest"] = SHA(row["salt"] + row["body"])
            previous = chained(SHA, 0, row["seq"], previous, row["meta"], row["digest"])
            new = {"body": row["body"], "digest": row["digest"], "hash": previous}
            self.connection.execute(update(t.journal).where(j.seq == row["seq"]).values(**new))
        value = {"seq": len(self.chain(0)), "hash": previous.hex()}
        self.connection.execute(update(t.setting).where(t.setting.c.key == "journal").values(value=value))
        return 0, min(mark for mark in self.marks[0] if mark >= seq)

    def change_checkpoint(self) -> Place:
        c, ch = t.checkpoint.c, t.checkpoint_head.c
        row = self.draw.choice(self.connection.execute(select(t.checkpoint)).all())
        match self.draw.randrange(6):
            case 0:
                self.connection.execute(update(t.checkpoint).where(c.n == row.n).values(root=self.draw.randbytes(32)))
            case 1:
                note = row.note.replace(f"\nevents {row.events}\n", f"\nevents {row.events + 1}\n")
                self.connection.execute(update(t.checkpoint).where(c.n == row.n).values(note=note))
            case 2:
                self.connection.execute(update(t.checkpoint).where(c.n == row.n).values(events=row.events + 1))
            case 3:
                self.connection.execute(update(t.checkpoint).where(c.n == row.n).values(note=row.note.split("\n\n")[0] + "\n\n"))
            case 4:
                first = self.connection.execute(select(t.checkpoint_head).where(ch.checkpoint == 1)).all()
                one = self.draw.choice(first)
                self.connection.execute(
                    update(t.checkpoint_head)
                    .where(ch.checkpoint == 1, ch.instance_id == one.instance_id)
                    .values(head=self.draw.randbytes(32))
                )
                return None, None
            case _:
                self.connection.execute(delete(t.checkpoint_head).where(ch.checkpoint == row.n))
                self.connection.execute(delete(t.checkpoint).where(c.n == row.n))
        return None, None


KINDS = tuple(
    name for name in vars(Tamperer)
    if not name.startswith("_") and name not in ("chain", "any_chain", "event", "write", "undo")
)  # fmt: skip
