"""Publish a package as the next version of its procedure; running instances stay on theirs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.actions.publication import publish
from engine.definition import Package, check, compile_package
from engine.errors import DefinitionRefused
from engine.organization import require
from engine.store import tables as t
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
        same = connection.execute(
            select(d.id, d.version)
            .where(d.hash == package.hash, d.procedure == definition.procedure.key)
            .order_by(d.version.desc())
            .limit(1)
        ).one_or_none()
        if same is not None:
            return Published(same.id, definition.procedure.key, same.version, package.hash, False)
        definition_id, version = publish(office, connection, definition, by.person, now, {})
        return Published(definition_id, definition.procedure.key, version, package.hash, True)
