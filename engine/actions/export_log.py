"""Take an event log out of the house as a file: its trace in the journal is committed before anybody gets the file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import Missing, NotYours, Refused
from engine.export import Counted, LogCase, Text, write_ocel_json, write_ocel_sqlite, write_xes
from engine.queries.event_log import Chosen, LogAsked, chosen_cases, log_cases
from engine.queries.mining.rights import may_export
from engine.queries.reader import Reader, reading
from engine.queries.visibility import visible_among
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor

FORMS = {"xes": "xes", "ocel-json": "json", "ocel-sqlite": "sqlite"}  # form -> how its file's name ends
Progress = Callable[[Iterable[LogCase], int], Iterable[LogCase]]


@dataclass(frozen=True)
class ExportLog:
    """`form` is one of FORMS. A person must name a procedure; the machine's operator (SYSTEM) need not."""

    form: str
    asked: LogAsked = field(default_factory=LogAsked)


@dataclass(frozen=True)
class Exported:
    """What the file holds; `left_out` matters of the period the person may not see."""

    path: Path
    form: str
    counted: Counted
    sha256: str
    left_out: int


def export_log(
    office: Office, command: ExportLog, by: Actor, path: Path, progress: Progress = lambda cases, n: cases
) -> Exported:
    """Write the file at `path`. Raises Refused (unknown_form, bad_period), NotYours, Missing when there is nothing."""
    _require(office, command, by)
    unfinished = path.with_name(path.name + ".part")
    try:
        counted, left_out = _write(office, command, by, unfinished, progress)
        digest = _sha256(unfinished)
        asked = command.asked
        body = {
            "form": command.form, "procedure": asked.procedure, "since": asked.since and asked.since.isoformat(),
            "until": asked.until and asked.until.isoformat(), "cases": counted.cases, "events": counted.events,
            "sha256": digest,
        }  # fmt: skip
        with office.database.write() as connection:
            journal(connection, "log.exported", by.person, office.now(), body)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Exported(path, command.form, counted, digest, left_out)


def _require(office: Office, command: ExportLog, by: Actor) -> None:
    """Whoever may not export hears nothing of what is wrong with his wish."""
    asked = command.asked
    if by.person != SYSTEM:
        with reading(office, by.person) as reader:
            _may(reader, asked)
    if command.form not in FORMS:
        raise Refused("unknown_form", f"没有“{command.form}”这种格式。", f"There is no form {command.form!r}.")
    if asked.since and asked.until and asked.since > asked.until:
        raise Refused("bad_period", "起始日期晚于截止日期。", "The period ends before it begins.")


def _write(office: Office, command: ExportLog, by: Actor, path: Path, progress: Progress) -> tuple[Counted, int]:
    with ExitStack() as stack:
        if by.person == SYSTEM:
            connection = stack.enter_context(office.database.read())
            organization = office.organization(connection, office.in_force(connection)["organization"])
            chosen, left_out = chosen_cases(connection, command.asked), 0
        else:
            reader = stack.enter_context(reading(office, by.person))
            connection, organization = reader.connection, reader.organization
            chosen, left_out = _allowed(reader, command.asked)
        if not chosen.ids:
            raise Missing("nothing_to_export", "这段时间没有可以导出的事项。", "There are no matters to export.")
        cases = progress(log_cases(office, connection, organization, chosen.ids), len(chosen.ids))
        if command.form == "ocel-sqlite":
            path.unlink(missing_ok=True)
            return write_ocel_sqlite(cases, path, chosen.numbers), left_out
        with path.open("wb") as out:
            if command.form == "ocel-json":
                return write_ocel_json(cases, out, chosen.numbers), left_out
            name = command.asked.procedure or "banjie"
            named: list[tuple[str, Text]] = [("concept:name", name), ("exported", office.now())]
            return write_xes(cases, out, named), left_out


def _allowed(reader: Reader, asked: LogAsked) -> tuple[Chosen, int]:
    """The matters this person may take, and how many of the period he may not see."""
    _may(reader, asked)
    chosen = chosen_cases(reader.connection, asked)
    seen = visible_among(reader, chosen.ids)
    kept = [(id, number) for id, number in zip(chosen.ids, chosen.numbers, strict=True) if id in seen]
    return Chosen(tuple(id for id, _ in kept), tuple(number for _, number in kept)), len(chosen.ids) - len(kept)


def _may(reader: Reader, asked: LogAsked) -> None:
    row = next((row for row in reader.newest if row.procedure == asked.procedure), None)
    if row is None or not may_export(reader, reader.definition(row.id)):
        raise NotYours()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
