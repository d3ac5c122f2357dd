"""Scenarios of a draft in the browser: a table of steps, each a form; run, with results, coverage and a kept report."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from html import unescape

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.scenario import reporting
from engine.scenario.reporting import KIND
from engine.store.office import Office
from engine.store.procedure_drafts import report_of
from engine.store.releasing import passed
from engine.toml import same
from tests.packages import approval
from tests.scenario.test_runner import STORY
from tests.web.conftest import Browser

FILE = "scenarios/one.toml"
TEXT = "# told by 文秘科\n" + STORY.format(only="").strip() + "\n"
UNTRUE = TEXT.replace('light = "红"', 'light = "黄"')


@pytest.fixture
def draft(office: Office) -> int:
    package = approval(**{FILE: TEXT.encode(), "scenarios/two.toml": UNTRUE.encode()})
    return actions.begin_draft(office, BeginDraft("approval", "请示审批", package=package, another=True), Actor("A4"))


def sent(page: str, within: str) -> dict[str, list[str]]:
    """What the form with this class posts unchanged."""
    begin = page.index(within)
    form = page[begin : page.index("</form>", begin)]
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


def text(office: Office, draft: int, file: str = FILE) -> str:
    return queries.draft_page(office, "A4", draft).package.files[file].decode()


def test_every_step_posted_unchanged_is_the_same_step(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios/one"
    assert "核稿" in analyst.get(path).text
    for n in range(len(tomllib.loads(TEXT)["step"])):
        page = analyst.get(f"{path}/{n}")
        answer = analyst.post(f"{path}/{n}", sent(page.text, "step-form"))
        assert answer.status_code == 303, re.findall(r"field-error.*?</p>", answer.text, re.S)
    told = tomllib.loads(TEXT)
    told["step"] = [{"do": "observe", **step} for step in told["step"]]  # the form says what was understood
    assert same(tomllib.loads(text(office, draft)), told) and "# told by" in text(office, draft)


def test_a_step_is_changed_added_moved_and_taken_out(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios/one"
    page = analyst.get(f"{path}/1")
    assert analyst.post(f"{path}/1", {**sent(page.text, "step-form"), "opinion": "不同意。"}).status_code == 303
    page = analyst.get(f"{path}/1?new=1")
    values = {**sent(page.text, "step-form"), "do": "observe", "shows.state": "running"}
    assert analyst.post(f"{path}/1", values).status_code == 303
    steps = tomllib.loads(text(office, draft))["step"]
    assert steps[1]["do"] == "observe" and steps[1]["shows"] == {"state": "running"}
    assert steps[2]["opinion"] == "不同意。"
    page = analyst.get(path)
    move = sent(page.text, 'class="places"')
    assert analyst.post(path, {**move, "n": "1", "act": "down"}).status_code == 303
    move = sent(analyst.get(path).text, 'class="places"')
    assert analyst.post(path, {**move, "n": "2", "act": "take-out"}).status_code == 303
    assert same(tomllib.loads(text(office, draft))["step"][1], steps[2])
    assert len(tomllib.loads(text(office, draft))["step"]) == len(steps) - 1


def test_the_form_of_another_step_is_shown_without_saving(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios/one/1"
    values = sent(analyst.get(path).text, "step-form")
    page = analyst.post(path, {**values, "task": "cosign", "_form": "1"})
    assert page.status_code == 200 and 'name="values.cosign_result"' in page.text
    assert 'name="values.review_result"' not in page.text and "review_result" in page.text  # kept as text
    assert text(office, draft) == TEXT


def test_what_is_wrong_is_told_and_what_was_typed_stays(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios/one/1"
    values = sent(analyst.get(path).text, "step-form")
    answer = analyst.post(path, {**values, "at": "", "opinion": "我写的意见"})
    assert answer.status_code == 422 and "我写的意见" in answer.text and 'id="f-at-problem"' in answer.text
    answer = analyst.post(path, {**values, "rest": "x = ["})
    assert answer.status_code == 422 and "不是 TOML" in answer.text
    actions.change_draft(office, ChangeDraft(draft, {FILE: TEXT.encode() + b"# x\n"}, {FILE: 1}), Actor("A4"))
    answer = analyst.post(path, {**values, "opinion": "我写的意见"})
    assert answer.status_code == 409 and "我写的意见" in answer.text
    assert analyst.post(path, sent(answer.text, "step-form")).status_code == 303
    assert "# x" in text(office, draft) and "我写的意见" in text(office, draft)


def test_run_tells_the_first_difference_paints_coverage_and_is_kept(
    browser: Callable[..., Browser], office: Office, draft: int
) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios"
    analyst.get(path)
    assert analyst.post(f"{path}/run").status_code == 303
    page = analyst.get(path).text
    assert "通过 1 个，未通过 1 个" in page and "第3步" in page and "灯应有" in page
    assert "f10" in page and "没有经过的流向" in page
    package = queries.draft_page(office, "A4", draft).package
    with office.database.read() as connection:
        report = report_of(connection, package.hash, KIND)
    assert (report.content["passed"], report.content["total"], passed(report.content)) == (1, 2, False)

    assert (
        analyst.post(
            f"{path}/one", {**sent(analyst.get(f"{path}/one").text, 'class="body" method'), "act": "none"}
        ).status_code
        == 303
    )
    analyst.post(f"{path}/two", {"seen": "1", "act": "drop"})
    assert analyst.post(f"{path}/run").status_code == 303
    assert "全部通过" in analyst.get(path).text
    package = queries.draft_page(office, "A4", draft).package
    with office.database.read() as connection:
        assert passed(report_of(connection, package.hash, KIND).content)


def test_a_slice_plays_one_at_least_and_the_next_goes_on(
    browser: Callable[..., Browser], draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "SLICE", 0.0)
    analyst, path = browser("A4"), f"/design/{draft}/scenarios"
    analyst.get(path)
    page = analyst.post(f"{path}/run", headers={"HX-Request": "true"}).text
    assert "<progress" in page and 'hx-trigger="load"' in page
    page = analyst.post(f"{path}/run", headers={"HX-Request": "true"}).text
    assert "<progress" not in page and "未运行 0 个" in page


def test_a_story_of_nonsense_fails_with_a_sentence(browser: Callable[..., Browser], office: Office, draft: int) -> None:
    nonsense = 'title = "x"\nprocedure = "approval"\n[[step]]\nat = 2026-02-13T09:40:00\ndo = "%s"\n%s\n'
    stories = {
        "scenarios/a.toml": nonsense % ("absent", 'by = "O1"\nvalues = { person = "O5", from = "gestern" }'),
        "scenarios/b.toml": nonsense % ("start", 'by = "nobody"\nvalues = { title = 3 }'),
        "scenarios/c.toml": nonsense % ("observe", "values = 3"),
        "scenarios/d.toml": nonsense % ("start", 'by = "U11"\nprocedure = "no-such"'),
        "scenarios/e.toml": "title = [",
        FILE: None,
        "scenarios/two.toml": None,
    }
    writes = {name: None if story is None else story.encode() for name, story in stories.items()}
    actions.change_draft(office, ChangeDraft(draft, writes, {FILE: 1, "scenarios/two.toml": 1}), Actor("A4"))
    analyst, path = browser("A4"), f"/design/{draft}/scenarios"
    assert analyst.get(path).status_code == 200
    assert analyst.post(f"{path}/run").status_code == 303
    page = analyst.get(path).text
    assert "未通过 5 个" in page, re.findall(r'class="aside" role="status">(.*?)<', page) + re.findall(r"first-fault.*", page)
    for name in "abcde":
        assert analyst.get(f"{path}/{name}").status_code == 200


def test_a_new_scenario_and_its_text(browser: Callable[..., Browser], office: Office, draft: int) -> None:
    analyst, path = browser("A4"), f"/design/{draft}/scenarios"
    analyst.get(path)
    for name in ("../x", "A", "one", ""):
        assert analyst.post(path, {"title": "新的", "name": name}).status_code == 422
    assert analyst.post(path, {"title": "新的", "name": "fresh"}).status_code == 303
    page = analyst.get(f"{path}/fresh").text
    answer = analyst.post(f"{path}/fresh", {"seen": "2", "act": "text", "text": 'title = "x"\n[[step]]\nat = 1\n'})
    assert answer.status_code == 422 and "缺少时间" in answer.text and "at = 1" in answer.text
    assert "新的" in page and tomllib.loads(text(office, draft, "scenarios/fresh.toml"))["procedure"] == "approval"


def test_what_is_not_there_is_missing(browser: Callable[..., Browser], draft: int) -> None:
    analyst = browser("A4")
    for path in ("none", "none/0", "one/99", "one/99?new=1"):
        assert analyst.get(f"/design/{draft}/scenarios/{path}").status_code == 404
    analyst.get(f"/design/{draft}/scenarios")
    assert analyst.post(f"/design/{draft}/scenarios/run", {"file": "README.md"}).status_code == 404
