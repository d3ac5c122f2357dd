"""The page on which personal data is asked to be erased and another decides; works without scripts."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.definition import Package
from tests.actions import desk
from tests.packages import approval
from tests.web.conftest import PASSWORD

TITLE = "赵女士反映路灯不亮"
GROUND = "《个人信息保护法》第四十七条"


@pytest.fixture
def ended(office):
    """Matter 1 runs; matter 2, of a procedure whose title is personal, has ended."""
    open_account(office, "O1", PASSWORD, Actor("system"))
    desk.start(office)
    package = approval()
    toml = package.files["procedure.toml"] + b'\n[personal]\nfields = ["title"]\n'
    actions.publish_definition(office, Package({**package.files, "procedure.toml": toml}), Actor("system"))
    desk.start(office, title=TITLE)
    desk.complete(office, "review", "O5", {"review_result": "不同意"}, "已核。", instance=2)
    return office


def test_one_asks_another_grants_and_the_page_says_so(browser, ended):
    asker, leader = browser("O1"), browser("L1")
    assert "/instances/2/erasure" in asker.get("/instances/2").text
    assert TITLE in asker.get("/instances/2/erasure").text and "等待决定" not in asker.page
    sent = {"field": "title", "ground": GROUND, "reason": "本人申请", "words": "路灯不亮"}
    assert asker.post("/instances/2/erasure", sent).status_code == 303
    page = asker.get("/instances/2/erasure").text
    assert "等待决定" in page and "须由申请人以外的人决定" in page and "永久删除</button>" not in page
    refused = asker.post("/instances/2/erasure/1/decide", {"grant": "1"})
    assert refused.status_code == 409 and "申请人不能自己批准" in refused.text
    page = leader.get("/instances/2/erasure").text
    assert GROUND in page and "永久删除" in page and "提交申请" not in page
    assert f"<strong>{TITLE}</strong>" in page and "本事项：历史" in page and "路灯不亮</strong>" in page
    assert leader.post("/instances/2/erasure/1/decide", {"grant": "1"}).status_code == 303
    assert TITLE not in leader.get("/instances/2/erasure").text and "已删除" in leader.page
    history = asker.get("/instances/2").text
    assert TITLE not in history and "个人信息已依法删除" in history and "〔已删除〕" in history


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(browser, ended):
    person = browser("O1")
    answer = person.post("/instances/2/erasure", {"ground": TITLE, "reason": "本人申请", "words": "赵", "field": "title"})
    assert answer.status_code == 422 and "词语过短" in answer.text and "请不要写要删除的信息" in answer.text
    assert "本人申请" in answer.text and "checked" in answer.text


def test_a_running_matter_offers_nothing(browser, ended):
    person = browser("O1")
    assert "/instances/1/erasure" not in person.get("/instances/1").text
    assert "事项办结后才能删除" in person.get("/instances/1/erasure").text
    answer = person.post("/instances/1/erasure", {"field": "title", "ground": GROUND, "reason": "x"})
    assert answer.status_code == 409 and "尚未办结" in answer.text


def test_who_has_no_say_sees_no_such_page(browser, ended):
    for person in ("U11", "O5", "U10"):
        assert browser(person).get("/instances/2/erasure").status_code == 404
        assert "/instances/2/erasure" not in browser(person).get("/instances/2").text
