"""Doing a task: read, fill in, send; and what happens when it cannot be done."""

from __future__ import annotations

import re

from engine import actions
from engine.actions import Actor
from engine.organization import delegate
from engine.organization.records import Deputy
from tests.actions.desk import kinds, review, start, task_of, to_sign
from tests.conftest import BEGINNING


def test_it_shows_the_document_the_form_and_where_sending_leads(browser, office):
    start(office, title="关于修缮林区道路的请示")
    task = task_of(office, "review")
    checker = browser("O5")
    page = checker.get(f"/tasks/{task}").text
    assert "关于修缮林区道路的请示" in page and "核稿结果" in page and 'name="review_result"' in page
    assert "提交后可能到：" in page and "会签" in page
    changed = checker.post(f"/tasks/{task}/form", {"review_result": "同意"}).text
    assert "提交后到：" in changed and "林长青" in changed and "蔡有度" in changed
    changed = checker.post(f"/tasks/{task}/form", {"review_result": "不同意"}).text
    assert "提交后本事项结束：" in changed and "不予办理" in changed
    assert kinds(office) == ["instance.started", "task.opened"]


def test_completing_says_what_was_done_and_who_has_it_now(browser, office):
    start(office, title="关于修缮林区道路的请示")
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    answer = checker.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "拟同意。"})
    assert answer.status_code == 303
    page = checker.get(answer.location).text
    assert "已办理：《关于修缮林区道路的请示》核稿。" in page and "林长青" in page


def test_wrong_values_keep_what_was_typed(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    answer = checker.post(f"/tasks/{task}/complete", {"opinion": "写了很久的意见"})
    assert answer.status_code == 422
    assert "写了很久的意见" in answer.text and "field-error" in answer.text
    answer = checker.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": ""})
    assert answer.status_code == 422 and re.search(r'value="同意"[^>]*checked', answer.text)
    assert "请填写意见。" in answer.text
    assert kinds(office) == ["instance.started", "task.opened"]


def test_fields_the_form_does_not_have_are_refused(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    values = {"review_result": "同意", "opinion": "拟同意。", "title": "换一个标题", "urgency": "特急"}
    assert checker.post(f"/tasks/{task}/complete", values).status_code == 422
    assert kinds(office) == ["instance.started", "task.opened"]


def test_a_stale_form_says_what_changed_and_keeps_the_text(browser, office):
    start(office)
    task = task_of(office, "review")
    mine, colleague = browser("O5"), browser("O5")
    mine.get(f"/tasks/{task}")
    colleague.get(f"/tasks/{task}")
    colleague.post(f"/tasks/{task}/claim")
    answer = mine.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "没有看到签收"})
    assert answer.status_code == 409
    assert "没有看到签收" in answer.text and "打开以后发生了：" in answer.text and "文思齐 签收" in answer.text


def test_sending_twice_has_one_effect_and_the_same_answer(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    values = {"review_result": "同意", "opinion": "拟同意。"}
    first = checker.post(f"/tasks/{task}/complete", values)
    second = checker.post(f"/tasks/{task}/complete", values)
    assert first.status_code == second.status_code == 303 and first.location == second.location
    assert kinds(office).count("task.completed") == 1


def test_done_by_somebody_else_is_a_page_that_says_so(browser, office):
    start(office)
    task = task_of(office, "review")
    late = browser("O6")
    late.get(f"/tasks/{task}")
    review(office)
    answer = late.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "晚了一步"})
    assert answer.status_code == 409 and "文思齐" in answer.text
    assert "本环节已于" in late.get(f"/tasks/{task}").text


def test_somebody_elses_task_is_not_there(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    outsider = browser("A1")
    for path in (f"/tasks/{task}", f"/instances/{1}", "/tasks/999", "/tasks/0"):
        assert outsider.get(path).status_code == 404, path
    for act in ("complete", "claim", "release", "draft", "form"):
        assert outsider.post(f"/tasks/{task}/{act}", {"sign_result": "同意"}).status_code == 404, act


def test_somebody_with_a_part_in_it_may_look_but_not_act(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    starter = browser("U11")
    page = starter.get(f"/tasks/{task}").text
    assert "本环节由他人办理" in page and 'name="sign_result"' not in page
    assert starter.post(f"/tasks/{task}/complete", {"sign_result": "同意"}).status_code == 404


def test_signing_for_a_task_and_giving_it_back(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    assert checker.post(f"/tasks/{task}/claim").location == f"/tasks/{task}"
    assert "您已签收" in checker.get(f"/tasks/{task}").text
    assert "已由文思齐于2026-02-13 09:00签收" in browser("O6").get(f"/tasks/{task}").text
    checker.get(f"/tasks/{task}")
    assert checker.post(f"/tasks/{task}/release").status_code == 303
    assert len(browser("O6").titles()) == 1


def test_a_draft_is_kept_and_is_mine_alone(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    saved = checker.post(
        f"/tasks/{task}/draft", {"review_result": "不同意", "opinion": "还在想"}, headers={"Accept": "application/json"}
    )
    assert saved.json["draft_id"] > 0
    page = checker.get(f"/tasks/{task}").text
    assert "还在想" in page and re.search(r'value="不同意"[^>]*checked', page) and "草稿保存于" in page
    assert "还在想" not in browser("O6").get(f"/tasks/{task}").text


def test_a_deputy_acts_in_the_others_name(browser, office):
    to_sign(office)
    order = Deputy(kind="order", deputy="L2", principal="L1", paper="主持工作令第1号", since=BEGINNING.date())
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, order), {"paper": order.paper})
    acting = browser("L2")
    assert len(acting.titles()) == 1 and "代 甄为民 办理" in acting.page
    task = task_of(office, "sign")
    assert "甄务实(代甄为民,主持工作)" in acting.get(f"/tasks/{task}").text
    answer = acting.post(f"/tasks/{task}/complete", {"sign_result": "同意", "opinion": "同意印发。"})
    assert answer.status_code == 303
    principal = browser("L1")
    principal.get("/inbox/done")
    assert len(principal.titles()) == 1 and "甄务实" in principal.page
