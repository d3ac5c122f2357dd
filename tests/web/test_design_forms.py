"""The pages of a draft's forms: list, fields, preview as staff see it, rights by step — without a script, and as it asks."""

from __future__ import annotations

import html
import json
import re

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from tests.definition.test_field_rights import shared

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(office) -> int:
    return actions.begin_draft(office, BeginDraft("approval", "请示审批", shared(""), another=True), Actor("A4"))


@pytest.fixture
def analyst(browser, draft):
    person = browser("A4")
    person.at = f"/design/{draft}/forms/edit/handling"
    person.get(person.at)
    return person


def files(office, draft):
    return queries.draft_page(office, "A4", draft)


def revision(office, draft, path="forms/handling.json") -> int:
    return files(office, draft).files[path].revision


def form(office, draft) -> dict:
    return json.loads(files(office, draft).package.files["forms/handling.json"])


def edit(person, office, draft, values, **more):
    return person.post(person.at, {"revision": revision(office, draft), **values}, **more)


def test_forms_are_listed_with_the_steps_that_use_them(analyst, draft):
    page = html.unescape(analyst.get(f"/design/{draft}/forms").text)
    card = page.partition('id="file-handling"')[2].partition("</article>")[0]
    assert "核稿" in card and "签发" in card and "检查通过" in card
    assert "发起" in page.partition('id="file-start"')[2].partition("</article>")[0]


def test_a_new_form_is_begun_and_shows_that_nobody_uses_it(analyst, office, draft):
    answer = analyst.post(f"/design/{draft}/forms", {"key": "leave_review"})
    assert answer.status_code == 303
    assert "没有环节使用" in html.unescape(analyst.get(answer.location).text)
    for key in ("", "leave_review", "../x", "a b", "a.b"):
        assert analyst.post(f"/design/{draft}/forms", {"key": key}).status_code == 422
    assert "forms/leave_review.json" in files(office, draft).files


def test_fields_are_added_moved_and_set_without_a_script(analyst, office, draft):
    answer = edit(analyst, office, draft, {"do": "add", "place": "2", "new_kind": "textfield", "new_label": "印数说明"})
    assert answer.status_code == 303 and "place=3" in answer.location
    page = html.unescape(analyst.get(answer.location).text)
    assert '<h2>印数说明</h2>' in page and 'name="maxLength"' in page
    edit(analyst, office, draft, {"place": "3", "label": "份数说明", "required": ["", "true"], "maxLength": "20"})
    edit(analyst, office, draft, {"do": "up:3"})
    field = form(office, draft)["components"][2]
    assert (field["label"], field["validate"]) == ("份数说明", {"required": True, "maxLength": 20})
    edit(analyst, office, draft, {"do": "remove:2"})
    assert len(form(office, draft)["components"]) == 5


def test_a_script_saves_one_setting_and_is_told(analyst, office, draft):
    answer = edit(analyst, office, draft, {"place": "3", "label": "附注"}, headers=JSON)
    assert answer.json == {"revision": revision(office, draft), "place": "3"}
    wrong = edit(analyst, office, draft, {"place": "3", "maxLength": "许多"}, headers=JSON)
    assert wrong.status_code == 422 and wrong.json["fields"].keys() == {"maxLength"}
    late = analyst.post(analyst.at, {"revision": 1, "place": "3", "label": "晚了"}, headers=JSON)
    assert late.status_code == 409 and late.json["changed_by"] == "图析理"
    shown = analyst.post(analyst.at, {"revision": 1, "place": "3", "label": "晚了"})
    assert shown.status_code == 409 and "晚了" in shown.text
    beside = analyst.get(f"/design/{draft}/forms/beside/handling?place=3")
    assert "没有发现问题" in beside.text and "<html" not in beside.text


def test_findings_of_the_file_stand_beside_it(analyst, office, draft):
    edit(analyst, office, draft, {"place": "2", "key": "note"})
    page = html.unescape(analyst.get(analyst.at).text)
    assert "键名“note”与组件" in page and 'data-code="form_key_twice"' in page
    preview = html.unescape(analyst.get(f"/design/{draft}/forms/preview/handling").text)
    assert "键名“note”与组件" in preview and "<form" not in preview


def test_the_preview_shows_what_staff_see_and_stands_in_a_frame_of_its_own_page_only(analyst, draft):
    at = f"/design/{draft}/forms/preview/handling?step=review"
    answer = analyst.get(at)
    assert 'name="review_result"' in answer.text and 'name="copies"' in answer.text
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    around = analyst.get(analyst.at).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around and "frame-src 'self'" in around
    start = html.unescape(analyst.get(f"/design/{draft}/forms/preview/start?step=start").text)
    assert "林草局" in start, "the office's own choices"


def test_sending_the_preview_tells_what_would_be_kept_and_keeps_nothing(analyst, office, draft):
    at = f"/design/{draft}/forms/preview/handling"
    analyst.get(at)
    before = files(office, draft).package.hash
    wrong = html.unescape(analyst.post(at, {"_step": "review", "copies": "many"}).text)
    assert "“印发份数”应填写数字。" in wrong and 'value="many"' in wrong
    right = analyst.post(at, {"_step": "review", "review_result": "同意", "sign_result": "退回", "copies": "3"})
    assert "可以提交" in right.text and re.search(r"<code>copies</code></dt><dd>3</dd>", right.text)
    again = analyst.post(f"{at}/fields", {"_step": "review", "copies": "7"})
    assert 'value="7"' in again.text and "<html" not in again.text
    assert files(office, draft).package.hash == before


def test_rights_are_given_in_a_matrix_and_end_in_procedure_toml(analyst, office, draft):
    at = f"/design/{draft}/forms/rights/handling"
    page = html.unescape(analyst.get(at).text)
    assert 'name="right.review.copies"' in page and 'name="right.sign.review_result"' in page
    seen = revision(office, draft, "procedure.toml")
    answer = analyst.post(at, {"revision": seen, "right.sign.review_result": "read", "right.review.sign_result": "hidden", "right.nowhere.x": "read"})
    assert answer.status_code == 303
    toml = files(office, draft).package.files["procedure.toml"].decode()
    assert "[fields.sign]" in toml and 'review_result = "read"' in toml and "nowhere" not in toml
    assert 'zh = "特急件须填写金额。"' in toml, "the rest stays as it was"
    preview = analyst.get(f"/design/{draft}/forms/preview/handling?step=review").text
    assert 'name="sign_result"' not in preview and 'name="review_result"' in preview
    late = analyst.post(at, {"revision": seen, "right.sign.copies": "read"}, headers=JSON)
    assert late.status_code == 409
    seen = revision(office, draft, "procedure.toml")
    assert analyst.post(at, {"revision": seen, "right.sign.copies": "maybe"}).status_code == 422
    told = analyst.post(at, {"revision": seen, "right.sign.review_result": "", "right.review.sign_result": ""}, headers=JSON)
    assert told.json == {"revision": revision(office, draft, "procedure.toml")}
    assert "[fields" not in files(office, draft).package.files["procedure.toml"].decode()


def test_a_right_that_does_not_fit_is_told_beside_the_matrix(analyst, office, draft):
    at = f"/design/{draft}/forms/rights/handling"
    analyst.get(at)
    analyst.post(at, {"revision": revision(office, draft, "procedure.toml"), "right.sign.sign_result": "hidden"})
    assert "必须可填" in html.unescape(analyst.get(at).text)


def test_files_are_renamed_and_deleted(analyst, office, draft):
    analyst.post(f"/design/{draft}/forms/rename/cosign", {"key": "cosigning", "revision": 1})
    assert "forms/cosigning.json" in files(office, draft).files
    assert analyst.post(f"/design/{draft}/forms/rename/cosigning", {"key": "handling", "revision": 2}).status_code == 422
    assert analyst.post(f"/design/{draft}/forms/delete/cosigning", {"revision": 1}).status_code == 409
    analyst.post(f"/design/{draft}/forms/delete/cosigning", {"revision": revision(office, draft, "forms/cosigning.json")})
    assert "forms/cosigning.json" not in files(office, draft).files


def test_the_canvas_gets_the_file_and_saves_it(analyst, office, draft):
    at = f"/design/{draft}/forms/canvas/handling"
    assert analyst.get(at).status_code == 200
    file = analyst.get(f"{at}/file").json
    saved = analyst.post(f"{at}/file", {"xml": file["xml"].replace("印发份数", "份数"), "revision": file["revision"]}, headers=JSON)
    assert saved.json == {"revision": revision(office, draft)} and form(office, draft)["components"][2]["label"] == "份数"
    assert analyst.post(f"{at}/file", {"xml": file["xml"], "revision": file["revision"]}, headers=JSON).status_code == 409
    assert analyst.post(f"{at}/file", {"xml": "[]", "revision": saved.json["revision"]}, headers=JSON).status_code == 422
    assert analyst.get(f"{at}/findings").json == []
    apart = analyst.post(f"{at}/apart", {"xml": file["xml"]}, headers=JSON)
    assert analyst.get(apart.json["address"]).status_code == 200


def test_hostile_words_are_shown_as_text(analyst, office, draft):
    bad = {"id": "x", "type": "html", "content": "<script>alert(1)</script>", "label": "<img src=x onerror=alert(1)>"}
    content = json.dumps({"type": "default", "id": "bad", "schemaVersion": 18, "components": [bad]}).encode()
    actions.change_draft(office, ChangeDraft(draft, {"forms/bad.json": content, "forms/worse.json": b"{"}), Actor("A4"))
    for path in ("", "/edit/bad", "/edit/bad?place=0", "/preview/bad", "/rights/bad", "/edit/worse", "/preview/worse", "/rights/worse"):
        answer = analyst.get(f"/design/{draft}/forms{path}")
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
    assert "不允许使用“html”组件" in html.unescape(analyst.get(f"/design/{draft}/forms/edit/bad").text)


def test_it_is_nobody_elses_and_what_is_not_there_is_not_found(browser, analyst, draft):
    for person in ("O5", "A2"):
        other = browser(person)
        for path in ("", "/edit/handling", "/preview/handling", "/canvas/handling/file", "/rights/handling"):
            assert other.get(f"/design/{draft}/forms{path}").status_code == 404
    for path in ("/edit/nothing", "/preview/nothing", "/canvas/nothing", "/canvas/nothing/file", "/beside/nothing", "/rights/nothing"):
        assert analyst.get(f"/design/{draft}/forms{path}").status_code == 404
