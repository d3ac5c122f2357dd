"""An analyst begins a draft: from nothing but a skeleton, from a published version, or from a folder he has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from engine.actions.design.drafting import require_analyst
from engine.definition import Package
from engine.definition.skeleton import skeleton
from engine.errors import Invalid, Missing
from engine.store import tables as t
from engine.store.codes import codes_of_others
from engine.store.execute import insert_row
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, write_file
from engine.store.work import Actor

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY, LONGEST_NAME = 80, 100


@dataclass(frozen=True)
class BeginDraft:
    """One of `definition_id` (a published version) and `package`; neither: the skeleton of a new procedure."""

    procedure: str
    name: str
    package: Package | None = None
    definition_id: int | None = None


def begin_draft(office: Office, command: BeginDraft, by: Actor) -> int:
    """Returns the draft's id. Raises Refused `not_allowed` for whoever is no analyst, Invalid for key or name,
    Missing for an unknown version."""
    key, name = command.procedure.strip(), " ".join(command.name.split())
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise Invalid({"procedure": "标识由小写字母、数字和连字符组成,以字母开头,例如 leave-request。"})
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid({"name": f"名称应为1至{LONGEST_NAME}字。"})
    with office.database.write() as connection:
        now = require_analyst(office, connection, by)
        package = command.package
        if command.definition_id is not None:
            d = t.definition.c
            row = connection.execute(
                select(d.package).where(d.id == command.definition_id, d.procedure == key)
            ).one_or_none()
            if row is None:
                raise Missing("no_version", "没有这个版本。", "There is no such version.")
            package = Package.from_zip(row.package)
        package = package or skeleton(key, name, codes_of_others(office, connection, key))
        draft_id = insert_row(
            connection,
            t.procedure_draft,
            {
                "procedure": key, "name": name, "owner": by.person, "based_on": command.definition_id, "state": OPEN,
                "revision": 1, "created_at": now, "changed_at": now, "changed_by": by.person, "words": "",
            },
        )  # fmt: skip
        for path, content in package.files.items():
            write_file(connection, draft_id, path, content, {"revision": 1, "changed_at": now, "changed_by": by.person})
        journal(
            connection, "draft.begun", by.person, now,
            {"draft": draft_id, "procedure": key, "based_on": command.definition_id},
        )  # fmt: skip
    return draft_id
