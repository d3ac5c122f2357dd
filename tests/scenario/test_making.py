"""A scenario made from a matter that has ended passes on the version it came from and tells nothing of anybody."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor, BeginDraft
from engine.definition import Package, compile_package
from engine.errors import Missing, NotNow, NotYours, Refused
from engine.organization import load_office
from engine.scenario import read_scenario, run
from engine.scenario.handing import HandScenario, hand_scenario, making_page
from engine.scenario.making import make, past_of
from engine.scenario.making.casting import Casting
from engine.scenario.making.masking import Mask
from engine.store import tables as t
from engine.store.office import Office
from tests.actions import desk
from tests.conftest import BEGINNING, PROCESSES
from tests.packages import PROCEDURE, VALUES, approval

PROCEDURES = ("hotline", "incoming-document", "supervision", "outgoing-document", "meeting")


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_matters_of_the_demo_year_become_scenarios_that_pass(lived: Office, procedure: str) -> None:
    i = t.instance.c
    with lived.database.read() as connection:
        ids = connection.execute(
            select(i.id).where(i.procedure == procedure, i.state != "running").order_by(i.events.desc())
        ).scalars()
        past = None
        for instance_id in ids:
            try:
                past = past_of(lived, connection, instance_id)
                break
            except NotNow:
                continue  # begun by another matter
    assert past is not None
    made = make(past)
    report = run(read_scenario(made.text.encode(), "made"), past.definition.package)
    assert report.problems == [], made.text
    real = {text for event in past.events for text in free_texts(event.body, past.definition.texts)}
    stock = b"".join(past.definition.package.files.values()).decode("utf-8", "replace")
    assert not {text for text in real if text in made.text and text not in stock}, "what people wrote came through"
    if procedure in ("hotline", "outgoing-document", "incoming-document"):
        assert made.differences == () and report.times == past.taken


def free_texts(body: Any, names: frozenset[str]) -> set[str]:
    """What people wrote themselves: opinions and free texts of more than a few characters."""
    found = {body.get("opinion", ""), body.get("words", ""), body.get("reason", "")}
    found |= {v for name, v in body.get("values", {}).items() if name in names and isinstance(v, str)}
    return {text for text in found if len(text) > 12 and not re.fullmatch(r"\d{4}-.*", text)}


def played(office: Office) -> int:
    """A small matter, refused at its first step."""
    receipt = desk.start(office)
    words = "张三的电话是13812345678,不同意。"
    desk.complete(office, "review", "O5", {"review_result": "不同意"}, words, instance=receipt.instance_id)
    return receipt.instance_id


def begin_draft(office: Office) -> int:
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    return actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), Actor("A4"))


def test_it_is_handed_to_a_draft_and_leaves_a_trace(office: Office) -> None:
    instance_id, draft = played(office), begin_draft(office)
    page = making_page(office, "O1", instance_id)
    assert [(each.id, each.owner) for each in page.drafts] == [(draft, "图析理")] and page.ended
    handed = hand_scenario(office, HandScenario(instance_id, draft), Actor("O1"))
    assert handed.made.differences == ()
    package = queries.draft_page(office, "A4", draft).package
    text = package.files["scenarios/made-1.toml"].decode()
    assert "张三" not in text and "13812345678" not in text and VALUES["title"] not in text
    assert run(read_scenario(text.encode()), package).problems == []
    assert hand_scenario(office, HandScenario(instance_id, draft), Actor("O1")).file == "scenarios/made-2.toml"
    with office.database.read() as connection:
        told = connection.execute(select(t.journal.c.meta).order_by(t.journal.c.seq)).scalars().all()
    assert sum(json.loads(meta)["kind"] == "scenario.made" for meta in told) == 2


@pytest.mark.parametrize("person", ["U11", "O5", "A4", "A5", "A2", "L1"])
def test_nobody_else_makes_one(office: Office, person: str) -> None:
    instance_id = played(office)
    with pytest.raises(Refused):
        hand_scenario(office, HandScenario(instance_id), Actor(person))


def test_not_of_what_still_runs_nor_into_another_draft(office: Office) -> None:
    running = desk.start(office).instance_id
    with pytest.raises(NotNow, match="not_ended"):
        hand_scenario(office, HandScenario(running), Actor("O1"))
    other = actions.begin_draft(office, BeginDraft("leave-request", "请假"), Actor("A4"))
    with pytest.raises(Missing):
        hand_scenario(office, HandScenario(played(office), other), Actor("O1"))
    with pytest.raises(NotYours):
        hand_scenario(office, HandScenario(987654), Actor("O1"))
    assert queries.draft_page(office, "A4", other).package.under("scenarios/made", ".toml") == {}


def masking(**settings: str) -> Mask:
    toml = PROCEDURE.format(key="approval") + '\n[personal]\nfields = ["title"]\n'
    definition = compile_package(Package({**approval().files, "procedure.toml": toml.encode()}))
    return Mask(definition, {"X9": "O5"}, {"张真名": "文思齐"}, 28)


def test_the_same_text_gets_the_same_mask_and_another_another() -> None:
    mask = masking()
    one, again, other = (
        mask.values("start", {"title": text, "urgency": "特急", "amount": 5})
        for text in ("关于张真名低保的请示", "关于张真名低保的请示", "关于李四低保金的请示")
    )
    assert one == again != other and "张真名" not in one["title"] and len(one["title"]) == len("关于张真名低保的请示")
    assert one["urgency"] == "特急" and one["amount"] == 5


@pytest.mark.parametrize(
    ("text", "like"),
    [("13812345678", r"1\d{10}"), ("abc@example.org", r"xxx@xxxxxxx\.xxx"), ("2026-02-13", "2026-03-13"), ("X9", "O5")],
)
def test_numbers_addresses_days_and_people_keep_their_shape(text: str, like: str) -> None:
    masked = masking().values("start", {"title": text})["title"]
    assert re.fullmatch(like, masked) and masked != text


def test_the_cast_plays_those_of_the_same_post() -> None:
    organization = load_office("qinglan").organization
    casting = Casting(organization, organization, BEGINNING.date(), BEGINNING.date())
    for person in ("O5", "U11", "L1", "O1"):
        assert casting.give(person) == person
    assert casting.give("system") == "system"


def test_what_a_rule_asks_about_by_name_stays(lived: Office) -> None:
    """匿名 in a ticket decides whether a phone number is asked for; it tells nothing of anybody."""
    definition = compile_package(Package.from_folder(PROCESSES / "hotline"))
    mask = Mask(definition, {}, {}, 0)
    assert mask.values("start", {"caller": "匿名", "phone": ""}) == {"caller": "匿名", "phone": ""}
    assert mask.values("start", {"caller": "钱多问"})["caller"] != "钱多问"


def test_the_text_is_a_scenario_like_any_other(office: Office) -> None:
    made = hand_scenario(office, HandScenario(played(office)), Actor("O1")).made
    told = tomllib.loads(made.text)
    assert told["procedure"] == "approval" and told["step"][-1]["shows"] == {"state": "不予办理"}
    assert told["step"][0]["opens"] == [{"task": "review", "due": told["step"][0]["opens"][0]["due"]}]
