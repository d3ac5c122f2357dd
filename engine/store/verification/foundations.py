"""What histories stand on: the journal, definitions, organizations, calendars, and the bytes of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from engine.definition import Package
from engine.errors import DefinitionRefused
from engine.history import UNREADABLE, Broken, Chain, Sealed, canonical, opened
from engine.store import tables as t
from engine.store.columns import EPOCH, MICROSECOND
from engine.store.files import CHUNK, Files
from engine.store.journal import JOURNAL
from engine.store.releasing import digest_of, released_kind
from engine.store.verification.findings import Problem, apart, at_event, said_of
from engine.store.verification.rows import raw
from engine.store.verification.stretch import Seen

KINDS = ("organization", "calendar")


class Foundations:
    """The journal read once, and what it says was published and put in force."""

    def __init__(self, connection: Connection, bound: Mapping[int, bytes]) -> None:
        self.connection, self.problems, self.events = connection, list[Problem](), 0
        # (hash, procedure, version) -> digests of the reports it was released with, by kind
        self.published: dict[tuple[str, str, int], dict[str, str]] = {}
        self.in_force: dict[str, str] = {}  # kind -> the last fingerprint
        self.known: set[tuple[str, str]] = set()
        self._journal(bound)

    def _journal(self, bound: Mapping[int, bytes]) -> None:
        j, chain = t.journal.c, Chain(JOURNAL)
        row = self.connection.execute(
            select(t.setting.c.value).where(t.setting.c.key == "journal")
        ).scalar_one_or_none()
        rows = raw(
            self.connection,
            select(j.seq, j.meta, j.salt, j.body, j.digest, j.hash, j.sealed, j.kind, j.at, j.actor).order_by(j.seq),
        )
        try:
            head = (row["seq"], bytes.fromhex(row["hash"])) if row else (0, chain.previous)
            for each in rows:
                self.events += 1
                meta = chain.take(Sealed(JOURNAL, *each[:7]))
                at = (datetime.fromisoformat(str(meta["at"])).astimezone(UTC) - EPOCH) // MICROSECOND
                if (each[7], each[8], each[9]) != (meta["kind"], at, meta["who"]):
                    return self._complain(
                        chain.seq, "行内的人员、时间或类别与日志不符", "its columns are not what it says"
                    )
                if chain.seq in bound and each[5] != bound[chain.seq]:
                    return self._complain(chain.seq, "与检查点所载链头不符", "it is not the head the checkpoint binds")
                if each[3]:  # erased as a whole: it tells nothing any more
                    self._learn(str(meta["kind"]), opened(each[3], each[6]))
            chain.settle()
        except Broken as broken:
            return self._complain(broken.seq, *said_of(broken.why))
        except UNREADABLE:
            return self._complain(max(chain.seq, 1), "内容无法读取", "what it holds cannot be read")
        if (chain.seq, chain.previous) != head:
            return self._complain(
                min(chain.seq, head[0]) + (chain.seq != head[0]), "链头不符", "its head is not the last"
            )
        if chain.seq < max(bound, default=0):
            return self._complain(chain.seq + 1, "短于检查点所载", "it is shorter than the checkpoint says")
        return None

    def _learn(self, kind: str, body: dict[str, Any]) -> None:
        if kind == "definition.published":
            reports = {kind: told["digest"] for kind, told in body.get("reports", {}).items()}
            self.published[body["hash"], body["procedure"], body["version"]] = reports
        elif kind.removesuffix(".changed") in KINDS:
            self.in_force[kind.removesuffix(".changed")] = body["after"]
            self.known.add((kind.removesuffix(".changed"), body["after"]))

    def _complain(self, seq: int, zh: str, en: str) -> None:
        self.problems.append(at_event("journal_broken", JOURNAL, seq, "journal", zh, en))

    def definitions(self, seen: Seen) -> Iterator[Problem]:
        """Every package hashes to its row's hash, was published, and is there when a history needs it."""
        d, found, there = t.definition.c, set(), dict[tuple[str, str, int], int]()
        for row in raw(self.connection, select(d.id, d.hash, d.procedure, d.version, d.package)):
            found.add(row[1])
            there[row[1], row[2], row[3]] = row[0]
            try:
                same = Package.from_zip(row[4]).hash == row[1]
            except DefinitionRefused:
                same = False
            name = f"{row[2]} {row[3]}"
            if not same:
                yield _at(seen, ("definition", row[1]), "definition_changed", name, "流程版本的内容被改动",
                          "the package of the definition was changed")  # fmt: skip
            elif (row[1], row[2], row[3]) not in self.published:
                yield _at(seen, ("definition", row[1]), "definition_foreign", name, "流程版本不是日志所载发布",
                          "the journal knows no such publication")  # fmt: skip
        yield from _absent(seen, found, ("definition",))
        used = {hash for kind, hash in seen.references if kind == "definition"}
        for version in sorted(self.published.keys() - there.keys()):
            if version[0] in found or version[0] not in used:  # else it was told already, with the event it decided
                yield apart("definition_missing", f"{version[1]} {version[2]}", "日志所载的流程版本已不存在",
                            "a version the journal tells of is gone")  # fmt: skip
        yield from self._reports(there)

    def _reports(self, there: Mapping[tuple[str, str, int], int]) -> Iterator[Problem]:
        """What a version was released with is what the journal says of it."""
        r = t.package_report.c
        for version, told in self.published.items():
            for kind, digest in told.items() if version in there else ():
                name = released_kind(there[version], kind)
                wanted = select(r.content).where(r.hash == version[0], r.kind == name)
                kept = self.connection.execute(wanted).one_or_none()
                if kept is None or digest_of(kept.content) != digest:
                    yield apart("report_changed", f"{version[1]} {version[2]}", f"发布时的报告“{kind}”被改动或丢失",
                                f"the report {kind} it was released with was changed or is gone")  # fmt: skip

    def references(self, seen: Seen) -> Iterator[Problem]:
        """Every organization and calendar hashes to its fingerprint and was put in force."""
        r, found = t.reference.c, set()
        for row in raw(self.connection, select(r.kind, r.fingerprint, r.body)):
            key = (row[0], row[1])
            found.add(row[1])
            try:
                same = hashlib.sha256(canonical(orjson.loads(row[2]))).hexdigest() == row[1]
            except UNREADABLE:  # no JSON, or none that could be written again
                same = False
            if not same:
                yield _at(seen, key, "reference_changed", row[0], "机构人员或日历的内容被改动",
                          f"the {row[0]} was changed")  # fmt: skip
            elif key not in self.known:
                yield _at(seen, key, "reference_foreign", row[0], "机构人员或日历不是日志所载",
                          f"the journal knows no such {row[0]}")  # fmt: skip
        yield from _absent(seen, found, KINDS)
        s = t.setting.c
        for row in self.connection.execute(select(s.key, s.value).where(s.key.in_(KINDS))):
            if self.in_force.get(row.key) != row.value:
                yield apart(
                    "in_force_changed", row.key, f"现行{row.key}与日志不符", f"the {row.key} in force is not the last"
                )

    def files(self, seen: Seen, files: Files) -> Iterator[Problem]:
        """The bytes of every attachment are those its event names."""
        for sha256, (chain, seq, name) in seen.files.items():
            path = files.path(sha256) if len(sha256) == 64 else None
            digest = hashlib.sha256()
            try:
                if path is None:
                    raise FileNotFoundError(sha256)
                with path.open("rb") as stream:
                    while chunk := stream.read(CHUNK):
                        digest.update(chunk)
            except (OSError, ValueError):  # a name that can be no file's
                yield at_event("file_missing", chain, seq, name, "附件文件丢失", "the bytes of an attachment are gone")
                continue
            if digest.hexdigest() != sha256:
                yield at_event(
                    "file_changed", chain, seq, name, "附件文件被改动", "the bytes of an attachment were changed"
                )


def _at(seen: Seen, key: tuple[str, str], code: str, name: str, zh: str, en: str) -> Problem:
    """Tied to the first event that was decided by it, when there is one."""
    place = seen.references.get(key)
    return at_event(code, place[0], place[1], place[2], zh, en) if place else apart(code, name, f"{name}:{zh}", en)


def _absent(seen: Seen, found: set[str], kinds: tuple[str, ...]) -> Iterator[Problem]:
    for (kind, hash), (chain, seq, name) in seen.references.items():
        if kind in kinds and hash not in found:
            yield at_event(f"{kind}_missing", chain, seq, name, "所依据的流程、机构或日历已不存在",
                           f"the {kind} it was decided by is gone")  # fmt: skip
