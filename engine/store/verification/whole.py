"""The whole verification: the checkpoint to trust, then every chain in stretches, then what they stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context

from sqlalchemy import Connection, func, select

from engine.errors import Refused
from engine.history.checkpoint import NOTHING, read_checkpoint
from engine.history.digests import hash_of
from engine.history.keys import PublicKey
from engine.history.note import Note, read_note
from engine.history.signer import signed_by
from engine.history.tree import Leaf, root
from engine.store import tables as t
from engine.store.checkpoints import Stored, heads_at, stored
from engine.store.database import Database
from engine.store.files import Files
from engine.store.journal import JOURNAL
from engine.store.verification.chains import Seen, Stretch, joined, read_stretch
from engine.store.verification.findings import Problem, Verdict, apart
from engine.store.verification.foundations import Foundations

FEW = 60_000  # events below which a second process costs more than it saves
STRETCH = 20_000  # events read between two movements of the progress bar
BOUNDS = (-(2**62), 2**62)


@dataclass(frozen=True)
class Trust:
    """Whose signatures count, and notes held outside the database: `against` is what everything is held against (None:
    the last witnessed one inside), `exported` the newest of the folder, which must be inside as well."""

    office: Sequence[PublicKey] = ()
    witnesses: Sequence[PublicKey] = ()
    against: Note | None = None
    exported: Note | None = None


def verify_office(
    database: Database,
    files: Files,
    trust: Trust,
    *,
    processes: int = 1,
    progress: Callable[[int], object] = lambda events: None,
) -> Verdict:
    """Never raises for what it finds: every finding is a problem of the verdict."""
    with database.snapshot() as connection:
        total = connection.execute(select(func.coalesce(func.sum(t.instance.c.events), 0))).scalar_one()
        if processes < 2 or total < FEW:
            return verify_stored(connection, files, trust, progress=progress)

        def read(stretches: Sequence[Stretch], definitions: dict[int, str]) -> Iterator[Seen]:
            return _together(database.url, stretches, definitions, processes, progress)

        return verify_stored(connection, files, trust, read=read)


def verify_stored(
    connection: Connection,
    files: Files,
    trust: Trust,
    *,
    read: Callable[[Sequence[Stretch], dict[int, str]], Iterable[Seen]] | None = None,
    progress: Callable[[int], object] = lambda events: None,
) -> Verdict:
    """The same over an open connection; `read` reads stretches elsewhere."""
    problems: list[Problem] = []
    anchor, note = _anchor(connection, trust, problems)
    heads = {leaf.id: (leaf.events, leaf.head) for leaf in _bound(connection, anchor, note, problems)}
    problems += _notes(connection, trust)
    foundations = Foundations(connection, heads.pop(JOURNAL, None))
    definitions = {row.id: row.hash for row in connection.execute(select(t.definition.c.id, t.definition.c.hash))}
    stretches = list(_stretches(connection, heads))
    if read is not None:
        seen = joined(read(stretches, definitions))
    else:
        seen = joined(_one_by_one(connection, stretches, definitions, progress))
    problems += foundations.problems + seen.problems
    problems += [*foundations.definitions(seen), *foundations.references(seen), *foundations.files(seen, files)]
    signed = note is not None and any(signed_by(note, key) for key in trust.office)
    if note is not None and trust.office and not signed:
        zh = f"第{anchor}号检查点没有机关的有效签名"
        problems.append(apart("note_unsigned", str(anchor), zh, f"checkpoint {anchor} bears no valid signature"))
    witnessed = note is not None and any(signed_by(note, key) for key in trust.witnesses)
    return Verdict(
        seen.chains + 1,
        seen.events + foundations.events,
        tuple(sorted(problems, key=lambda each: each.order)),
        anchor,
        signed,
        witnessed,
    )


def _anchor(connection: Connection, trust: Trust, problems: list[Problem]) -> tuple[int | None, Note | None]:
    """The checkpoint everything is held against: given, else the last that was countersigned, else the last."""
    if trust.against is not None:
        number = read_checkpoint(trust.against.text).number
        return number, trust.against
    try:
        found = stored(connection, witnessed=True) or stored(connection)
    except Refused as refused:
        problems.append(apart("checkpoint_changed", "", f"检查点被改动:{refused.zh}", refused.en))
        return None, None
    return (found.n, found.note) if found else (None, None)


def _bound(connection: Connection, n: int | None, note: Note | None, problems: list[Problem]) -> list[Leaf]:
    """The heads the checkpoint binds, when they make its root; else what was kept of them proves nothing."""
    if n is None or note is None:
        return []
    said, heads = read_checkpoint(note.text), heads_at(connection, n)
    hash = hash_of(said.alg)
    if root([leaf.hash(hash) for leaf in heads], hash) != said.root or len(heads) != said.leaves:
        problems.append(
            apart(
                "checkpoint_heads", str(n), f"第{n}号检查点所载链头被改动", f"the heads of checkpoint {n} were changed"
            )
        )
    return heads


def _notes(connection: Connection, trust: Trust) -> Iterator[Problem]:
    """Every note follows from the one before and is signed by the office; the one held outside is among them."""
    c, previous, number = t.checkpoint.c, NOTHING, 0
    missing = {note.text for note in (trust.against, trust.exported) if note is not None}
    rows = connection.execute(select(c.n, c.at, c.note, c.witness, c.leaves, c.events, c.root, c.alg).order_by(c.n))
    for row in rows:
        try:
            kept = Stored(**{**row._mapping, "note": read_note(row.note)})
            said = kept.checkpoint
            sound = kept.agrees and said.previous == previous and said.number > number
        except (Refused, ValueError, TypeError):
            sound = False
        if sound and trust.office and not any(signed_by(kept.note, key) for key in trust.office):
            sound = False
        if sound and row.witness and trust.witnesses and not any(signed_by(kept.note, k) for k in trust.witnesses):
            sound = False
        if not sound:
            n = row.n
            yield apart("checkpoint_changed", str(n), f"第{n}号检查点被改动", f"checkpoint {n} was changed")
            return
        previous, number = said.hash, said.number
        missing.discard(kept.note.text)
    for n in sorted(read_checkpoint(text).number for text in missing):
        yield apart(
            "checkpoint_missing", str(n), f"库中没有所持的第{n}号检查点", f"checkpoint {n}, held outside, is missing"
        )


def _stretches(connection: Connection, heads: dict[int, tuple[int, bytes]]) -> Iterator[Stretch]:
    """Ids cut into stretches of about so many events; together they cover every id there can be."""
    i, first, count = t.instance.c, BOUNDS[0], 0
    left = dict(sorted(heads.items(), reverse=True))  # taken from its end, lowest id first

    def cut(last: int) -> Stretch:
        mine = {}
        while left and next(reversed(left)) <= last:
            id, head = left.popitem()
            mine[id] = head
        return Stretch(first, last, mine)

    with closing(connection.execute(select(i.id, i.events).order_by(i.id))) as rows:
        for row in rows:
            count += max(row.events, 1)
            if count >= STRETCH:
                yield cut(row.id)
                first, count = row.id + 1, 0
    yield cut(BOUNDS[1])


def _one_by_one(
    connection: Connection, stretches: Iterable[Stretch], definitions: dict[int, str], progress: Callable[[int], object]
) -> Iterator[Seen]:
    for stretch in stretches:
        seen = read_stretch(connection, stretch, definitions)
        progress(seen.events)
        yield seen


def _together(
    url: str, stretches: Sequence[Stretch], definitions: dict[int, str], processes: int,
    progress: Callable[[int], object],
) -> Iterator[Seen]:  # fmt: skip
    """In processes of their own; each stretch is read within one moment of the database."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, (url, definitions)) as pool:
        for future in as_completed([pool.submit(_read, stretch) for stretch in stretches]):
            seen = future.result()
            progress(seen.events)
            yield seen


_opened: list[tuple[Database, dict[int, str]]] = []  # of a worker process


def _open(url: str, definitions: dict[int, str]) -> None:
    _opened.append((Database(url, pool_size=1), definitions))


def _read(stretch: Stretch) -> Seen:
    database, definitions = _opened[0]
    with database.snapshot() as connection:
        return read_stretch(connection, stretch, definitions)
