"""An analyst's work from the first click to the end of a matter, at a real browser: two stories, clicks and keys only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, Desk
from tests.browser.designing import Workbench
from tests.conftest import furnish

pytestmark = pytest.mark.browser

CAST = ("A4", "A2", "U11", "O5", "O1", "U10", "U14", "O7")


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """The office without a procedure: the analyst's is its first."""
    opened = furnish(open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files"))
    for person in CAST:
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


def take(person: Desk, step: str) -> None:
    """The task of that step, from the inbox."""
    row = next(r for r in person.driver.find_elements(By.CSS_SELECTOR, "tr[data-row]") if step in r.text)
    row.find_element(By.CSS_SELECTOR, "a.title").click()
    person.find("#act")


def test_a_new_procedure_from_an_empty_draft_to_a_finished_matter(
    desk: Callable[..., Desk], office: Office, clock: SimulatedClock, request: pytest.FixtureRequest
) -> None:
    """Four steps, a decision that chooses the way, two forms, a countersign, deadlines; tried, released, done."""
    person = desk("A4")
    began = time.monotonic()
    bench = Workbench(person, office)
    bench.begin("设备采购审批", "purchase")

    bench.decision("采购审批层级", "purchase-level", [
        ("in.1.expression", "amount"), ("in.1.label", "金额"), ("in.1.type", "number"),
        ("out.1.label", "由谁审批"), ("rule.1.in.1", "< 10000"), ("rule.1.out.1", '"文秘科"'), ("rule.2.in.1", ">= 10000"),
        ("rule.2.out.1", '"办公室主任"'),
    ], rules=2)  # fmt: skip

    bench.open_form("start")
    bench.follow("事由")
    bench.field("number", "金额（元）", key="amount", required="yes", min="1")
    bench.field("checklist", "会签单位", key="cosign_units", valuesKey="units", required="yes")
    bench.form("cosign")
    bench.change_field("办理结果", label="会签意见", key="cosign_result")
    bench.form("approve")
    bench.change_field("办理结果", label="审批意见", key="approve_result", values="同意\n不同意\n再议")
    bench.form("archive")
    bench.take_away_field("办理结果")
    bench.field("number", "卷内页数", key="pages", required="yes", min="1")

    board = bench.diagram()
    board.choose("handle")
    board.key(Keys.F2)
    board.answer(text="受理")
    board.key("a")
    board.answer("decide")
    board.key(Keys.F2)
    board.answer(text="定审批层级")
    board.key("a")
    board.answer("exclusive")
    gateway = board.chosen
    board.key(Keys.F2)
    board.answer(text="谁审批？")
    board.choose(board.flow(gateway, "done"))
    board.key("i")
    board.answer("countersign")
    cosign = board.chosen
    board.key("a")
    board.answer("archive")
    archive = board.chosen
    board.choose(gateway)
    board.key("a")
    board.answer("approve")
    approve = board.chosen
    board.key(Keys.F2)
    board.answer(text="主任审批")
    board.key("c")
    board.answer(cosign)
    bench.role(board, "handle", "checker")
    bench.role(board, approve, "director")
    bench.condition(board, board.flow(gateway, approve), 'purchase_level = "办公室主任"')
    board.choose(board.flow(gateway, cosign))
    board.click("[data-entry-id=office-default] input")
    board.save()
    person.picture("walk-diagram")
    assert "0 个错误，2 个提醒" in board.checked() and "没有时限" in board.checked()

    bench.tab("设置")
    bench.follow("各环节时限")
    bench.term("handle", "其他", "1")
    bench.term(approve, "平件", "2")
    bench.term(approve, "其他", "1")
    bench.term(cosign, "其他", "2")
    person.press("保存")
    assert "已保存" in person.text

    bench.scenario("两万元的采购经主任审批", "over-ten-thousand")
    day = "2026-02-13T"
    start = {"title": "采购四台计算机", "urgency": "平件", "amount": "20000", "cosign_units": ["林草局", "财政局"]}
    bench.step(f"{day}09:00:00", "start", "U11", values=start)
    bench.step(f"{day}09:30:00", "complete", "O5", "handle", values={"result": "同意"})
    bench.step(f"{day}10:00:00", "complete", "O1", approve, values={"approve_result": "同意"})
    bench.step(f"{day}10:30:00", "complete", "U10", cosign, unit="林草局", values={"cosign_result": "同意"})
    bench.step(f"{day}11:00:00", "complete", "U14", cosign, unit="财政局", values={"cosign_result": "同意"})
    bench.step(f"{day}11:30:00", "complete", "O7", archive, values={"pages": "12"}, state="已办结")
    assert "全部通过（1 个）" in bench.run_all(), person.text
    person.picture("walk-scenarios")

    bench.tab("检查")
    assert "没有发现问题" in person.text, person.text
    bench.hand_in("办公设备采购统一走这个流程。")
    assert "送审中" in person.text
    drawn = time.monotonic() - began
    person.become("A2")
    bench.release()

    person.become("U11")
    person.open("/procedures")
    person.find("a[href$='/procedures/purchase/start']").click()
    person.fill("title", "采购两台打印机")
    person.fill("amount", "12000")
    person.choose("cosign_units", "林草局", "财政局")
    person.press("提交")
    assert person.errors() == []
    for who, step, choices in (
        ("O5", "受理", [("result", "同意")]), ("O1", "主任审批", [("approve_result", "同意")]),
        ("U10", "会签", [("cosign_result", "同意")]), ("U14", "会签", [("cosign_result", "同意")]), ("O7", "归档", []),
    ):  # fmt: skip
        clock.move_to(clock.now() + timedelta(minutes=20))
        person.become(who)
        take(person, step)
        for name, value in choices:
            person.choose(name, value)
        if not choices:
            person.fill("pages", "9")
        person.press("提交")
        assert person.errors() == [], who
    person.become("U11")
    person.open("/inbox/started")
    assert "已办结" in person.text
    took = time.monotonic() - began
    print(f"\nnew procedure: drawn, tried and handed in within {drawn:.0f} s, released and done within {took:.0f} s of clicks")
    assert took < 600
    assert person.complaints() == []
