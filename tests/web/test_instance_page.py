"""One instance, told to those who have a part in it."""

from __future__ import annotations

from engine import actions
from engine.actions import Actor, CorrelateMessage
from tests.actions.desk import command_id, cosign, kinds, review, sign, start, task_of, to_sign


def test_it_tells_the_history_in_plain_sentences(browser, office):
    to_sign(office)
    page = browser("U11").get("/instances/1").text
    told = page.split('class="trail"')[1]
    assert told.index("农有余" if "农有余" in told else "蔡有度") < told.index("林小草")
    assert "<b>文思齐</b> 办理“核稿”：同意，意见<q>已核。</q>" in told
    assert "<b>林小草</b> 发起。" in told and "转到：" in told
    assert "task.completed" not in page and "instance.started" not in page


def test_it_shows_who_has_not_done_it_yet(browser, office):
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    page = browser("U11").get("/instances/1").text
    waiting = page.split("谁还没有办")[1].split("</section>")[0]
    assert "财政局" in waiting and "蔡有度" in waiting and "林草局" not in waiting


def test_opinions_stand_in_order_under_their_step(browser, office):
    to_sign(office)
    sign(office, "退回")
    review(office, instance=1)
    slip = browser("U11").get("/instances/1").text.split('class="slip"')[1]
    assert slip.index("核稿") < slip.index("会签") < slip.index("签发")
    assert slip.split('scope="row">核稿')[1].split("</tr>")[0].count('class="voice"') == 2


def test_the_number_and_the_end_are_shown(browser, office):
    to_sign(office)
    sign(office)
    message = CorrelateMessage("ruling", "QS20260001", command_id(), {})
    actions.correlate_message(office, message, Actor("system"))
    page = browser("U11").get("/instances/1").text
    assert "测试〔2026〕1号" in page and "已办结" in page and "谁还没有办" not in page


def test_the_starter_may_withdraw_with_a_reason(browser, office):
    start(office)
    starter = browser("U11")
    starter.get("/instances/1")
    empty = starter.post("/instances/1/cancel", {"reason": " "})
    assert empty.status_code == 422 and "请填写理由。" in empty.text
    assert starter.post("/instances/1/cancel", {"reason": "重复发起"}).status_code == 303
    page = starter.get("/instances/1").text
    assert "撤回本事项" not in page.split('class="trail"')[0] and "重复发起" in page
    assert kinds(office)[-1] == "instance.cancelled"


def test_too_late_to_withdraw_says_why_and_keeps_the_reason(browser, office):
    start(office)
    review(office)
    starter = browser("U11")
    starter.get("/instances/1")
    answer = starter.post("/instances/1/cancel", {"reason": "想撤回"})
    assert answer.status_code == 409 and "已有人办理" in answer.text and "想撤回" in answer.text


def test_the_head_of_an_involved_unit_sees_it_and_other_heads_do_not(browser, office):
    start(office, cosign_units=["财政局"])
    assert browser("U10").get("/instances/1").status_code == 200  # head of the starter's unit
    assert browser("U14").get("/instances/1").status_code == 404  # not asked yet
    review(office)
    assert browser("U14").get("/instances/1").status_code == 200


def test_without_a_drawing_there_is_no_diagram(browser, office):
    start(office)
    assert '<svg class="diagram"' not in browser("U11").get("/instances/1").text
    assert task_of(office, "review")

