"""The whole verification: the checkpoint to trust, then every chain in stretches, then what they stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from multiprocessing import get_context

from sqlalchemy import Connection, func, select

from engine.history.signer import signed_by
from engine.store import tables as t
from engine.store.database import Database
from engine.store.files import Files
from engine.store.journal import JOURNAL
from engine.store.verification.anchor import Trust, anchor_of, bounds_of, wrong_notes
from engine.store.verification.chains import read_stretch
from engine.store.verification.findings import Problem, Verdict, apart
from engine.store.verification.foundations import Foundations
from engine.store.verification.stretch import Seen, Stretch, joined

FEW = 60_000  # events below which a second process costs more than it saves
STRETCH = 20_000  # events read between two movements of the progress bar
BOUNDS = (-(2**62), 2**62)


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
    anchor, note = anchor_of(connection, trust, problems)
    heads = bounds_of(connection, anchor, note, problems)
    problems += wrong_notes(connection, trust)
    foundations = Foundations(connection, heads.pop(JOURNAL, {}))
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


def _stretches(connection: Connection, heads: dict[int, dict[int, bytes]]) -> Iterator[Stretch]:
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
