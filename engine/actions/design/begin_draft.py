"""An analyst begins a draft: from nothing but a skeleton, from a published version, or from a folder he has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine.actions.design.drafting import called, no_version, require_analyst
from engine.definition import Package
from engine.definition.canonical import canonical_package
from engine.definition.skeleton import skeleton
from engine.errors import Invalid
from engine.store import tables as t
from engine.store.codes import codes_of_others
from engine.store.execute import insert_row
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, write_file
from engine.store.work import Actor

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 80


@dataclass(frozen=True)
class BeginDraft:
    """One of `definition_id` (a published version) and `package`; neither: the skeleton of a new procedure.

    `roll_back`: the version is to be published again over the one in force. `another`: the package is meant to
    become a new version of the procedure that has its key.
    """

    procedure: str
    name: str
    package: Package | None = None
    definition_id: int | None = None
    roll_back: bool = False
    another: bool = False


def begin_draft(office: Office, command: BeginDraft, by: Actor) -> int:
    """Returns the draft's id.

    Raises Refused `not_allowed` for whoever is no analyst, Invalid for key or name, also for a key that another
    procedure has, Missing for an unknown version.
    """
    key, name = command.procedure.strip(), called(command.name)
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise Invalid({"procedure": "标识由小写字母、数字和连字符组成,以字母开头,例如 leave-request。"})
    with office.database.write() as connection:
        now = require_analyst(office, connection, by)
        package, based_on = _content(office, connection, command, key, name)
        draft_id = insert_row(
            connection,
            t.procedure_draft,
            {
                "procedure": key, "name": name, "owner": by.person, "based_on": based_on, "state": OPEN,
                "revision": 1, "created_at": now, "changed_at": now, "changed_by": by.person, "words": "",
            },
        )  # fmt: skip
        for path, content in package.files.items():
            write_file(connection, draft_id, path, content, {"revision": 1, "changed_at": now, "changed_by": by.person})
        journal(
            connection, "draft.begun", by.person, now,
            {"draft": draft_id, "procedure": key, "based_on": based_on, "hash": package.hash},
        )  # fmt: skip
    return draft_id


def _content(
    office: Office, connection: Connection, command: BeginDraft, key: str, name: str
) -> tuple[Package, int | None]:
    """The files it begins with, and the version it is based on."""
    d = t.definition.c
    versions: list[Any] = list(
        connection.execute(select(d.id, d.hash, d.name).where(d.procedure == key).order_by(d.version.desc()))
    )
    if command.definition_id is not None:
        if command.definition_id not in {row.id for row in versions}:
            raise no_version()
        found = connection.execute(select(d.package).where(d.id == command.definition_id)).scalar_one()
        return Package.from_zip(found), versions[0].id if command.roll_back else command.definition_id
    if versions and not (command.package and command.another):
        used = f"标识“{key}”已用于流程“{versions[0].name}”。"
        raise Invalid({"procedure": f"{used}要改这个流程,请从它的版本起草;新流程请换一个标识。"})
    if command.package is None:
        return canonical_package(skeleton(key, name, codes_of_others(office, connection, key))), None
    # Files of unknown descent are compared with the version in force before they may follow it.
    same = next((row.id for row in versions if row.hash == command.package.hash), None)
    return command.package, same
