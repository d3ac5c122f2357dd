"""What goes into an evidence package, read from one moment of the database: each chain as far as a checkpoint binds
it, and whatever the events name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, func, select

from engine.definition import Package
from engine.errors import Missing
from engine.history import ERASED, Sealed, canonical, opened
from engine.history.digests import hash_of
from engine.history.package import JOURNAL, PackageWriter, Packed, event_line, proof, withheld_line
from engine.history.tree import Leaf, paths
from engine.queries.package_metadata import metadata
from engine.store import tables as t
from engine.store.checkpoints import Stored, heads_at
from engine.store.evidence import Evidence
from engine.store.office import Office

# What of the journal a reader of a package needs: all else is proved and not shown.
SHOWN = frozenset({"organization.changed", "calendar.changed", "definition.published", "data.erased"})
KINDS = ("organization", "calendar")
NEAR = timedelta(seconds=60)  # a change this near an event may have been in force for it (engine/verifier/journal.py)
COLUMNS = ("seq", "meta", "salt", "body", "digest", "hash", "sealed")


@dataclass
class Gathered:
    """What the events named, and what was written about them."""

    packed: list[Packed] = field(default_factory=list)
    metadata: list[dict[str, Any]] = field(default_factory=list)
    definitions: set[str] = field(default_factory=set)
    references: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    absent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bound:
    """A checkpoint with the heads it binds."""

    stored: Stored
    heads: list[Leaf]

    @classmethod
    def of(cls, connection: Connection, stored: Stored) -> Bound:
        return cls(stored, heads_at(connection, stored.n))

    def proofs(self, instances: Iterable[int]) -> Iterator[tuple[Leaf, int, list[bytes]]]:
        """(leaf, index, audit path) of those of the matters that are in it."""
        wanted = frozenset(instances)
        places = [n for n, leaf in enumerate(self.heads) if leaf.id in wanted]
        hash = hash_of(self.stored.alg)
        found = paths([leaf.hash(hash) for leaf in self.heads], places, hash)
        yield from ((self.heads[n], n, path) for n, path in zip(places, found, strict=True))


def write_parts(
    office: Office,
    connection: Connection,
    writer: PackageWriter,
    instances: Sequence[int],
    proving: Stored,
    witnessed: Stored | None,
    evidence: Evidence,
    step: Callable[[int], None],
) -> Gathered:
    """Everything but the manifest. `witnessed`: the newest checkpoint a witness has signed, when it is an older one."""
    gathered, timeline = Gathered(), _timeline(connection)
    bound = Bound.of(connection, proving)
    numbers = _numbers(connection, instances)
    for leaf, index, path in bound.proofs(instances):
        packed = _matter(office, connection, writer, leaf, numbers[leaf.id], timeline, gathered)
        writer.add(f"{packed.folder}/proof.json", proof(proving.n, index, len(bound.heads), packed, path))
        step(leaf.events)
    if not gathered.packed:
        raise Missing("not_in_checkpoint", "检查点里还没有这些事项。", "The checkpoint binds none of these yet.")
    if witnessed is not None and witnessed.n != proving.n:
        older = Bound.of(connection, witnessed)
        for leaf, index, path in older.proofs(instances):
            then = Packed(leaf.id, numbers[leaf.id], leaf.events, leaf.head, "")
            writer.add(f"{then.folder}/witnessed.json", proof(witnessed.n, index, len(older.heads), then, path))
    _shared(connection, writer, gathered)
    _journal(connection, writer, proving.checkpoint.journal_seq)
    _notes(connection, writer, proving, witnessed)
    for name, lines in (("office", evidence.keys), ("witness", evidence.witnesses.values())):
        for n, line in enumerate(lines, start=1):
            writer.add(f"keys/{name}-{n}.pub", f"{line}\n".encode())
    text = files("engine.history").joinpath("package.zh.txt").read_text("utf-8")
    writer.add("README.txt", text.replace("\n", "\r\n").encode("utf-8-sig"))  # read on any Windows
    return gathered


def _numbers(connection: Connection, instances: Sequence[int]) -> dict[int, str]:
    i, found = t.instance.c, dict[int, str]()
    for n in range(0, len(instances), 500):
        rows = connection.execute(select(i.id, i.number).where(i.id.in_(instances[n : n + 500])))
        found.update({row.id: row.number for row in rows})
    return found


def _matter(
    office: Office,
    connection: Connection,
    writer: PackageWriter,
    leaf: Leaf,
    number: str,
    timeline: dict[str, list[tuple[datetime, str]]],
    gathered: Gathered,
) -> Packed:
    """The events as far as they are bound, and the files they name."""
    h = t.history.c
    rows = connection.execute(
        select(h.at, h.kind, h.actor, *(h[name] for name in COLUMNS))
        .where(h.instance_id == leaf.id, h.seq <= leaf.events)
        .order_by(h.seq)
    ).all()
    events = [(row, opened(row.body, row.sealed)) for row in rows]
    packed = Packed(leaf.id, number, leaf.events, leaf.head, str(events[0][1].get("definition", "")))
    writer.add_lines(
        f"{packed.folder}/events.jsonl",
        (event_line(Sealed(leaf.id, *(row._mapping[name] for name in COLUMNS))) for row, _ in events),
    )
    attached: list[dict[str, Any]] = []
    for row, body in events:
        if "definition" in body:
            gathered.definitions.add(body["definition"])
        for kind in KINDS:
            gathered.references[kind] |= _in_force(timeline[kind], row.at)
            if named := body.get("in_force", {}).get(kind):
                gathered.references[kind].add(named)
        attached += [file for file in body.get("files", []) if file.get("sha256", ERASED) != ERASED]
    for file in {file["sha256"]: file for file in attached}.values():
        path = office.files.path(file["sha256"])
        if path.exists():
            writer.add_file(f"{packed.folder}/files/{file['sha256']}", path)
        else:
            gathered.absent.append(file["sha256"])
    gathered.packed.append(packed)
    gathered.metadata.append(metadata(packed, events, attached))
    return packed


def _timeline(connection: Connection) -> dict[str, list[tuple[datetime, str]]]:
    j = t.journal.c
    wanted = select(j.kind, j.at, j.body, j.sealed).where(j.kind.in_([f"{kind}.changed" for kind in KINDS]))
    found: dict[str, list[tuple[datetime, str]]] = {kind: [] for kind in KINDS}
    for row in connection.execute(wanted.order_by(j.seq)):
        after = opened(row.body, row.sealed).get("after")  # none in an entry that was emptied: nothing known of it
        if after is not None:
            found[row.kind.removesuffix(".changed")].append((row.at, after))
    return found


def _in_force(changes: list[tuple[datetime, str]], at: datetime) -> set[str]:
    moments = [moment for moment, _ in changes]
    first = max(bisect_right(moments, at - NEAR) - 1, 0)
    return {fingerprint for _, fingerprint in changes[first : bisect_right(moments, at + NEAR)]}


def _shared(connection: Connection, writer: PackageWriter, gathered: Gathered) -> None:
    """Definitions exactly as hashed, organizations and calendars exactly as fingerprinted."""
    d, r = t.definition.c, t.reference.c
    # a content that was published again stands in the package once
    first = select(func.min(d.id)).where(d.hash.in_(gathered.definitions)).group_by(d.hash)
    for row in connection.execute(select(d.hash, d.package).where(d.id.in_(first)).order_by(d.hash)):
        for path, data in sorted(Package.from_zip(row.package).files.items()):
            writer.add(f"definitions/{row.hash}/{path}", data)
    for kind, fingerprints in gathered.references.items():
        wanted = select(r.fingerprint, r.body).where(r.kind == kind, r.fingerprint.in_(fingerprints))
        for row in connection.execute(wanted.order_by(r.fingerprint)):
            writer.add(f"{kind}/{row.fingerprint}.json", canonical(row.body))


def _journal(connection: Connection, writer: PackageWriter, last: int) -> None:
    j = t.journal.c
    wanted = select(j.kind, *(j[name] for name in COLUMNS)).where(j.seq <= last).order_by(j.seq)
    rows = connection.execute(wanted.execution_options(yield_per=1000))

    def lines() -> Iterator[bytes]:
        for row in rows:
            entry = Sealed(0, *(row._mapping[name] for name in COLUMNS))
            yield event_line(entry) if row.kind in SHOWN else withheld_line(entry)

    writer.add_lines(JOURNAL, lines())


def _notes(connection: Connection, writer: PackageWriter, proving: Stored, witnessed: Stored | None) -> None:
    """The proving note and all before it as far as the witnessed one, with their timestamps."""
    c = t.checkpoint.c
    first = min(proving.n, witnessed.n) if witnessed else proving.n
    for row in connection.execute(select(c.n, c.note, c.token).where(c.n >= first, c.n <= proving.n).order_by(c.n)):
        writer.add(f"checkpoints/{row.n}.note", row.note.encode())
        if row.token is not None:
            writer.add(f"checkpoints/{row.n}.tsr", row.token)
