"""The replay page: every step by address and without a script, files with a trace, nothing for strangers."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from PIL import Image
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor
from engine.bpmn.layout import lay_out
from engine.definition import Package
from engine.store import tables as t
from engine.store.work import SYSTEM
from engine.xml import parse
from tests.actions import desk
from tests.web.conftest import shared_review
from web.replaying import moving
from web.replaying.differences import difference
from web.replaying.moving import MOST, told
from web.replaying.shown import shown_steps


def story(office, *, drawn: bool = True) -> None:
    """Reviewed, countersigned twice, returned by whoever signs: five events."""
    if drawn:
        files = shared_review().files
        laid_out = lay_out(files["process.bpmn"], source="process.bpmn").data
        actions.publish_definition(office, Package({**files, "process.bpmn": laid_out}), Actor(SYSTEM))
    desk.to_sign(office)
    desk.sign(office, "退回")


def current(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.findall(r'<li[^>]*aria-current="?step"?.*?</li>', page, re.S)[0])


def test_the_page_of_a_step_is_whole_without_a_script(browser, office):
    story(office)
    person = browser("U11")
    page = person.get("/instances/1/replay?step=5").text
    assert "退回" in current(page) and page.count("aria-current=step") == 1
    assert "条件 sign_result = &#34;退回&#34; 成立（签发结果=退回）" in page
    assert "任务交给区政府区长（leader-head）；2026-02-13 当天任区政府区长，因此有权办理。" in page
    assert 'data-element="review"' in page and 'class="element now here" data-element="review"' in page
    first = person.get("/instances/1/replay").text
    assert "发起" in current(first) and "退回" not in current(first)


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("-3", 1), ("99999", 5), ("x", 1), ("", 1)])
def test_a_step_out_of_range_is_the_nearest(browser, office, asked, shown):
    story(office)
    page = browser("U11").get(f"/instances/1/replay?step={asked}").text
    assert f'data-step="{shown}"' in page


def test_the_script_gets_differences_that_add_up_to_the_pages(browser, app, office):
    story(office)
    changes = browser("U11").get("/instances/1/replay/steps.json").json
    assert [change.get("number") for change in changes] == [1, 2, 3, 4, 5]
    state: dict = {}
    for change in changes:
        for name, value in change.items():
            state[name] = {**state.get(name, {}), **value} if isinstance(value, dict) else value
    assert "document" not in changes[3] or "title" not in changes[3]["document"], "only what changed is sent"
    assert state["document"]["title"] == ["标题", "关于测试的请示"]
    assert state["sentence"].startswith("甄为民 办理“签发”:退回") or "退回" in state["sentence"]


def test_a_name_that_goes_is_told_as_null():
    before = {"tokens": {"a": 1, "b": 2}, "why": ["x"], "same": 1}
    after = {"tokens": {"b": 3}, "why": [], "same": 1}
    assert difference(before, after) == {"tokens": {"b": 3, "a": None}, "why": []}


def test_strangers_get_404_of_page_steps_and_files_alike(browser, office):
    story(office)
    stranger = browser("L2")
    assert stranger.get("/instances/1/replay").status_code == 404
    assert stranger.get("/instances/1/replay/steps.json").status_code == 404
    assert stranger.post("/instances/1/replay/svg").status_code == 404
    assert stranger.get("/instances/777/replay").status_code == 404
    assert stranger.get("/instances/1/replay?step=2").data == stranger.get("/instances/777/replay?step=2").data
    assert traces(office) == []


def test_an_auditor_of_the_unit_reads_it(browser, office):
    story(office)
    auditor = browser("A5")
    assert "为什么" in auditor.get("/instances/1/replay").text


@pytest.mark.parametrize("form", ["svg", "pdf", "gif"])
def test_a_file_is_taken_with_a_trace(browser, office, form):
    story(office)
    person = browser("U11")
    person.get("/instances/1/replay?step=3")
    answer = person.post(f"/instances/1/replay/{form}?step=3")
    assert answer.status_code == 200 and "%E5%85%A8%E7%A8%8B" in answer.headers["Content-Disposition"]
    if form == "svg":
        root = parse(answer.data)
        assert root.tag.endswith("svg") and "第3步,共5步" in answer.text.replace("，", ",")
    elif form == "pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
        assert "全过程（3 步）" in text and "因此有权办理" in text and "退回到" not in text
    else:
        assert Image.open(io.BytesIO(answer.data)).n_frames == 3
    assert traces(office) == [("replay.printed", "U11")]


def test_no_file_without_the_pages_token(app, office, browser):
    story(office)
    person = browser("U11")
    assert person.client.post("/instances/1/replay/svg").status_code == 400
    assert traces(office) == []


def test_html_in_what_people_wrote_stays_text(browser, office):
    story(office)
    desk.start(office, title="<script>alert(1)</script>关于<b>测试</b>的请示")
    desk.complete(office, "review", "O5", {"review_result": "同意"}, "<img src=x onerror=alert(1)>同意</q>", instance=2)
    person = browser("U11")
    page = person.get("/instances/2/replay?step=2").text
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>测试" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;同意&lt;/q&gt;" in page
    steps = person.get("/instances/2/replay/steps.json").json
    assert "“<img src=x onerror=alert(1)>同意</q>”" in steps[1]["sentence"], "text for textContent, never markup"
    svg = person.post("/instances/2/replay/svg").text
    assert "<script" not in svg and "<img" not in svg


def test_html_in_names_of_a_diagram_stays_text(browser, office):
    files = shared_review().files
    hostile = files["process.bpmn"].replace('name="核稿"'.encode(), 'name="核&lt;b onclick=x&gt;稿&lt;/b&gt;"'.encode())
    laid_out = lay_out(hostile, source="process.bpmn").data
    actions.publish_definition(office, Package({**files, "process.bpmn": laid_out}), Actor(SYSTEM))
    desk.to_sign(office)
    person = browser("U11")
    for path in ("/instances/1/replay?step=2", "/instances/1"):
        page = person.get(path).text
        assert "<b onclick" not in page and "核&lt;b onclick=x&gt;稿&lt;/b&gt;" in page
    assert "核<b onclick=x>稿</b>" in person.get("/instances/1/replay/steps.json").json[1]["sentence"]
    person.get("/instances/1/replay")
    assert "<b onclick" not in person.post("/instances/1/replay/svg").text


def test_the_instance_page_leads_to_it_and_its_english_is_english(browser, office):
    story(office)
    person = browser("U11")
    assert 'href="/instances/1/replay"' in person.get("/instances/1").text
    person.post("/language", {"language": "en"})
    page = person.get("/instances/1/replay?step=5").text
    assert "condition sign_result" in page and "therefore" in page and "was given to" in page


def test_a_long_story_gets_no_more_pictures_than_one_can_watch(app, office):
    story(office)
    replay = queries.replay_of(office, "U11", 1)
    with app.test_request_context():
        frames = list(zip(replay.frames, shown_steps(replay), strict=True))
    many = frames * 40
    kept = told(many)
    assert len(kept) <= MOST and kept[0] is many[0] and kept[-1] is many[-1]
    assert told(frames) == frames


def test_two_moving_pictures_are_not_drawn_at_once(browser, office, monkeypatch):
    story(office)
    person = browser("U11")
    person.get("/instances/1/replay")
    monkeypatch.setattr(moving, "WAIT", 0.01)
    with moving.DRAWING:
        answer = person.post("/instances/1/replay/gif")
    assert answer.status_code == 503 and "稍后再试" in answer.text
    assert person.post("/instances/1/replay/gif").status_code == 200


def test_a_matter_without_a_drawing_is_told_in_words(browser, office):
    story(office, drawn=False)
    person = browser("U11")
    page = person.get("/instances/1/replay?step=5").text
    assert '<svg class="diagram"' not in page and "该流程没有图形" in page and "退回" in current(page)
    assert person.post("/instances/1/replay/svg").status_code == 404
    assert person.post("/instances/1/replay/gif").status_code == 404
    assert traces(office) == []
    assert person.post("/instances/1/replay/pdf").data.startswith(b"%PDF")


def traces(office) -> list[tuple[str, str]]:
    j = t.journal.c
    with office.database.read() as connection:
        rows = connection.execute(select(j.kind, j.actor).where(j.kind == "replay.printed").order_by(j.seq)).all()
    return [(row.kind, row.actor) for row in rows]
