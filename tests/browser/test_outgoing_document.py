"""People carry one 发文 from draft to 签发 in a real browser; the browser has nothing to complain about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.demo.paper import word_document
from tests.browser.conftest import picture

pytestmark = pytest.mark.browser

TITLE = "关于切实做好2026年春季森林草原防灭火工作的通知"
NOTE = "依据市政府春季防火工作部署和区政府常务会议要求起草，重点是压实属地责任、明确火源管控时段、落实巡护力量；各单位意见一致，无分歧。"
CHECKS = ("planned", "basis", "cosigned", "legal", "format", "text", "openness", "files")


@pytest.fixture
def body(tmp_path):
    path = tmp_path / "关于防灭火工作的通知(送审稿).docx"
    path.write_bytes(word_document(TITLE, [NOTE]))
    return path


def draft(person, body) -> None:
    """Fill in the start form as a person does, field by field."""
    person.open("/procedures")
    person.find("a.card-entry").click()
    person.fill("title", TITLE)
    for name, value in (
        ("openness", "主动公开"), ("doc_kind", "通知"), ("direction", "下行"), ("issuer", "区政府办"),
        ("main_to", "青石街道"), ("main_to", "云坪镇"), ("broad", "是"), ("plan_item", "FW-2026-02"),
        ("normative", "否"),
    ):  # fmt: skip
        person.choose(name, value)
    person.attach("body", body)
    person.fill("copies", "30")
    person.fill("words", "2100")
    person.fill("drafting_note", NOTE)


def do(person, *choices: tuple[str, str], opinion: str = "") -> None:
    """Open the first task of the inbox, choose, write, send."""
    person.open("/inbox/todo")
    person.find("a.title").click()
    for name, value in choices:
        person.choose(name, value)
    if opinion:
        person.fill("opinion", opinion)


def test_three_people_and_more_carry_it_from_draft_to_signature(desk, clock, body):
    drafter = desk("U11")
    draft(drafter, body)
    picture(drafter, "start-1400")
    drafter.press("提交")
    assert drafter.errors() == []
    assert drafter.find("a.title").text == TITLE and "林长青" in drafter.text
    clock.move_to(clock.now() + timedelta(minutes=20))

    head = desk("U10")
    do(head, ("unit_result", "同意"), opinion="同意。请文秘科审核。")
    assert "核稿" in head.find("#ahead").text and "文思齐" in head.find("#ahead").text
    picture(head, "task-1400")
    head.press("提交")
    assert f"已办理：《{TITLE}》单位审核。" in head.text

    checker = desk("O5")
    do(checker, ("check_result", "通过"), opinion="")
    for name, value in (("already_public", "否"), ("substitutable", "否"), ("ask_legal", "否"), ("ask_meeting", "否")):
        checker.choose(name, value)
    checker.find("[data-phrase]").click()
    assert checker.find("[name=opinion]").get_attribute("value")
    checker.press("提交")
    assert "印发前审核" in checker.text

    deputy = desk("O2")
    checks = [(f"check_{name}", "符合") for name in CHECKS]
    do(deputy, *checks, ("pre_issue_result", "通过"), opinion="八项审核通过。")
    picture(deputy, "pre-issue-1400")
    deputy.press("提交")

    director = desk("O1", phone=True)
    do(director, ("sign_result", "同意印发"), opinion="同意印发。")
    assert not director.is_wider_than_its_window()
    picture(director, "sign-390")
    director.press("提交")

    drafter.open("/inbox/started")
    assert "复核编号" in drafter.text
    drafter.find("a.title").click()
    page = drafter.text
    assert "同意印发" in page and "青岚政办发〔2026〕1号" in page and "复核编号" in page
    picture(drafter, "instance-1400")
    for person in (drafter, head, checker, deputy, director):
        assert person.complaints() == []


def test_every_page_fits_a_phone_and_breaks_no_policy(desk, office, body):
    drafter = desk("U11", phone=True)
    draft(drafter, body)
    assert not drafter.is_wider_than_its_window()
    drafter.press("提交")
    for path in (
        "/inbox/todo", "/inbox/done", "/inbox/started", "/inbox/drafts", "/procedures", "/instances/1",
        "/instances/1/papers/drafting-sheet", f"/tasks/{2**20 + 1}",
    ):  # fmt: skip
        drafter.open(path)
        assert not drafter.is_wider_than_its_window(), path
    assert drafter.complaints() == []
    drafter.expected = ("404",)
    drafter.open("/nothing/here")
    assert not drafter.is_wider_than_its_window() and drafter.complaints() == []


def test_a_choice_shows_its_fields_at_once_and_typed_text_stays(desk):
    drafter = desk("U11")
    drafter.open("/procedures/outgoing-document/start")
    drafter.fill("title", "写到一半的标题")
    assert not drafter.driver.find_elements("css selector", "[name='openness_reason']")
    drafter.choose("openness", "不予公开")
    drafter.fill("openness_reason", "涉及内部管理信息，不宜公开。")
    drafter.choose("plan_item", "计划外")
    assert drafter.find("[name='plan_reason']").is_displayed()
    assert drafter.find("[name='title']").get_attribute("value") == "写到一半的标题"
    assert drafter.find("[name='openness_reason']").get_attribute("value") == "涉及内部管理信息，不宜公开。"
    drafter.choose("openness", "主动公开")
    assert not drafter.driver.find_elements("css selector", "[name='openness_reason']")
    assert drafter.complaints() == []


def test_what_is_typed_becomes_a_draft_by_itself(desk):
    drafter = desk("U11")
    drafter.open("/procedures/outgoing-document/start")
    drafter.fill("title", "自动保存的草稿标题")
    state = drafter.find("[data-draft-state]")
    drafter.wait_for(lambda: "草稿已保存" in state.text)
    drafter.fill("title", "自动保存的草稿标题，改了一次")
    drafter.wait_for(lambda: state.text == "")
    drafter.wait_for(lambda: "草稿已保存" in state.text)
    drafter.open("/inbox/drafts")
    assert drafter.text.count("自动保存的草稿标题") == 1 and "改了一次" in drafter.text
    assert drafter.complaints() == []


def test_a_file_chosen_once_survives_a_wrong_form(desk, body):
    drafter = desk("U11")
    draft(drafter, body)
    drafter.fill("copies", "501")
    drafter.choose("issuer", "区政府办")  # the server draws the fields anew; the file stays chosen
    drafter.press("提交")
    assert len(drafter.errors()) == 1 and "份数" in drafter.errors()[0]
    assert body.name in drafter.find("form.start").text
    drafter.fill("copies", "30")
    drafter.press("提交")
    drafter.find("a.title").click()
    assert body.name in drafter.text
    drafter.expected = ("422",)
    assert drafter.complaints() == []


def test_the_inbox_obeys_the_keys(desk, body):
    drafter = desk("U11")
    for _ in range(2):
        draft(drafter, body)
        drafter.press("提交")
    head = desk("U10")
    head.open("/inbox/todo")
    body = head.find("body")
    body.send_keys("j")
    body.send_keys("j")
    rows = head.driver.find_elements("css selector", "tr[data-row]")
    assert [row.get_attribute("data-current") is not None for row in rows] == [False, True]
    body.send_keys("/")
    assert head.driver.switch_to.active_element.get_attribute("name") == "text"
    head.driver.switch_to.active_element.send_keys("jjj")
    assert head.driver.find_elements("css selector", "tr[data-row]")[1].get_attribute("data-current") is not None
    assert head.complaints() == []


def test_everything_works_without_scripts(desk):
    drafter = desk("U11", scripts=False)
    draft_page = "/procedures/outgoing-document/start"
    drafter.open(draft_page)
    drafter.fill("title", "没有脚本也能起草的通知")
    drafter.press("存草稿")
    assert drafter.find("[name='title']").get_attribute("value") == "没有脚本也能起草的通知"
    drafter.press("提交")
    assert drafter.find(".field-error").is_displayed()
    assert drafter.find("[name='title']").get_attribute("value") == "没有脚本也能起草的通知"


def test_markup_typed_into_every_field_stays_text(desk, body):
    """Payloads travel through form, inbox, task page, history, diagram and paper; nothing of them ever runs."""
    payload = "\"'><img src=x onerror=alert(1)><svg/onload=alert(2)>{{7*7}}"
    drafter = desk("U11")
    draft(drafter, body)
    drafter.fill("title", payload)
    drafter.fill("drafting_note", f"{NOTE}{payload}<script>alert(3)</script>")
    drafter.press("提交")
    assert drafter.errors() == []
    head = desk("U10")
    do(head, ("unit_result", "同意"), opinion=f"同意。{payload}</textarea><script>alert(4)</script>")
    head.press("提交")
    for person in (drafter, head):
        for path in ("/inbox/todo", "/inbox/done", "/inbox/started", "/instances/1", "/instances/1/papers/drafting-sheet"):
            person.open(path)
            assert not person.driver.find_elements("css selector", "img, [onload], [onerror], main script")
        person.open("/instances/1")
        assert payload in person.text and "49" not in person.find("h1").text
        assert person.complaints() == []
