"""Every page on a wide screen and a phone: nothing serious for axe-core, nothing wider than its window, no complaint;
and the office actions as a person does them, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.browser.conftest import PASSWORD, barriers, picture
from tests.conftest import furnish
from tests.packages import PROCEDURE, approval

pytestmark = pytest.mark.browser

BOXES = (
    "todo", "sign", "unread", "overdue", "acting", "acting?part=for-me", "done", "read", "closed", "started", "drafts",
    "followed", "copied",
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """The small procedure with matters in many states: waiting, delegated, circulated, paused, dictated, overdue."""
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    toml = PROCEDURE.format(key="approval").replace("[tasks.sign]\n", '[tasks.sign]\ndictation = ["checker"]\n')
    toml = toml.replace("[tasks.review]\n", '[tasks.review]\nphrases = ["同意。", "请补充。"]\n')
    toml += '[personal]\nfields = ["title"]\n'
    furnish(opened, Package({**approval().files, "procedure.toml": toml.encode()}))
    for person in ("U10", "U11", "U14", "O5", "O6", "O1", "L1"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    for n in range(5):
        doing.start(opened, title=f"关于第{n}号林区道路的请示", urgency=("平件", "加急", "特急")[n % 3], amount=1)
    actions.circulate(opened, actions.Circulate(1, ("U10", "U14"), doing.command_id(), "传阅", "请阅"), Actor("U11"))
    actions.urge_task(opened, actions.UrgeTask(doing.task_of(opened, "review"), doing.command_id()), Actor("U11"))
    doing.review(opened, instance=2)
    for unit, head in (("林草局", "U10"), ("财政局", "U14")):
        doing.cosign(opened, unit, head, instance=2)
    doing.complete(opened, "sign", "O5", {"sign_result": "同意"}, "同意。", instance=2, dictated="L1")
    delegate = actions.DelegateTask(doing.task_of(opened, "review", instance=3), "O6", "请核对", doing.command_id())
    actions.delegate_task(opened, delegate, Actor("O5"))
    actions.pause_instance(opened, actions.PauseInstance(4, "等补正", doing.command_id()), Actor("O1"))
    doing.review(opened, instance=5)
    for unit, head in (("林草局", "U10"), ("财政局", "U14")):
        doing.cosign(opened, unit, head, instance=5)
    for n in (6, 7):
        doing.start(opened, title=f"关于赵女士来信{n}的请示")
        doing.review(opened, "不同意", instance=n)
    asked = actions.AskErasure(7, ("title",), "《个人信息保护法》第四十七条", "本人申请", ("赵女士来信",))
    actions.ask_erasure(opened, asked, Actor("O1"))
    actions.follow_instance(opened, 1, Actor("U11"))
    clock.move_to(clock.now() + timedelta(days=3))
    yield opened
    opened.database.dispose()


def pages(office: Office, person: str) -> list[str]:
    def task(element: str, instance: int) -> str:
        return f"/tasks/{doing.task_of(office, element, instance=instance)}"

    common = [*(f"/inbox/{box}" for box in BOXES), "/notices", "/search?text=林区", "/procedures"]
    own = {
        "O5": [task("review", 1), task("review", 3), task("review", 4), task("sign", 5), "/instances/2"],
        "U10": ["/instances/1", "/instances/2/papers/approval-sheet", "/procedures/approval/start"],
        "L1": [task("sign", 5), "/instances/2", "/instances/7/erasure"],
        "O1": ["/instances/1", "/instances/2", "/instances/6/erasure", "/instances/7/erasure", "/instances/4"],
    }
    return [*common, *own[person]] if person == "O5" else [*common[:4], *own[person]]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("person", ["O5", "U10", "L1", "O1"])
def test_every_page_is_open_to_everybody(desk, office, person, phone):
    somebody = desk(person, phone=phone)
    found = {"/": barriers(somebody)}
    for path in pages(office, person):
        somebody.open(path)
        somebody.driver.execute_script("document.querySelectorAll('main details').forEach(d => d.open = true)")
        found[path] = barriers(somebody)
        assert not somebody.is_wider_than_its_window(), path
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert somebody.complaints() == []


def test_a_checker_works_by_keys_and_nothing_is_sent_by_enter(desk, office):
    checker = desk("O5")
    checker.open("/inbox/todo")
    checker.find("body").send_keys("j")
    checker.driver.switch_to.active_element.send_keys("\n")
    checker.find("#opinion")
    checker.find("body").send_keys("1")
    assert checker.find("#opinion").get_attribute("value") == "同意。"
    checker.find("body").send_keys("r")
    assert checker.driver.switch_to.active_element.tag_name in ("textarea", "input", "body")
    phrase = checker.find("input[name=text][maxlength='200']")
    phrase.send_keys("请抓紧。\n")
    assert doing.kinds(office)[-1] in ("task.opened", "task.urged"), "Enter sends nothing"
    checker.find("body").send_keys("?")
    assert checker.find("#keys").is_displayed()
    assert checker.complaints() == []


def test_returning_and_taking_back_with_the_mouse(desk, office):
    leader = desk("L1", phone=True)
    leader.open(f"/tasks/{doing.task_of(office, 'sign', instance=5)}")
    leader.driver.execute_script("document.querySelector('[data-deed=return] > summary').click()")
    leader.fill_in("#return-opinion", "请补充预算。")
    picture(leader, "return-390")
    leader.press_in("[data-deed=return]", "退回")
    assert "已退回" in leader.text and doing.kinds(office, 5)[-1] == "task.returned"
    checker = desk("O5")
    checker.open(f"/tasks/{doing.task_of(office, 'review', instance=5)}")
    assert "请补充预算。" in checker.text
    for person in (leader, checker):
        assert person.complaints() == []
