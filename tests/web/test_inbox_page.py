"""The boxes as a person sees them."""

from __future__ import annotations

from datetime import timedelta

from engine import actions
from engine.actions import Actor
from tests.actions.desk import command_id, review, start, task_of


def test_it_shows_what_lies_with_me_in_words_and_not_what_lies_with_others(browser, office):
    start(office, title="关于修缮林区道路的请示")
    checker = browser("O5")
    answer = checker.get("/inbox/todo")
    assert checker.titles() == ["关于修缮林区道路的请示"]
    assert "剩1个工作日" in answer.text and "核稿" in answer.text and "林小草" in answer.text
    other = browser("U14")
    assert other.titles() == [] and "待办已清空" in other.page


def test_it_says_overdue_in_words(browser, office, clock):
    start(office, title="关于修缮林区道路的请示")
    clock.move_to(clock.now() + timedelta(days=14))
    checker = browser("O5")
    assert "超期" in checker.page and "light-red" in checker.page


def test_it_keeps_filters_and_place_in_the_address(browser, office):
    for n in range(40):
        start(office, title=f"第{n}号修缮请示", urgency="加急" if n % 2 else "平件")
    checker = browser("O5")
    answer = checker.get("/inbox/todo?urgency=加急&text=修缮")
    assert len(checker.titles()) == 20 and "共 20 件" in answer.text
    checker.get("/inbox/todo?text=修缮")
    assert len(checker.titles()) == 30
    following = checker.page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "text=" in following
    first = set(checker.titles())
    checker.get(following)
    assert len(checker.titles()) == 10 and not first & set(checker.titles())
    link = checker.page.split('<a class="title')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    checker.get(link)
    assert "text=" in checker.page.split("data-back")[0].rsplit("href=", 1)[1]


def test_a_damaged_place_shows_the_first_page(browser, office):
    start(office)
    checker = browser("O5")
    for place in ("x", "1.2", "ff.99.zz.1", "é", "9" * 60):
        assert checker.get(f"/inbox/todo?after={place}").status_code == 200
        assert len(checker.titles()) == 1


def test_it_searches_literally(browser, office):
    start(office, title="完成率 100% 的请示")
    start(office, title="完成率 1000 的请示")
    checker = browser("O5")
    checker.get("/inbox/todo?text=100%25")
    assert checker.titles() == ["完成率 100% 的请示"]
    checker.get("/inbox/todo?text=率_1")
    assert checker.titles() == []


def test_what_a_colleague_signed_for_is_his(browser, office):
    start(office)
    actions.claim_task(office, actions.ClaimTask(task_of(office, "review"), command_id()), Actor("O5"))
    assert len(browser("O5").titles()) == 1 and browser("O5").page.count("已签收") == 1
    assert browser("O6").titles() == []


def test_done_and_started_tell_where_it_is_now(browser, office):
    start(office, title="关于修缮林区道路的请示")
    review(office)
    checker = browser("O5")
    checker.get("/inbox/done")
    assert checker.titles() == ["关于修缮林区道路的请示"] and "会签" in checker.page and "林长青" in checker.page
    starter = browser("U11")
    starter.get("/inbox/started")
    assert starter.titles() == ["关于修缮林区道路的请示"] and "林长青" in starter.page


def test_a_draft_waits_until_it_is_sent(browser, office):
    starter = browser("U11")
    starter.get("/procedures/approval/start")
    answer = starter.post("/procedures/approval/draft", {"title": "写到一半的请示"})
    assert answer.status_code == 303
    starter.get("/inbox/drafts")
    assert starter.titles() == ["写到一半的请示"]
    starter.get(answer.location)
    assert 'value="写到一半的请示"' in starter.page
    sent = starter.post(
        "/procedures/approval/start",
        {"title": "写完了的请示", "urgency": "平件", "cosign_units": "林草局", "draft_id": starter.hidden("draft_id")},
    )
    assert sent.status_code == 303
    starter.get("/inbox/drafts")
    assert starter.titles() == []


def test_there_is_no_other_box(browser):
    assert browser("U11").get("/inbox/everything").status_code == 404
