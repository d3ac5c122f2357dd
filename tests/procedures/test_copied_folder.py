"""A procedure is its folder: copied under a new key it is published beside the original and runs, without an edit
anywhere else. Only what names the procedure itself changes in the copy: key, code, process id and message name."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.actions.sign_in import sign_in
from engine.clock import LOCAL, SimulatedClock
from engine.definition import Package, check
from engine.demo.days import Days
from engine.demo.habit import read_habits
from engine.demo.load import PASSWORD, furnish
from engine.demo.staff import Staff
from engine.queries.totals import newest_definition
from engine.scenario import read_scenario, run
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from engine.store.work import SYSTEM
from web import create_app

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FOLDERS = sorted(path.parent for path in PROCESSES.glob("*/procedure.toml"))
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=LOCAL)

each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def copy_of(folder: Path, to: Path) -> Path:
    """The folder under a new key, in a folder of that name."""
    key, made = folder.name, to / f"{folder.name}-two"
    shutil.copytree(folder, made)
    declared = made / "procedure.toml"
    text = declared.read_text(encoding="utf-8")
    process = re.search(r'^process = "(.+)"', text, re.M)
    assert process is not None
    text = re.sub(r'^key = ".+"', f'key = "{made.name}"', text, count=1, flags=re.M)
    code = re.search(r'^code = "(.+)"', text, re.M)
    assert code is not None
    text = re.sub(r'^code = "(.+)"', r'code = "\1B"', text, count=1, flags=re.M)
    declared.write_text(re.sub(r'^process = "(.+)"', r'process = "\1_two"', text, count=1, flags=re.M), encoding="utf-8")
    diagram = made / "process.bpmn"
    drawn = diagram.read_text(encoding="utf-8")
    drawn = re.sub(rf'(<bpmn:process id=|processRef=|bpmnElement=)"{process[1]}"', rf'\1"{process[1]}_two"', drawn)
    drawn = re.sub(rf'(<bpmn:message id="[^"]+" name=)"{key}"', rf'\1"{made.name}"', drawn)
    diagram.write_text(drawn.replace(f'key="procedure" value="{key}"', f'key="procedure" value="{made.name}"'), "utf-8")
    for story in made.glob("scenarios/*.toml"):
        told = story.read_text(encoding="utf-8")
        told = re.sub(rf'^procedure = "{key}"', f'procedure = "{made.name}"', told, flags=re.M)
        story.write_text(re.sub(rf"\b{code[1]}(\d{{8}})", rf"{code[1]}B\1", told), "utf-8")
    return made


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("copies")
    for folder in FOLDERS:
        copy_of(folder, there)
    return there


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, copies: Path) -> Iterator[Office]:
    """The demo office with every procedure, and every copy beside it."""
    folder = tmp_path_factory.mktemp("beside")
    clock = SimulatedClock(NOW)
    opened = open_office(f"sqlite:///{folder}/b.sqlite3", clock=clock, files=folder / "files", durable=False)
    furnish(opened)
    for copied in sorted(copies.iterdir()):
        actions.publish_definition(opened, Package.from_folder(copied), Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@each_folder
def test_the_copy_is_sound(folder: Path, copies: Path) -> None:
    assert [str(finding) for finding in check(Package.from_folder(copies / f"{folder.name}-two"))] == []


@each_folder
def test_a_story_of_the_copy_comes_out_as_told(folder: Path, copies: Path) -> None:
    copied = copies / f"{folder.name}-two"
    stories = [read_scenario(path.read_bytes(), path.name) for path in sorted(copied.glob("scenarios/*.toml"))]
    # one that speaks of no other procedure, which knows only the original
    alone = max((s for s in stories if not s.others), key=lambda s: sum("opens" in step.expected for step in s.steps))
    assert run(alone, Package.from_folder(copied)).problems == []


@each_folder
def test_the_copy_begins_and_ends_beside_the_original(folder: Path, office: Office) -> None:
    key = f"{folder.name}-two"
    habits = {name: read_habits(folder.name) for name in (key, folder.name)}
    clock = office.clock
    assert isinstance(clock, SimulatedClock)
    days = Days(office, clock, clock.now() + timedelta(days=300))
    staff = Staff(office, days, random.Random(7), {name: replace(h, procedure=name) for name, h in habits.items()}, key)
    begun = [staff.start(staff.of(name)) for name in (key, key, folder.name)]
    assert None not in begun
    code = newest_definition(office, folder.name).procedure.code
    numbers = [receipt.number for receipt in begun if receipt]
    assert [number.startswith(f"{code}B") for number in numbers] == [True, True, False]
    days.run()
    for receipt in begun:
        assert receipt is not None
        with office.database.read() as connection:
            i = t.instance.c
            row = connection.execute(select(i.state, i.starter, i.procedure, i.end_state).where(i.id == receipt.instance_id)).one()
        assert (row.state, row.procedure in (key, folder.name)) == ("completed", True), staff.given_up
        assert row.end_state in newest_definition(office, row.procedure).procedure.ends.values()
        assert compare(office, receipt.instance_id) == []
        page = _browser(office, row.starter).get(f"/instances/{receipt.instance_id}")
        assert page.status_code == 200 and row.end_state in page.text and receipt.number in page.text
    person = staff.of(key).starters[0]
    catalogue = _browser(office, person).get("/procedures")
    assert f"/procedures/{key}/start" in catalogue.text and f"/procedures/{folder.name}/start" in catalogue.text
    assert "<form" in _browser(office, person).get(f"/procedures/{key}/start").text


def test_the_copy_is_begun_on_its_page(office: Office) -> None:
    browser = _browser(office, "O12")
    values = {
        "title": "咨询:老旧小区加装电梯", "urgent": "平件", "ticket_no": "QL-COPY-1", "channel": "电话",
        "received": "", "caller": "匿名", "hide_identity": "否", "visit_wanted": "是", "kind": "咨询",
        "topic": "老旧小区和房屋", "enterprise": "否", "street": "青石街道", "place": "青石街道安居小区",
        "content": "咨询老旧小区加装电梯的申请条件和补贴标准。", "wanted": "告知申请条件", "accepted": "受理",
        "knowledge": "无", "secrecy": "无", "openness": "不予公开", "openness_reason": "涉及个人信息",
        "command_id": "copy-1", "csrf": browser.csrf,  # type: ignore[attr-defined]
    }  # fmt: skip
    missing = browser.post("/procedures/hotline-two/start", data=values)
    assert missing.status_code == 422 and "收到时间" in missing.text
    local = office.now().astimezone(LOCAL)
    done = browser.post("/procedures/hotline-two/start", data={**values, "received": f"{local:%Y-%m-%dT%H:%M}"})
    assert done.status_code == 303, done.text


def _browser(office: Office, person: str):  # type: ignore[no-untyped-def]
    token = sign_in(office, person, PASSWORD)
    browser = create_app(office).test_client()
    browser.set_cookie("banjie-session", token)
    browser.csrf = hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
    return browser
