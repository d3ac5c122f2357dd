"""The pages of a draft's decisions: list, table to fill in, try-out, conflict — without a script, and as the script asks."""

from __future__ import annotations

import html
import re

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(office) -> int:
    return actions.begin_draft(office, BeginDraft("leave-request", "请假审批"), Actor("A4"))


@pytest.fixture
def analyst(browser, draft):
    person = browser("A4")
    person.get(f"/design/{draft}/decisions")
    answer = person.post(f"/design/{draft}/decisions", {"name": "审批层级", "key": "leave-level"})
    assert answer.status_code == 303
    person.at = answer.location
    person.get(person.at)
    return person


def revision(office, draft, path="decisions/leave-level.dmn") -> int:
    return queries.draft_page(office, "A4", draft).files[path].revision


def table(office, draft) -> str:
    return queries.draft_page(office, "A4", draft).package.files["decisions/leave-level.dmn"].decode()


def fill(person, office, draft, values, **more):
    return person.post(person.at, {"element": "leave_level", "revision": revision(office, draft), **values}, **more)


def test_a_new_decision_is_listed_and_passes_the_check(analyst, draft):
    page = html.unescape(analyst.get(f"/design/{draft}/decisions").text)
    assert "审批层级" in page and "leave_level" in page and "检查通过" in page


@pytest.mark.parametrize(
    ("name", "key"), [("", "x"), ("x", "Leave Level"), ("x", "../x"), ("x", "leave-level"), ("x", "")]
)
def test_a_wrong_name_or_key_begins_nothing_and_is_told(analyst, draft, name, key, office):
    answer = analyst.post(f"/design/{draft}/decisions", {"name": name, "key": key})
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert [p for p in queries.draft_page(office, "A4", draft).files if p.endswith(".dmn")] == [
        "decisions/leave-level.dmn"
    ]


def test_the_table_is_filled_in_without_a_script(analyst, office, draft):
    answer = fill(
        analyst,
        office,
        draft,
        {"in.1.expression": "days", "in.1.type": "number", "rule.1.in.1": "<= 3", "do": "add-rule:1"},
    )
    assert answer.status_code == 303 and "did=add-rule" in answer.location
    page = html.unescape(analyst.get(answer.location).text)
    assert 'name="rule.2.in.1"' in page and 'value="<= 3"' in page
    assert "规则 1 与规则 2 重叠" in page


def test_a_script_saves_one_field_and_is_told_the_revision(analyst, office, draft):
    answer = fill(analyst, office, draft, {"rule.1.out.1": '"科长"'}, headers=JSON)
    assert answer.json == {"revision": revision(office, draft), "element": "leave_level"}
    beside = analyst.get(f"/design/{draft}/decisions/beside/leave-level?element=leave_level")
    assert "没有发现问题" in beside.text and "<html" not in beside.text


def test_a_wrong_place_changes_nothing_and_is_told_at_its_field(analyst, office, draft):
    before = table(office, draft)
    answer = fill(analyst, office, draft, {"rule.9.in.1": "x"}, headers=JSON)
    assert answer.status_code == 422 and answer.json["fields"].keys() == {"rule.9.in.1"}
    answer = fill(analyst, office, draft, {"policy": "BEST"})
    assert answer.status_code == 422 and "没有这种命中策略" in answer.text and "没有保存的内容" in answer.text
    assert table(office, draft) == before


def test_who_was_overtaken_is_told_by_whom_and_loses_nothing(analyst, office, draft):
    seen = revision(office, draft)
    fill(analyst, office, draft, {"name": "新名称"})
    late = {"element": "leave_level", "revision": seen, "rule.1.out.1": '"我写的"'}
    answer = analyst.post(analyst.at, late, headers=JSON)
    assert (answer.status_code, answer.json["code"], answer.json["changed_by"]) == (409, "draft_changed", "图析理")
    answer = analyst.post(analyst.at, late)
    assert answer.status_code == 409 and "我写的" in answer.text
    assert "我写的" not in table(office, draft) and "新名称" in table(office, draft)


def test_the_tryout_is_typed_and_marks_the_rules_that_matched(analyst, office, draft):
    fill(
        analyst,
        office,
        draft,
        {
            "in.1.expression": "days",
            "in.1.type": "number",
            "rule.1.in.1": "<= 3",
            "rule.1.out.1": '"科长"',
            "do": "add-rule:1",
        },
    )
    fill(analyst, office, draft, {"rule.2.in.1": "> 3", "rule.2.out.1": '"分管领导"', "requires": [], "_requires": "1"})
    fill(analyst, office, draft, {"in.1.expression": "days"})
    page = html.unescape(analyst.get(f"{analyst.at}?element=leave_level&try=1&q.days=5").text)
    assert "命中规则 2" in page and "<output>分管领导</output>" in page
    assert re.search(r'<tr id="rule-2" class="hit', page) and not re.search(r'<tr id="rule-1" class="hit', page)
    page = html.unescape(analyst.get(f"{analyst.at}?element=leave_level&try=1&q.days=三天").text)
    assert "“三天”不是数字。" in page and 'class="trial-result"' not in page


def test_a_gap_can_be_tried_at_once(analyst, office, draft):
    fill(analyst, office, draft, {"in.1.expression": "days", "in.1.type": "number", "rule.1.in.1": "<= 3"})
    page = html.unescape(analyst.get(analyst.at).text)
    assert "没有规则覆盖" in page
    example = re.search(r'name="q\.days" value="([^"]*)"><button class="btn btn-sm">用这组值试算', page)
    assert example and "没有规则命中" in analyst.get(f"{analyst.at}?element=leave_level&try=1&q.days={example[1]}").text


def test_a_file_is_renamed_and_deleted(analyst, office, draft):
    analyst.post(f"/design/{draft}/decisions/rename/leave-level", {"key": "level", "revision": revision(office, draft)})
    assert "decisions/level.dmn" in queries.draft_page(office, "A4", draft).files
    answer = analyst.post(f"/design/{draft}/decisions/rename/level", {"key": "../x", "revision": 0})
    assert answer.status_code == 422
    answer = analyst.post(f"/design/{draft}/decisions/delete/level", {"revision": 1})
    assert answer.status_code == 409, "somebody changed it since"
    analyst.post(
        f"/design/{draft}/decisions/delete/level", {"revision": revision(office, draft, "decisions/level.dmn")}
    )
    assert "decisions/level.dmn" not in queries.draft_page(office, "A4", draft).files


def test_hostile_names_are_shown_as_text(analyst, office, draft):
    fill(analyst, office, draft, {"name": "<script>alert(1)</script>", "rule.1.note.0": '"><img src=x>'})
    for path in (analyst.at, f"/design/{draft}/decisions"):
        page = analyst.get(path).text
        assert "<script>alert" not in page and "<img src=x>" not in page


def test_an_unreadable_file_is_listed_with_the_reason(analyst, office, draft):
    command = ChangeDraft(draft, {"decisions/broken.dmn": b"<!DOCTYPE x><x/>"})
    actions.change_draft(office, command, Actor("A4"))
    assert "DOCTYPE" in analyst.get(f"/design/{draft}/decisions").text
    page = analyst.get(f"/design/{draft}/decisions/edit/broken")
    assert page.status_code == 200 and "DOCTYPE" in page.text


def test_the_canvas_gets_the_file_with_a_drawing_and_saves_it(analyst, office, draft):
    at = f"/design/{draft}/decisions/canvas/leave-level"
    assert analyst.get(at).status_code == 200
    file = analyst.get(f"{at}/file").json
    assert file["open"] and 'dmnElementRef="leave_level"' in file["xml"]
    saved = analyst.post(
        f"{at}/file", {"xml": file["xml"].replace("审批层级", "层级"), "revision": file["revision"]}, headers=JSON
    )
    assert saved.json == {"revision": revision(office, draft)} and "层级" in table(office, draft)
    late = analyst.post(f"{at}/file", {"xml": file["xml"], "revision": file["revision"]}, headers=JSON)
    assert late.status_code == 409 and late.json["changed_by"] == "图析理"
    bad = analyst.post(f"{at}/file", {"xml": "<a/>", "revision": saved.json["revision"]}, headers=JSON)
    assert bad.status_code == 422 and bad.json["code"] == "definition_refused"
    apart = analyst.post(f"{at}/apart", {"xml": file["xml"]}, headers=JSON)
    assert analyst.get(apart.json["address"]).status_code == 200


def test_it_is_nobody_elses(browser, draft):
    for person in ("O5", "A2"):
        other = browser(person)
        for path in ("", "/edit/leave-level", "/canvas/leave-level/file"):
            assert other.get(f"/design/{draft}/decisions{path}").status_code == 404


def test_what_is_not_there_is_not_found(analyst, draft):
    for path in ("/edit/nothing", "/canvas/nothing", "/canvas/nothing/file", "/beside/nothing", "/edit/../procedure"):
        assert analyst.get(f"/design/{draft}/decisions{path}").status_code == 404
