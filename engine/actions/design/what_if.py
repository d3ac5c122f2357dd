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
from engine.store.trying import matters_begun, try_on
from engine.store.work import Actor

KIND = "what_if"
SECONDS = 3.0  # of one stretch; a page asks for the next one


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
    if command.first > command.last:
        raise Invalid({"last": "结束日期不能早于开始日期。"})
    with office.database.read() as connection:
        now = require_analyst(office, connection, by)
        row = draft_row(connection, command.draft_id, by.person)
        package = package_of(connection, command.draft_id)
        before = report_of(connection, package.hash, KIND)
        draft = compile_package(package)
        content = _begun(before.content if before else None, command, row.procedure)
        fresh = content is None
        if content is None:
            ids = matters_begun(connection, row.procedure, command.first, command.last)
            content = {
                "procedure": row.procedure, "first": command.first.isoformat(), "last": command.last.isoformat(),
                "done": 0, "ids": ids, "report": Tally().content,
            }  # fmt: skip
        tally = Tally(content["report"])
        left = content["ids"][content["done"] :]
        content["done"] += try_on(office, connection, draft, left, tally, command.seconds)
        content["report"] = tally.as_json()
    tried = Tried(content["done"], len(content["ids"]))
    if left or fresh:
        with office.database.write() as connection:
            keep_report(connection, package.hash, KIND, content, by=by.person, at=now)
    return tried


def _begun(content: Any, command: WhatIf, procedure: str) -> dict[str, Any] | None:
    """The report of the same question, to go on with."""
    asked = (procedure, command.first.isoformat(), command.last.isoformat())
    if command.anew or not content or (content["procedure"], content["first"], content["last"]) != asked:
        return None
    return dict(content)
