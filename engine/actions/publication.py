"""A checked package becomes the next version of its procedure, within the transaction of whatever decided that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from engine.definition import Definition
from engine.errors import DefinitionRefused, Finding, NotNow
from engine.store import tables as t
from engine.store.codes import codes_of_others
from engine.store.execute import insert_row
from engine.store.journal import journal
from engine.store.office import Office


def publish(
    office: Office, connection: Connection, definition: Definition, by: str, now: datetime, told: dict[str, Any]
) -> tuple[int, int]:
    """(id, version) of the new version, told in the journal together with `told`: where it came from.

    Running instances stay on the version they were started on; whatever starts from now on takes this one.
    Raises DefinitionRefused when the code of its numbers is another procedure's.
    """
    others = codes_of_others(office, connection, definition.procedure.key)
    if (code := definition.procedure.code) in others:
        raise DefinitionRefused([_taken(code, others[code])])
    d, procedure, hash_ = t.definition.c, definition.procedure, definition.hash
    last = connection.execute(select(func.max(d.version)).where(d.procedure == procedure.key)).scalar_one()
    version = (last or 0) + 1
    row = {
        "procedure": procedure.key, "version": version, "hash": hash_, "name": procedure.name,
        "package": definition.package.to_zip(), "published_at": now, "published_by": by,
    }  # fmt: skip
    try:
        definition_id = insert_row(connection, t.definition, row)
    except IntegrityError as error:  # of a new procedure there is no row yet that others would wait for
        raise NotNow(
            "version_taken", "同一流程刚刚发布了另一个版本,请刷新后再看。",
            "Another version of it was released just now.",
        ) from error
    journal(
        connection, "definition.published", by, now,
        {"procedure": procedure.key, "version": version, "hash": hash_, **told},
    )  # fmt: skip
    return definition_id, version


def _taken(code: str, name: str) -> Finding:
    zh, en = f"编号代码“{code}”已由“{name}”使用。", f"The code {code!r} belongs to {name!r} already."
    return Finding(
        "code_taken", "code", zh, en, file="procedure.toml", fix_zh="换一个代码(code)。", fix_en="Choose another code."
    )
