"""The demo's accounts, named at sign-in so that somebody who only looks around can be anybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from engine.demo.load import PASSWORD
from engine.queries import names
from web.sessions import office

STEPS = {
    "U11": "拟稿",
    "U10": "单位审核",
    "O5": "核稿",
    "O2": "印发前审核",
    "O1": "主任审核",
    "L4": "签发",
    "O7": "编号用印",
    "A4": "流程设计",
    "A2": "审核发布",
    "A5": "监察检索",
}


@dataclass(frozen=True)
class DemoAccount:
    login: str
    name: str
    step: str


def demo_accounts() -> dict[str, object]:
    """What the sign-in page shows of a demo office; nothing in a real one."""
    if not current_app.config["DEMO"]:
        return {"demo": ()}
    found = names(office(), STEPS)
    return {
        "demo": tuple(DemoAccount(login, found[login], step) for login, step in STEPS.items()),
        "demo_password": PASSWORD,
    }
