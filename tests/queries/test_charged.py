"""Who answers for a procedure opens its matters; a role that does no business opens none, whatever a package says."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.errors import NotYours
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions.desk import command_id
from tests.matters import VALUES, matter


@pytest.mark.parametrize(("owner", "person", "opens"), [("director", "O1", True), ("audit-admin", "A3", False)])
def test_only_who_does_business(bare_office, owner, person, opens):
    published = actions.publish_definition(bare_office, matter(), Actor(SYSTEM))
    files = matter().files
    declared = files["procedure.toml"].replace(b'owner = ["director"]', f'owner = ["{owner}"]'.encode())
    package = Package({**files, "procedure.toml": declared})
    with bare_office.database.write() as connection:  # the check refuses such a package; one may be older than the check
        connection.execute(
            update(t.definition)
            .where(t.definition.c.id == published.definition_id)
            .values(package=package.to_zip(), hash=package.hash)
        )
    bare_office = Office(bare_office.database, bare_office.clock, bare_office.files.folder)
    started = actions.start_instance(bare_office, actions.StartInstance("matter", {**VALUES}, command_id()), Actor("U11"))
    if opens:
        assert queries.instance_page(bare_office, person, started.instance_id)
        return
    with pytest.raises(NotYours):
        queries.instance_page(bare_office, person, started.instance_id)
