"""Publish a package as the next version of its procedure; running instances stay on theirs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.definition import Package, check, compile_package
from engine.errors import DefinitionRefused, Finding
from engine.organization import require
from engine.store import tables as t
from engine.store.codes import codes_of_others
from engine.store.execute import insert_row
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor


@dataclass(frozen=True)
class Published:
    definition_id: int
    procedure: str
    version: int
    hash: str
    new: bool


def publish_definition(office: Office, package: Package, by: Actor) -> Published:
    """Equal content is not a new version.

    Raises DefinitionRefused with every finding, Refused `not_allowed` for whoever may not release.
    """
    errors = [f for f in check(package) if f.severity == "error"]
    if errors:
        raise DefinitionRefused(errors)
    definition = compile_package(package)
    d = t.definition.c
    with office.database.write() as connection:
        now = office.now()
        if by.person != SYSTEM:
            organization = office.organization(connection, office.in_force(connection)["organization"])
            require(organization, by.person, "definition.release", now)
        others = codes_of_others(office, connection, definition.procedure.key)
        if (code := definition.procedure.code) in others:
            raise DefinitionRefused([_taken(code, others[code])])
        same = connection.execute(select(d.id, d.version).where(d.hash == package.hash)).one_or_none()
        if same is not None:
            return Published(same.id, definition.procedure.key, same.version, package.hash, False)
        last = connection.execute(
            select(func.max(d.version)).where(d.procedure == definition.procedure.key)
        ).scalar_one()
        version = (last or 0) + 1
        definition_id = insert_row(
            connection,
            t.definition,
            {
                "procedure": definition.procedure.key, "version": version, "hash": package.hash,
                "name": definition.procedure.name, "package": package.to_zip(), "published_at": now,
                "published_by": by.person,
            },
        )  # fmt: skip
        journal(
            connection, "definition.published", by.person, now,
            {"procedure": definition.procedure.key, "version": version, "hash": package.hash},
        )  # fmt: skip
        return Published(definition_id, definition.procedure.key, version, package.hash, True)


def _taken(code: str, name: str) -> Finding:
    zh, en = f"编号代码“{code}”已由“{name}”使用。", f"The code {code!r} belongs to {name!r} already."
    return Finding(
        "code_taken", "code", zh, en, file="procedure.toml", fix_zh="换一个代码(code)。", fix_en="Choose another code."
    )
