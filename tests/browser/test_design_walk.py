"""An analyst's work from the first click to the end of a matter, at a real browser: two stories, clicks and keys only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import PASSWORD as DEMO_PASSWORD
from engine.demo.load import load_year
from engine.store import tables as t
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
    print(
        f"\nnew procedure: drawn, tried and handed in within {drawn:.0f} s, released and done within {took:.0f} s of clicks"
    )
    assert took < 600
    assert person.complaints() == []


class TestALongerTermAndOneStepMore:
    """发文 on its first version, with the first quarter of a demo year behind it and matters in the middle.

    A quarter and not the year: the year takes a minute to live through, and every kind of difference is in it.
    """

    @pytest.fixture
    def clock(self) -> SimulatedClock:
        return SimulatedClock(datetime(2026, 3, 27, 10, 0, tzinfo=LOCAL))

    @pytest.fixture
    def office(self, tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
        address, files = f"sqlite:///{tmp_path}/banjie.sqlite3", tmp_path / "files"
        lived = open_office(address, files=files, durable=False)
        load_year(lived, 2026, clock.now(), matters=80, seed=5)
        lived.database.dispose()
        opened = open_office(address, clock=clock, files=files)
        yield opened
        opened.database.dispose()

    def test_what_runs_ends_on_the_old_version_or_is_moved_to_the_new(
        self, desk: Callable[..., Desk], office: Office, clock: SimulatedClock
    ) -> None:
        stays, moves = waiting_for(office, "archive")[:2]
        person = desk("A4", password=DEMO_PASSWORD)
        began = time.monotonic()
        bench = Workbench(person, office)
        bench.begin_from("outgoing-document")

        bench.tab("设置")
        bench.follow("各环节时限")
        bench.term("sign", "平件", "2")
        person.press("保存")
        bench.form("handover")
        bench.change_field("办理结果", label="核对结果", key="handover_result")
        board = bench.diagram()
        board.choose("archived")
        board.key("i")
        board.answer("approve")
        step = board.chosen
        board.key(Keys.F2)
        board.answer(text="移交核对")
        board.select("office-form", "handover")
        board.save()
        bench.tab("设置")
        bench.follow("各环节时限")
        bench.term(step, "其他", "5")
        person.press("保存")
        bench.tab("比较")
        assert "签发" in person.text and "2 个工作日" in person.text and "移交核对" in person.text

        bench.story("doc-1")
        person.press("运行这个场景")
        assert "多出任务" in person.text and "2026-02-28T17:30" in person.text, "the stories tell the old version"
        for story in ("doc-1", "doc-3", "long-way", "urgent-holiday"):
            bench.rewrite(story, lambda text: one_step_more(text, step))
        assert "全部通过" in bench.run_all(), person.find(".story-list").text

        bench.tab("试算")
        person.press_in("main", "试算")
        person.wait_for(lambda: bool(person.driver.find_elements(By.ID, "dues")))
        assert "新环节“移交核对”没有人办理过" in person.find("#asked").text
        signing = person.find("#dues tbody tr").text.split()
        assert signing[0] == "签发" and int(signing[2]) > 0, "dues that would have been later"
        bench.tab("发布")
        person.press("我看过试算结果了")
        bench.hand_in("签发时限放宽为两个工作日；归档后由另一人核对移交清单。")
        person.become("A2")
        bench.release()
        assert "第 2 版" in person.find("h1").text

        person.become("O7")
        archive(person, task_of(office, stays), "2026-永久-文秘-0101")
        assert state_of(office, stays) == (1, "completed")

        person.become("O1")
        person.open(f"/instances/{moves}")
        bench.follow("迁移到第 2 版")
        bench.click(person.find(f"[name=matter][value='{moves}']"))
        person.press("试算")
        assert "位置不变" in person.find("#trial").text
        person.fill("reason", "新版已经发布，尚未归档的按新版核对移交。")
        person.press("迁移这 1 件事项")
        assert "已迁移" in person.find("main").text
        person.become("O7")
        archive(person, task_of(office, moves), "2026-永久-文秘-0102")
        assert state_of(office, moves) == (2, "running")
        clock.move_to(clock.now() + timedelta(hours=1))
        person.become("O7")
        person.find(f"tr[data-row] a[href*='/tasks/{task_of(office, moves)}']").click()
        person.choose("handover_result", "同意")
        person.press("提交")
        assert person.errors() == [] and state_of(office, moves) == (2, "completed")
        print(f"\na version more: {time.monotonic() - began:.0f} s of clicks")
        assert person.complaints() == []


def waiting_for(office: Office, step: str) -> list[int]:
    """Running matters of 发文 whose only open task is of that step."""
    open_now = select(t.task.c.instance_id).where(t.task.c.state.in_(("open", "claimed"))).where(
        t.task.c.instance_id.in_(
            select(t.instance.c.id).join(t.definition, t.definition.c.id == t.instance.c.definition_id)
            .where(t.definition.c.procedure == "outgoing-document")
        )
    )  # fmt: skip
    with office.database.read() as connection:
        every = list(connection.execute(open_now).scalars())
        there = connection.execute(open_now.where(t.task.c.element == step)).scalars()
        return [each for each in there if every.count(each) == 1]


def task_of(office: Office, instance: int) -> int:
    wanted = select(t.task.c.id).where(t.task.c.instance_id == instance, t.task.c.state.in_(("open", "claimed")))
    with office.database.read() as connection:
        return int(connection.execute(wanted).scalar_one())


def state_of(office: Office, instance: int) -> tuple[int, str]:
    """Version and state."""
    wanted = select(t.definition.c.version, t.instance.c.state).join_from(
        t.instance, t.definition, t.definition.c.id == t.instance.c.definition_id
    )
    with office.database.read() as connection:
        version, state = connection.execute(wanted.where(t.instance.c.id == instance)).one()
    return int(version), str(state)


def archive(person: Desk, task: int, number: str) -> None:
    person.find(f"tr[data-row] a[href*='/tasks/{task}']").click()
    person.fill("archive_number", number)
    person.fill("pages", "8")
    person.press("提交")
    assert person.errors() == []


def one_step_more(text: str, step: str) -> str:
    """The story with its last step, 归档, done before the new one, which ends it; and a day more for signing."""
    head, _, last = text.rpartition("[[step]]")
    values = next(line for line in last.splitlines() if line.startswith("values ="))
    opening = last[: last.index("values =")]
    new = last.replace('task = "archive"', f'task = "{step}"').replace(values, 'values = { handover_result = "同意" }')
    new = new.replace("archive = 1 }", f"archive = 1, {step} = 1 }}")
    head = head.replace('who = ["L4"], due = "2026-02-27T17:30"', 'who = ["L4"], due = "2026-02-28T17:30"')
    head = head.replace('who = ["L1"], due = "2026-09-28T17:30"', 'who = ["L1"], due = "2026-09-29T17:30"')
    return f"{head}[[step]]{opening}{values}\n\n[[step]]{new}"
