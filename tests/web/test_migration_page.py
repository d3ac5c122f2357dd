"""The page that moves running matters: for whoever answers for them, in both languages; hostile posts change nothing."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.definition import Package
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.actions.test_migrate import RENAMED
from tests.web.conftest import PASSWORD

PATH = "/procedures/approval/migration"
HERE = f"{PATH}?from=1&to=2"


@pytest.fixture
def director(browser, office):
    for person in ("O1",):
        open_account(office, person, PASSWORD, Actor(SYSTEM))
    doing.start(office)
    doing.start(office)
    files = RENAMED.files
    toml = files["procedure.toml"].decode().replace('["checker"]', '["checker", "clerk"]').encode()
    actions.publish_definition(office, Package({**files, "procedure.toml": toml}), Actor(SYSTEM))
    person = browser("O1")
    assert person.get(HERE).status_code == 200
    return person


def sent(*matters: str, **more: str) -> dict[str, object]:
    return {"from": "1", "to": "2", "matter": list(matters), **more}


def versions(office) -> list[int]:
    return [row.definition_id for row in doing.rows(office, t.instance)]


def test_what_is_open_is_asked_and_a_trial_changes_nothing(director, office):
    assert "没有对应，请选择" in director.page and "核稿”正在办理" in director.page
    before = versions(office)
    answer = director.post(PATH, sent("1", "2", **{"map.review": "check"}))
    assert answer.status_code == 200 and "核稿 → 初审" in answer.text and "迁移这 2 件事项" in answer.text
    assert versions(office) == before and doing.kinds(office) == ["instance.started"]


def test_what_was_tried_is_moved_unless_it_has_moved_on(director, office):
    doing.review(office)
    answer = director.post(f"{PATH}/confirm", sent("1:1", "2:1", reason="新版。", **{"map.review": "check"}))
    assert answer.status_code == 200 and answer.text.count("已迁移") == 1
    assert "试算之后该事项已有人办理" in answer.text
    assert doing.kinds(office, 2)[-1] == "instance.migrated" and doing.kinds(office, 1)[-1] == "task.completed"
    trail = director.get("/instances/2").text
    assert "由第 1 版流程迁移到第 2 版" in trail and "“核稿”改为“初审”" in trail


def test_a_move_without_a_reason_or_a_partner_stays_on_the_page(director, office):
    before = versions(office)
    answer = director.post(f"{PATH}/confirm", sent("1:1", reason=" ", **{"map.review": "check"}))
    assert answer.status_code == 422 and "迁移这 1 件事项" in answer.text
    answer = director.post(f"{PATH}/confirm", sent("1:1", reason="新版。"))
    assert answer.status_code == 200 and "没有与它对应的环节" in answer.text
    answer = director.post(PATH, sent("1", **{"map.review": "sign", "map.nothing": "<script>"}))
    assert answer.status_code == 200 and "<script>" not in answer.text.replace("<script ", "")
    assert director.post(PATH, sent()).status_code == 422
    assert director.post(PATH, sent("x", "1:y", "99999999999999999999")).status_code in (200, 404, 422)
    assert versions(office) == before


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=x&to=-1", "?from=9", "?since=99999999", "?map.review=%00"])
def test_addresses_nobody_would_write_are_answered(director, query):
    assert director.get(PATH + query).status_code in (200, 404)


def test_a_version_that_says_the_same_is_not_offered(director, office):
    """Rolled back: version 3 has the content of version 1, on which the matters run."""
    assert "迁移到第 2 版" in director.get("/instances/1").text
    d = t.definition
    with office.database.write() as connection:
        row = dict(connection.execute(d.select().where(d.c.procedure == "approval", d.c.version == 1)).mappings().one())
        connection.execute(d.insert().values({**row, "id": 99, "version": 3}))
    assert "迁移到第" not in director.get("/instances/1").text
    answer = director.get(f"{PATH}?from=1&to=3")
    assert answer.status_code == 200 and "两版的内容相同" in answer.text and "请选择两个不同的版本" in answer.text


def test_nobody_else_sees_it(browser, director):
    for person in ("U11", "O5", "A2", "A4", "A5"):
        assert browser(person).get(HERE).status_code == 404
    assert director.get("/procedures/nothing/migration").status_code == 404


def test_in_english(director):
    director.post("/language", {"language": "en"})
    answer = director.post(PATH, sent("1", **{"map.review": "check"}))
    assert "Move these 1 matters" in answer.text and "What would happen" in answer.text
    assert "Move to version 2" in director.get("/instances/1").text
