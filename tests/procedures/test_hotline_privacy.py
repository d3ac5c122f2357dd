"""要求保密: who called is known to 热线办 and to nobody else who has a part in the ticket."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.store.office import Office

FOLDER = Path(__file__).resolve().parents[2] / "processes/hotline"
NAME, PHONE = "赵盼晴", "10000000061"


def dispatched(office: Office, hide: str) -> int:
    """HOT-1, dispatched to 住建局; the caller asks for secrecy or does not."""
    actions.publish_definition(office, Package.from_folder(FOLDER), Actor("system"))
    story = tomllib.loads((FOLDER / "scenarios/hot-1.toml").read_text(encoding="utf-8"))
    values = {
        **story["step"][0]["values"], "received": "2026-02-13T08:50", "hide_identity": hide, "secrecy": "无",
        "openness": "不予公开", "openness_reason": "涉及诉求人个人信息", "visit_wanted": "是", "enterprise": "否",
        "content": f"老旧小区加装电梯补贴怎么申请?请联系{NAME},{PHONE}。",
    }  # fmt: skip
    started = actions.start_instance(office, actions.StartInstance("hotline", values, "s"), Actor("O12"))
    command = actions.CompleteTask(
        started.opened[0], {"dispatch_result": "派单", "lead": "住建局"}, "d", f"{NAME}上午在家。"
    )
    return actions.complete_task(office, command, Actor("O12")).opened[0]


@pytest.mark.parametrize("person", ["U9", "U8"])
def test_the_unit_sees_neither_name_nor_number(bare_office: Office, person: str) -> None:
    task = dispatched(bare_office, "是")
    page = queries.task_page(bare_office, person, task)
    seen = str(asdict(page)) + str(asdict(queries.instance_page(bare_office, person, page.instance.id)))
    assert NAME not in seen and PHONE not in seen
    assert "赵**" in seen and "*********61" in seen


@pytest.mark.parametrize("person", ["O11", "O12"])
def test_the_hotline_office_sees_it_all(bare_office: Office, person: str) -> None:
    task = dispatched(bare_office, "是")
    seen = str(asdict(queries.task_page(bare_office, person, task)))
    assert f"请联系{NAME},{PHONE}。" in seen and f"{NAME}上午在家。" in seen


def test_the_printed_ticket_shows_what_its_reader_may_see(bare_office: Office) -> None:
    task = dispatched(bare_office, "是")
    instance_id = queries.task_page(bare_office, "O12", task).instance.id
    unit, office = (str(asdict(queries.paper(bare_office, p, instance_id, "ticket"))) for p in ("U9", "O12"))
    assert NAME not in unit and PHONE not in unit and "赵**" in unit and "*********61" in unit
    assert NAME in office and PHONE in office


def test_who_did_not_ask_for_secrecy_can_be_called_back(bare_office: Office) -> None:
    task = dispatched(bare_office, "否")
    assert PHONE in str(asdict(queries.task_page(bare_office, "U9", task)))
