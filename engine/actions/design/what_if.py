"""An analyst lets the histories of a period run through his draft; what comes of it is kept with these very files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.actions.design.drafting import require_analyst
from engine.definition import compile_package
from engine.errors import Invalid
from engine.instance.trial import Tally
from engine.store.office import Office
from engine.store.procedure_drafts import draft_row, keep_report, package_of, report_of
from engine.store.releasing import WHAT_IF
from engine.store.trying import TRYING, drop_report, matters_begun, try_on
from engine.store.work import Actor

SECONDS = 3.0  # of one stretch; a page asks for the next one

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)  # days that every clock can be put to


@dataclass(frozen=True)
class WhatIf:
    """Matters begun from `first` to `last`. `anew`: from the beginning, though a report is there."""

    draft_id: int
    first: date
    last: date
    anew: bool = False
    seconds: float = SECONDS


@dataclass(frozen=True)
class Tried:
    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done >= self.total


def what_if(office: Office, command: WhatIf, by: Actor) -> Tried:
    """Go on where the last stretch ended. Matters are read, never changed.

    Raises Refused `not_allowed`, Missing for another's draft, Invalid for the period, DefinitionRefused with every
    finding when the draft cannot run.
    """
    for name, day in (("first", command.first), ("last", command.last)):
        if not EARLIEST <= day <= LATEST:
            raise Invalid({name: f"日期应在{EARLIEST.year}年至{LATEST.year}年之间。"})
    if command.first > command.last:
        raise Invalid({"last": "结束日期不能早于开始日期。"})
    with office.database.read() as connection:
        now = require_analyst(office, connection, by)
        row = draft_row(connection, command.draft_id, by.person)
        package = package_of(connection, command.draft_id)
        asked = {"procedure": row.procedure, "first": command.first.isoformat(), "last": command.last.isoformat()}
        if not command.anew and (made := _same(report_of(connection, package.hash, WHAT_IF), asked)):
            return Tried(made["total"], made["total"])
        draft = compile_package(package)
        begun = None if command.anew else _same(report_of(connection, package.hash, TRYING), asked)
        if begun is None:
            ids = matters_begun(connection, row.procedure, command.first, command.last)
            begun = {**asked, "done": 0, "total": len(ids), "left": ids, "report": Tally().content}
        tally, left = Tally(begun["report"]), begun["left"]
        done = try_on(office, connection, draft, left, tally, command.seconds)
    tried = Tried(begun["done"] + done, begun["total"])
    with office.database.write() as connection:
        if tried.finished:
            whole = {**asked, "total": tried.total, **tally.as_json()}
            keep_report(connection, package.hash, WHAT_IF, whole, by=by.person, at=now)
            drop_report(connection, package.hash, TRYING)
        else:
            part = {**begun, "done": tried.done, "left": left[done:], "report": tally.as_json()}
            keep_report(connection, package.hash, TRYING, part, by=by.person, at=now)
    return tried


def _same(kept: Any, asked: dict[str, str]) -> dict[str, Any] | None:
    """What is kept, when it is about the same question."""
    content = kept.content if kept else {}
    return dict(content) if all(content.get(name) == value for name, value in asked.items()) else None
