"""The settings of a draft in the browser: forms instead of TOML, nothing typed is lost, comments stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from html import unescape

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.definition import Package
from engine.definition.settings import SECTIONS
from engine.store.office import Office
from tests.conftest import PROCESSES
from tests.web.conftest import Browser

PACKAGE = Package.from_folder(PROCESSES / "outgoing-document")


@pytest.fixture
def draft(office: Office) -> int:
    return actions.begin_draft(office, BeginDraft("outgoing-document", "发文办理", package=PACKAGE), Actor("A4"))


def sent(page: str) -> dict[str, list[str]]:
    """What the form of the page posts unchanged."""
    form = page[page.index('class="settings-form"') : page.index("</form>", page.index('class="settings-form"'))]
    posted: dict[str, list[str]] = {}
    for tag, rest in re.findall(r"<(input|textarea|select)\b(.*?)(?=<input|<textarea|<select|\Z)", form, re.S):
        name = re.search(r'name="([^"]*)"', rest)
        if name is None:
            continue
        held = posted.setdefault(unescape(name[1]), [])
        if tag == "textarea":
            held.append(unescape(re.search(r">(.*?)</textarea>", rest, re.S)[1]))  # type: ignore[index]
        elif tag == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', rest)
            held.append(unescape(chosen[1]) if chosen else "")
        elif 'type="checkbox"' not in rest or " checked" in rest.split(">")[0]:
            value = re.search(r'value="([^"]*)"', rest)
            held.append(unescape(value[1]) if value else "")
    return {name: values for name, values in posted.items() if values}


def settings(office: Office, draft: int) -> str:
    return queries.draft_page(office, "A4", draft).package.files["procedure.toml"].decode()


def test_every_section_opens_and_what_it_posts_unchanged_changes_nothing(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst = browser("A4")
    for section in SECTIONS:
        path = f"/design/{draft}/settings/{section.id}"
        page = analyst.get(path)
        assert page.status_code == 200 and 'aria-current="true"' in page.text
        row = re.search(r"\?row=([^\"]+)\"", page.text)
        if row:
            page = analyst.get(f"{path}?row={unescape(row[1])}")
            assert page.status_code == 200
        if 'class="settings-form"' not in page.text or (row and row[1] == "new"):
            continue
        answer = analyst.post(path, sent(page.text))
        assert answer.status_code == 303, re.findall(r"field-error.*?</p>", answer.text, re.S)
        after = queries.draft_page(office, "A4", draft).package.files
        assert [name for name, data in after.items() if data != PACKAGE.files.get(name)] == [], section.id


def test_a_longer_term_is_saved_and_the_comments_stay(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst = browser("A4")
    path = f"/design/{draft}/settings/terms"
    values = sent(analyst.get(path).text)
    row = next(name for name, value in values.items() if name.endswith(".was") and value == ["sign"])[:-4]
    assert analyst.post(path, {**values, f"{row}.平件": ["2", "WD"]}).status_code == 303
    text = settings(office, draft)
    assert tomllib.loads(text)["terms"]["sign"]["平件"] == "2 WD"
    assert text.count("#") == PACKAGE.files["procedure.toml"].decode().count("#")


def test_a_wrong_term_shows_its_sentence_and_everything_typed(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst = browser("A4")
    path = f"/design/{draft}/settings/terms"
    values = sent(analyst.get(path).text)
    row = next(name for name, value in values.items() if name.endswith(".was") and value == ["sign"])[:-4]
    answer = analyst.post(path, {**values, f"{row}.平件": ["1.5", "WD"], f"{row}.加急": ["7", "WH"]})
    assert answer.status_code == 422
    assert "工作日和自然日须为整数" in answer.text and 'value="1.5"' in answer.text and 'value="7"' in answer.text
    assert settings(office, draft) == PACKAGE.files["procedure.toml"].decode()


def test_another_row_is_given_without_losing_what_was_typed(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst = browser("A4")
    path = f"/design/{draft}/settings/series"
    values = sent(analyst.get(path).text)
    new = int(values["rows"][0]) - 1
    answer = analyst.post(
        path, {**values, f"r{new}.key": "青岚政任", f"r{new}.pattern": "青岚政任〔{{year}}〕{{n}}号", "_more": "2"}
    )
    assert answer.status_code == 200 and 'value="青岚政任"' in answer.text
    assert int(sent(answer.text)["rows"][0]) == new + 2
    assert "青岚政任" not in settings(office, draft)


def test_who_was_slower_is_told_by_whom_and_keeps_what_he_typed(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst = browser("A4")
    path = f"/design/{draft}/settings/basics"
    values = sent(analyst.get(path).text)
    data = PACKAGE.files["procedure.toml"]
    actions.change_draft(
        office, ChangeDraft(draft, {"procedure.toml": data + b"# later\n"}, {"procedure.toml": 1}), Actor("A4")
    )
    answer = analyst.post(path, {**values, "r0.name": "公文办理"})
    assert answer.status_code == 409 and 'value="公文办理"' in answer.text and "已改过这个文件" in answer.text
    assert analyst.post(path, sent(answer.text)).status_code == 303
    assert "# later" in settings(office, draft) and tomllib.loads(settings(office, draft))["name"] == "公文办理"


def test_hostile_names_are_only_text(browser: Callable[..., Browser], office: Office, draft: int) -> None:
    analyst = browser("A4")
    path = f"/design/{draft}/settings/basics"
    values = sent(analyst.get(path).text)
    assert analyst.post(path, {**values, "r0.name": '"><script>alert(1)</script>'}).status_code == 303
    page = analyst.get(path).text
    assert "<script>alert" not in page
    bad = {**values, "rows": "99999999999", "seen": "-1", "r0.was": "../x"}
    assert analyst.post(path, bad).status_code in (409, 422)
    assert analyst.get(f"/design/{draft}/settings/no-such").status_code == 404
    assert analyst.get(f"/design/{draft}/settings/tasks?row=<b>").status_code == 200


def test_a_file_that_is_no_toml_can_be_put_right(browser: Callable[..., Browser], office: Office, draft: int) -> None:
    actions.change_draft(office, ChangeDraft(draft, {"procedure.toml": b"key = ["}, {"procedure.toml": 1}), Actor("A4"))
    analyst = browser("A4")
    assert "无法读取" in analyst.get(f"/design/{draft}/settings/terms").text
    page = analyst.get(f"/design/{draft}/settings/source")
    right = {**sent(page.text), "text": PACKAGE.files["procedure.toml"].decode()}
    assert analyst.post(f"/design/{draft}/settings/source", right).status_code == 303
    assert settings(office, draft) == PACKAGE.files["procedure.toml"].decode()
    broken = {**sent(analyst.get(f"/design/{draft}/settings/source").text), "text": "key = 1"}
    answer = analyst.post(f"/design/{draft}/settings/source", broken)
    assert answer.status_code == 422 and "key = 1" in answer.text


def test_the_other_language(browser: Callable[..., Browser], draft: int) -> None:
    analyst = browser("A4")
    analyst.post("/language", {"language": "en"})
    page = analyst.get(f"/design/{draft}/settings/terms").text
    assert "Terms of steps" in page and "working days" in page
