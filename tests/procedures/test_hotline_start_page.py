"""The start page of a ticket says where it would go, though it waits for messages by a number it does not have yet."""

from __future__ import annotations

import tomllib
from pathlib import Path

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.store.office import Office

FOLDER = Path(__file__).resolve().parents[2] / "processes/hotline"


def test_a_ticket_would_be_dispatched(bare_office: Office) -> None:
    actions.publish_definition(bare_office, Package.from_folder(FOLDER), Actor("system"))
    story = tomllib.loads((FOLDER / "scenarios/hot-1.toml").read_text(encoding="utf-8"))
    typed = {
        **story["step"][0]["values"], "received": "2026-02-13T08:50", "secrecy": "无", "openness": "不予公开",
        "openness_reason": "涉及诉求人个人信息", "visit_wanted": "是", "enterprise": "否",
    }  # fmt: skip
    ahead = queries.start_page(bare_office, "O12", "hotline", typed=typed).ahead
    assert ahead.certain and [step.step for step in ahead.steps] == ["派单"]
