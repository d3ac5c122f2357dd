"""Every office action through its form: it works, it is refused to others, and sending it twice does it once."""

from __future__ import annotations

import re

import pytest

from engine import actions
from engine.actions import Actor
from engine.store import tables as t
from tests.actions.desk import command_id, complete, kinds, review, rows, start, task_of, to_sign


def deeds(page: str) -> list[str]:
    """Titles of the folded forms a page offers."""
    return re.findall(r'<details class="deed"[^>]*>\s*<summary>.*?<span>([^<]+)</span>', page, re.S)


ON_TASK = {
    "return": ({"to": "review", "opinion": "请重写。"}, "task.returned"),
    "return direct": ({"to": "review direct", "opinion": "请重写。"}, "task.returned"),
    "delegate": ({"to": "L2", "opinion": "请先看。"}, "task.delegated"),
    "add-signer": ({"to": "L2", "when": "before", "opinion": "请先看。"}, "signer.added"),
    "answer-first": ({"_to": "L2", "sign_result": "同意", "opinion": "同意。"}, "task.answered"),
}


@pytest.mark.parametrize("act", ON_TASK)
def test_a_deed_on_a_task_works_once_and_only_for_its_holder(browser, office, act):
    to_sign(office)
    task = task_of(office, "sign")
    values, kind = ON_TASK[act]
    path = f"/tasks/{task}/{act.split()[0]}"
    assert browser("U14").post(path, values).status_code == 404
    assert kind not in kinds(office)
    holder = browser("L1")
    holder.get(f"/tasks/{task}")
    once = {**values, "command_id": f"once-{act}"}
    first, second = holder.post(path, once), holder.post(path, once)
    assert first.status_code == second.status_code == 303, first.text
    assert kinds(office).count(kind) == 1
    assert "已退回" in holder.get(first.location).text or "已送出" in holder.page


def test_a_refused_deed_stays_open_with_its_reason(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    holder = browser("L1")
    holder.get(f"/tasks/{task}")
    answer = holder.post(f"/tasks/{task}/return", {"to": "review", "opinion": " "})
    assert answer.status_code == 422 and "请填写意见。" in answer.text
    assert re.search(r'<details class="deed" data-deed="return" open>', re.sub(r"\s+", " ", answer.text))
    answer = holder.post(f"/tasks/{task}/return", {"to": "nowhere", "opinion": "重写"})
    assert answer.status_code == 409 and "不能退回到该环节" in answer.text and ">重写</textarea>" in answer.text


def test_transfer_goes_to_a_colleague(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    page = checker.get(f"/tasks/{task}").text
    assert deeds(page)[:4] == ["转办", "委派", "加签（先请他人）", "传阅、抄送"]
    answer = checker.post(f"/tasks/{task}/transfer", {"to": "O6", "opinion": "出差"})
    assert answer.status_code == 303 and "已送出" in checker.get(answer.location).text
    assert browser("O6").titles() and checker.get("/inbox/done").status_code == 200
    assert checker.titles() == ["关于测试的请示"]


def test_who_is_asked_answers_on_a_small_form_and_the_owner_decides(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    command = actions.AddSigner(task, ("L2",), "before", command_id(), "请把关预算。")
    (asked,) = actions.add_signer(office, command, Actor("L1")).opened
    second = browser("L2")
    page = second.get(f"/tasks/{asked}").text
    assert "请把关预算。" in page and 'name="sign_result"' not in page and 'name="result"' in page
    assert "正在等待 甄务实 的意见" in browser("L1").get(f"/tasks/{task}").text
    answer = second.post(f"/tasks/{asked}/complete", {"opinion": "没有意见"})
    assert answer.status_code == 422 and "请选择同意或不同意。" in answer.text and "没有意见" in answer.text
    answer = second.post(f"/tasks/{asked}/complete", {"result": "同意", "opinion": "没有意见"})
    assert answer.status_code == 303
    assert 'name="sign_result"' in browser("L1").get(f"/tasks/{task}").text


def test_what_was_asked_can_be_called_back(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    command = actions.DelegateTask(task, "L2", "", command_id())
    (asked,) = actions.delegate_task(office, command, Actor("L1")).opened
    leader = browser("L1")
    assert "收回委派" in leader.get(f"/tasks/{task}").text
    assert browser("U11").post(f"/tasks/{asked}/remove-signer").status_code == 404
    answer = leader.post(f"/tasks/{asked}/remove-signer", {"next": f"/tasks/{task}"})
    assert answer.status_code == 303 and answer.location == f"/tasks/{task}"
    assert 'name="sign_result"' in leader.get(answer.location).text


def test_taking_back_stands_in_the_receipt_until_somebody_looked(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    done = checker.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "已核。"})
    assert f"/tasks/{task}/withdraw" in checker.get(done.location).text
    browser("U10").get(f"/tasks/{task_of(office, 'cosign', '林草局')}")
    page = checker.get(done.location).text
    assert f"/tasks/{task}/withdraw" not in page and "已有人打开或办理" in page
    assert checker.post(f"/tasks/{task}/withdraw").status_code == 409


def test_taking_back_opens_the_step_again(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    checker.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "已核。"})
    assert browser("U10").post(f"/tasks/{task}/withdraw").status_code == 404
    answer = checker.post(f"/tasks/{task}/withdraw", {"command_id": "once"})
    assert answer.status_code == 303
    again = checker.get(answer.location).text
    assert 'name="review_result"' in again and "已撤回" in again
    assert checker.post(f"/tasks/{task}/withdraw", {"command_id": "once"}).status_code == 303
    assert kinds(office).count("task.withdrawn") == 1


def test_the_next_task_opens_unless_one_prefers_the_list(browser, office):
    start(office, title="第一件请示")
    start(office, title="第二件请示")
    checker = browser("O5")
    first = task_of(office, "review", instance=1)
    checker.get(f"/tasks/{first}")
    answer = checker.post(f"/tasks/{first}/complete", {"review_result": "同意", "opinion": "已核。"})
    second = task_of(office, "review", instance=2)
    assert answer.location.startswith(f"/tasks/{second}?")
    page = checker.get(answer.location).text
    assert "已办理：《第一件请示》核稿。" in page and "第二件请示" in page
    checker.post("/settings/next", {"after": "list", "next": "/inbox/todo"})
    start(office, title="第三件请示")
    answer = checker.post(f"/tasks/{second}/complete", {"review_result": "同意", "opinion": "已核。"})
    assert answer.location.startswith("/inbox/todo?")


def test_urging_is_counted_and_not_for_onlookers(browser, office):
    start(office)
    task = task_of(office, "review")
    starter = browser("U11")
    page = starter.get("/instances/1").text
    assert f"/tasks/{task}/urge" in page
    for n in (1, 2):
        assert starter.post(f"/tasks/{task}/urge", {"next": "/instances/1", "command_id": f"u{n}"}).status_code == 303
    assert "再催办（已2次）" in starter.get("/instances/1").text
    assert browser("U14").post(f"/tasks/{task}/urge").status_code == 404


def test_circulating_reading_and_reminding(browser, office):
    start(office)
    starter = browser("U11")
    starter.get("/instances/1")
    sent = starter.post("/instances/1/circulate", {"to": ["U10", "U14"], "kind": "传阅", "words": "请阅"})
    assert sent.status_code == 303 and "未阅 2 人" in starter.get("/instances/1").text
    reader = browser("U10")
    assert starter.post("/instances/1/circulate", {}).status_code == 422
    assert reader.post("/inbox/unread/batch", {"chosen": "1"}).text.count("请先打开阅看") == 1
    assert "请阅" in reader.get("/instances/1").text
    assert "已打开未标记" in starter.get("/instances/1").text
    assert reader.post("/instances/1/read", {"words": "知悉。"}).status_code == 303
    assert reader.post("/instances/1/read", {"command_id": "anew"}).status_code == 409
    page = starter.get("/instances/1").text
    assert "未阅 1 人" in page and "知悉。" in page and "再提醒未阅的 1 人" in page
    assert starter.post("/instances/1/remind").status_code == 303
    told = [row.recipient for row in rows(office, t.outbox, t.outbox.c.kind == "reading")]
    assert sorted(told) == ["U10", "U14", "U14"]
    assert browser("A5").post("/instances/1/read").status_code == 404


def test_a_batch_says_what_became_of_each(browser, office):
    for n in range(3):
        start(office, title=f"第{n}件请示")
        actions.circulate(office, actions.Circulate(n + 1, ("U10",), command_id()), Actor("U11"))
    reader = browser("U10")
    for n in (1, 2):
        reader.get(f"/instances/{n}")
    reader.get("/inbox/unread")
    assert reader.page.count('name="chosen"') == 3
    page = reader.post("/inbox/unread/batch", {"chosen": ["1", "2", "3", "999"]}).text
    assert "2 件已处理，2 件未处理" in page and "第2件请示：请先打开阅看" in page
    reader.get("/inbox/unread")
    assert reader.titles() == ["第2件请示"]
    assert reader.post("/inbox/unread/batch", {}).status_code == 422
    assert reader.post("/inbox/todo/batch", {"chosen": "1"}).status_code == 404, "nothing else is done in batch"


def test_a_step_of_ones_own_is_never_done_in_batch(browser, office):
    to_sign(office)
    leader = browser("L1")
    page = leader.post("/inbox/sign/batch", {"chosen": str(task_of(office, "sign"))}).text
    assert "须逐件办理" in page and kinds(office)[-1] == "task.completed" and len(rows(office, t.inbox)) == 1


def test_pausing_stops_and_resuming_starts(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    assert checker.post("/instances/1/pause", {"reason": ""}).status_code == 422
    assert checker.post("/instances/1/pause", {"reason": "等补正", "next": f"/tasks/{task}"}).status_code == 303
    page = checker.get(f"/tasks/{task}").text
    assert "暂停(补正)" in page and 'name="review_result"' not in page and "恢复" in deeds(page)
    assert "暂停计时" in checker.get("/inbox/todo").text
    assert browser("U11").post("/instances/1/resume").status_code == 404
    assert checker.post("/instances/1/resume", {}).status_code == 303
    assert 'name="review_result"' in checker.get(f"/tasks/{task}").text


def test_following_is_a_switch(browser, office):
    start(office)
    person = browser("U11")
    person.get("/instances/1")
    assert person.post("/instances/1/follow").status_code == 303
    assert "取消关注" in person.get("/instances/1").text
    person.get("/inbox/followed")
    assert person.titles() == ["关于测试的请示"]
    person.post("/instances/1/unfollow")
    person.get("/inbox/followed")
    assert person.titles() == []


def test_a_correction_is_a_new_line(browser, office):
    start(office)
    review(office)
    checker = browser("O5")
    page = checker.get("/instances/1").text
    seq = rows(office, t.opinion)[0].seq
    assert f"/opinions/{seq}/correct" in page and "correct" not in browser("U11").get("/instances/1").text
    assert checker.post(f"/instances/1/opinions/{seq}/correct", {"opinion": "已核两遍。"}).status_code == 303
    page = checker.get("/instances/1").text
    assert "已核。" in page and "已核两遍。" in page and "更正" in page


def test_phrases_are_kept_and_dropped_where_they_are_used(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    assert checker.post("/phrases", {"text": "请抓紧办理。", "next": f"/tasks/{task}"}).location == f"/tasks/{task}"
    assert 'data-phrase="请抓紧办理。"' in checker.get(f"/tasks/{task}").text
    phrase = rows(office, t.phrase)[0].id
    assert browser("O6").post("/phrases/drop", {"phrase": str(phrase)}).status_code == 404
    assert checker.post("/phrases/drop", {"phrase": str(phrase)}).status_code == 303
    assert "请抓紧办理。" not in checker.get(f"/tasks/{task}").text


def test_the_bell_rings_until_it_is_read(browser, office):
    start(office)
    actions.urge_task(office, actions.UrgeTask(task_of(office, "review"), command_id()), Actor("U11"))
    checker = browser("O5")
    assert "1 条未读" in checker.get("/inbox/todo").text
    assert "催办(第1次)" in checker.get("/notices").text
    assert "催办(第1次)" not in browser("U14").get("/notices").text
    browser("U14").post("/notices/read")
    assert "1 条未读" in checker.get("/inbox/todo").text
    assert checker.post("/notices/read").status_code == 303
    assert "条未读" not in checker.get("/inbox/todo").text


def test_a_leaders_button_says_his_words_and_keeps_what_he_wrote(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    leader = browser("L1")
    page = leader.get(f"/tasks/{task}").text
    button = re.search(r'name="_quick" value="([^"]+)"', page)[1].replace("&#34;", '"')
    assert leader.post(f"/tasks/{task}/complete", {"_quick": button}).status_code == 303
    assert rows(office, t.opinion)[-1].text == "同意。"
    assert "_quick" not in browser("U10").get("/instances/1").text


def test_a_damaged_button_is_a_wrong_form_and_no_fault(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    leader = browser("L1")
    leader.get(f"/tasks/{task}")
    for button in ("x", "[1]", '["a","b","c"]', "[" * 50):
        assert leader.post(f"/tasks/{task}/complete", {"_quick": button}).status_code == 422


def test_search_stands_in_the_address_and_shows_only_what_is_ones_own(browser, office):
    start(office, title="关于修缮林区道路的请示")
    person = browser("U11")
    person.get("/search?text=林区&since=2026-01-01&until=bad")
    assert person.titles() == ["关于修缮林区道路的请示"] and 'value="林区"' in person.page
    other = browser("U14")
    other.get("/search?text=林区")
    assert other.titles() == [] and "没有符合条件的事项" in other.page


def test_history_says_every_action_in_words(browser, office):
    to_sign(office)
    task = task_of(office, "sign")
    actions.circulate(office, actions.Circulate(1, ("U10",), command_id()), Actor("U11"))
    actions.urge_task(office, actions.UrgeTask(task, command_id()), Actor("U11"))
    actions.return_task(office, actions.ReturnTask(task, "review", "重写", command_id(), direct=True), Actor("L1"))
    complete(office, "review", "O5", {"review_result": "同意"}, "已改。")
    actions.suspend_instance(office, actions.SuspendInstance(1, "等会议", command_id()), Actor("O1"))
    actions.resume_instance(office, actions.ResumeInstance(1, "", command_id()), Actor("O1"))
    page = browser("U11").get("/instances/1").text
    for said in ("改后直送。", "送 林长青 阅知。", "催办“签发”（第 1 次），告知 甄为民。", "挂起本事项。", "恢复办理。"):
        assert said in page, said
    assert not re.search(r"</b> (task|signer|instance|reading|request|opinion)\.", page)
