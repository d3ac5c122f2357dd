"""A dispatcher may be the role of one unit: its holder rules himself, the same role elsewhere does not."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.store.work import SYSTEM
from tests.actions.desk import command_id
from tests.matters import matter


@pytest.mark.parametrize(
    ("dispatcher", "kind"), [("checker@文秘科", "task.transferred"), ("checker@林草局", "request.asked")]
)
def test_who_dispatches_hands_on_at_once(matters, dispatcher, kind):
    files = matter().files
    toml = files["procedure.toml"].replace(b'dispatcher = ["checker"]', f'dispatcher = ["{dispatcher}"]'.encode())
    actions.publish_definition(matters.office, Package({**files, "procedure.toml": toml}), Actor(SYSTEM))
    matters.start()
    page = queries.task_page(matters.office, "O5", matters.find("check"))
    here, asked = (
        {p.id for unit in side for p in unit.people} for side in (page.actions.transfer, page.actions.by_request)
    )
    assert ("U12" in here, "U12" in asked) == (kind == "task.transferred", kind != "task.transferred")
    matters.act(
        actions.transfer_task, actions.TransferTask(matters.find("check"), "U12", "请你单位办理。", command_id()), "O5"
    )
    assert matters.kinds[-1] == kind
