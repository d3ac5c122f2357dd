"""The diagram editor in a real Chromium: drawn without a mouse, saved by itself, nothing lost, every word Chinese."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import update
from werkzeug.serving import make_server

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.definition import Package, check
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, Desk
from tests.browser.drawing import Board, chromium
from tests.conftest import BEGINNING, PROCESSES, furnish
from web import create_app

pytestmark = pytest.mark.browser

ANALYST = Actor("A4")
ALL_KINDS = """
const f = m.get('elementFactory'), md = m.get('modeling'), root = m.get('canvas').getRootElement();
const made = [];
let n = 0;
const put = (attributes, parent = root, at) => {
  n += 1;
  made.push(md.createShape(f.createShape(attributes), at ?? {x: 200 + (n % 12) * 200, y: 400 + Math.floor(n / 12) * 220}, parent));
  return made.at(-1);
};
const events = (type, kinds, more = {}) => kinds.split(' ').forEach((kind) =>
  put({type: 'bpmn:' + type, eventDefinitionType: kind === 'None' ? undefined : `bpmn:${kind}EventDefinition`, ...more}));
for (const type of 'Task UserTask ServiceTask SendTask ReceiveTask ManualTask BusinessRuleTask ScriptTask CallActivity ExclusiveGateway ParallelGateway InclusiveGateway ComplexGateway EventBasedGateway DataObjectReference DataStoreReference TextAnnotation Group'.split(' ')) put({type: 'bpmn:' + type});
put({type: 'bpmn:SubProcess', isExpanded: false});
for (const type of ['SubProcess', 'AdHocSubProcess', 'Transaction']) put({type: 'bpmn:' + type, isExpanded: true});
const inside = put({type: 'bpmn:SubProcess', isExpanded: true, triggeredByEvent: true});
for (const kind of ['Message', 'Timer', 'Error', 'Escalation', 'Signal', 'Conditional']) put({type: 'bpmn:StartEvent', eventDefinitionType: `bpmn:${kind}EventDefinition`, isInterrupting: kind === 'Error'}, inside, {x: inside.x + 60, y: inside.y + 60});
events('StartEvent', 'None Message Timer Conditional Signal');
events('IntermediateCatchEvent', 'Message Timer Conditional Link Signal');
events('IntermediateThrowEvent', 'None Message Escalation Link Compensate Signal');
events('EndEvent', 'None Message Escalation Error Cancel Compensate Signal Terminate');
const host = made[1];
for (const [kind, cancelActivity] of [['Message', true], ['Timer', false], ['Error', true], ['Escalation', false], ['Signal', false], ['Conditional', false], ['Compensate', true]]) {
  const shape = f.createShape({type: 'bpmn:BoundaryEvent', eventDefinitionType: `bpmn:${kind}EventDefinition`, cancelActivity});
  made.push(md.createShape(shape, {x: host.x, y: host.y + host.height}, host, {attach: true}));
}
const several = put({type: 'bpmn:UserTask'});
md.updateProperties(several, {loopCharacteristics: m.get('bpmnFactory').create('bpmn:MultiInstanceLoopCharacteristics')});
return [...made.map((each) => each.id), 'to_end', m.get('canvas').getRootElement().id];
"""
# Every group and list of the panel opened, then every menu of the element: one element per call, told when it is drawn.
OPEN_PANEL = """
const [id, done] = [arguments[0], arguments[arguments.length - 1]];
const m = document.getElementById('diagram-editor').modeler;
const element = m.get('elementRegistry').get(id) ?? m.get('canvas').getRootElement();
m.get('selection').select(element.parent ? element : []);
const drawn = (act) => setTimeout(act, 20);
drawn(() => {
  for (const each of document.querySelectorAll('.diagram-properties .bio-properties-panel-group-header:not(.open)')) each.click();
  window.listsSeen ??= new Set(); // a list is begun once, it looks the same at every element
  for (const each of document.querySelectorAll('.diagram-properties .bio-properties-panel-add-entry')) {
    const list = each.closest('[data-group-id], [data-entry-id]');
    const name = list?.dataset.groupId ?? list?.dataset.entryId;
    if (!window.listsSeen.has(name)) each.click();
    window.listsSeen.add(name);
  }
  drawn(() => done(element.businessObject.$type));
});
"""
OPEN_MENU = """
const [id, menu, done] = arguments;
const m = document.getElementById('diagram-editor').modeler;
const element = m.get('elementRegistry').get(id) ?? m.get('canvas').getRootElement();
const popup = m.get('popupMenu');
if (popup.isEmpty(element, menu)) done(false);
else {
  popup.open(element, menu, {x: 400, y: 300, cursor: {x: 400, y: 300}}, {title: m.get('translate')('Append element'), search: true});
  setTimeout(() => done(true), 20);
}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    opened = open_office(f"sqlite:///{folder}/banjie.sqlite3", clock=SimulatedClock(BEGINNING), files=folder / "files")
    furnish(opened)
    open_account(opened, "A4", PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture(scope="module")
def seat(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A4 at one browser for all these tests: each has a draft of its own."""
    server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield Desk(driver, f"http://127.0.0.1:{server.port}", "A4")
    driver.quit()
    server.shutdown()
    thread.join()


@pytest.fixture
def board(office: Office, seat: Desk, tmp_path: Path) -> Iterator[Callable[..., Board]]:
    """`board()` is A4 before a new procedure, `board("outgoing-document")` before a shipped one."""
    seat.complaints()
    downloads = {"behavior": "allow", "downloadPath": str(tmp_path)}
    seat.driver.execute_cdp_cmd("Page.setDownloadBehavior", downloads)

    def opened(procedure: str = "", *, phone: bool = False) -> Board:
        seat.phone = phone
        seat.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 390 if phone else 1280, "height": 844, "deviceScaleFactor": 1, "mobile": phone},
        )
        package = Package.from_folder(PROCESSES / procedure) if procedure else None
        begin = BeginDraft(procedure or "leave-request", "请假审批", package)
        return Board(seat, office, actions.begin_draft(office, begin, ANALYST))

    yield opened
    seat.expected, seat.phone = (), False
    seat.driver.delete_cookie("banjie-language")


def test_a_procedure_is_drawn_without_a_mouse(board: Callable[..., Board]) -> None:
    b = board()
    b.choose("handle")
    b.key("a")
    b.answer("countersign")
    cosign = b.chosen
    b.key(Keys.F2)
    b.answer(text="各单位会签")
    b.key("b")
    b.answer("Timer-false")
    b.choose("to_handle")
    b.key("i")
    b.answer("decide")
    decision = b.chosen
    b.choose("begin")
    b.key("n")
    b.answer("terminate")
    end = b.chosen
    b.choose(decision)
    b.key("c")
    b.answer(end)
    flow = b.chosen
    b.key(Keys.DELETE)
    b.choose(end)
    b.key(Keys.DELETE)
    stored = b.save()
    assert f'name="各单位会签" zeebe:modelerTemplate="banjie.countersign"' in stored  # noqa: F541
    assert 'inputCollection="=cosign_units" inputElement="unit" outputCollection="cosign_results"' in stored
    assert f'<bpmn:sequenceFlow id="to_handle" sourceRef="begin" targetRef="{decision}" />' in stored
    assert (
        f'sourceRef="handle" targetRef="{cosign}"' in stored
        or f'id="to_end" sourceRef="handle" targetRef="{cosign}"' in stored
    )
    assert f'attachedToRef="{cosign}"' in stored and 'cancelActivity="false"' in stored
    assert flow not in stored and end not in stored, "deleted again"
    b.key(Keys.CONTROL, "z")
    b.desk.wait_for(lambda: bool(b.run("return m.get('elementRegistry').get(arguments[0])", end)))
    b.choose(cosign)
    b.key(Keys.ENTER)
    b.desk.wait_for(lambda: b.driver.switch_to.active_element.get_attribute("name") == "name")  # Enter: its properties
    assert b.desk.complaints() == []


def test_bends_names_and_the_simulation_need_no_mouse(board: Callable[..., Board]) -> None:
    b = board()

    def number(entry: str, value: int) -> None:
        fields = b.driver.find_elements(By.CSS_SELECTOR, f"[data-entry-id={entry}] input")
        if not any(each.is_displayed() for each in fields):
            b.click("[data-group-id=group-position] .bio-properties-panel-group-header")
        field = b.desk.find(f"[data-entry-id={entry}] input")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(str(value), Keys.TAB)

    b.choose("to_handle")
    number("bends", 1)
    number("bend-0-y", 60)
    b.choose("begin")
    number("label-y", 30)
    b.key(Keys.CONTROL, "s")
    stored = b.save()
    assert 'y="60"' in stored and 'y="30"' in stored
    bends = "return m.get('elementRegistry').get('to_handle').waypoints.length"
    assert b.run(bends) == 3
    b.choose("to_handle")
    number("bends", 0)
    b.desk.wait_for(lambda: b.run(bends) == 2)
    b.driver.execute_script("document.querySelector('.bts-toggle-mode').focus()")
    b.key(Keys.ENTER)
    b.desk.wait_for(lambda: b.run("return m.get('toggleMode')._active"))
    b.driver.execute_script("document.querySelector('.bts-toggle-mode').focus()")
    b.key(Keys.SPACE)
    b.desk.wait_for(lambda: not b.run("return m.get('toggleMode')._active"))


def test_several_are_chosen_lined_up_moved_and_deleted_without_a_mouse(board: Callable[..., Board]) -> None:
    b = board()
    place = "const e = m.get('elementRegistry').get(arguments[0]); return e && [Math.round(e.x), Math.round(e.y)]"
    b.choose("begin")
    shift = ActionChains(b.driver)
    for one in ("handle", "done"):
        line = b.driver.find_element(By.ID, f"outline-{one}")
        b.driver.execute_script("arguments[0].focus()", line)
        shift.key_down(Keys.SHIFT).send_keys(Keys.SPACE).key_up(Keys.SHIFT).perform()
    selected = "return m.get('selection').get().map(e => e.id).sort()"
    b.desk.wait_for(lambda: b.run(selected) == ["begin", "done", "handle"])
    b.act("move")
    b.answer(text="100")
    assert b.run(place, "handle") == [360, 80] and b.run(place, "begin") == [260, 102]
    b.act("align-top")
    assert {b.run(place, one)[1] for one in ("begin", "handle", "done")} == {80}
    assert b.run(selected) == ["begin", "done", "handle"], "they stay chosen"
    b.act("remove")
    assert [b.run(place, one) for one in ("begin", "handle", "done")] == [None] * 3


def test_every_task_of_the_office_is_ready_made(board: Callable[..., Board], office: Office) -> None:
    b = board()
    dmn = (PROCESSES / "outgoing-document" / "decisions" / "kind-direction.dmn").read_bytes()
    files = queries.draft_page(office, "A4", b.draft).package.files
    said = (
        '[defaults]\ndirection = "下行"\ndoc_kind = "通知"\ncosign_units = []\nreceivers = []\nlead = "林草局"\n'
        '[series."青岚府"]\npattern = "青岚府〔{year}〕{n}号"\n[instance_term]\n"其他" = "30 WD"\n'
    )
    settings = files["procedure.toml"] + said.encode()
    forms = {
        f"forms/{each}.json": files["forms/handle.json"]
        for each in ("cosign", "read", "archive", "seal", "approve", "supervise")
    }
    writes = {"decisions/kind-direction.dmn": dmn, "procedure.toml": settings, **forms}
    actions.change_draft(office, ChangeDraft(b.draft, writes, {"procedure.toml": 1}), ANALYST)
    b.open()
    kinds = ["approve", "countersign", "circulate", "supervise", "seal", "archive", "decide", "notify", "number"]
    b.choose("handle")
    for kind in kinds:
        b.act("append", kind)
        if kind == "approve":  # the only one whose people depend on the lane
            b.select("office-who", "starter")
    stored = b.save()
    for kind in kinds:
        assert f"banjie.{kind}" in stored
    assert "检查通过" in b.checked(), b.shown(".diagram-findings")
    assert check(queries.draft_page(office, "A4", b.draft).package) == []


def test_roles_forms_decisions_and_services_are_chosen(board: Callable[..., Board]) -> None:
    b = board("outgoing-document")
    b.choose("check")
    roles = [b.desk.find(f"[name=office-role-{n}]").get_attribute("value") for n in (0, 1)]
    assert roles == ["checker", "clerk"]
    offered = b.driver.execute_script(
        "return [...document.querySelector('[name=office-role-0]').list.options].map(o => o.value)"
    )
    assert "legal-reviewer" in offered and "unit-head@林草局" in offered
    b.select("office-form", "cosign")
    b.select("office-who", "starter")
    b.choose("apply_signing")
    b.select("office-decision", "issuing")
    b.choose("number")
    b.select("office-service", "urge")
    step = b.desk.find("[name=office-header-step]")
    step.send_keys("cosign", Keys.TAB)
    b.choose("lane_legal")
    b.select("office-lane", "区领导")
    stored = b.save()
    check_step = stored[stored.index('<bpmn:userTask id="check"') :].split("</bpmn:userTask>")[0]
    assert (
        'assignee="=starter"' in check_step and "candidateGroups" not in check_step and 'formId="cosign"' in check_step
    )
    signing = stored[stored.index('id="apply_signing"') :].split("</bpmn:businessRuleTask>")[0]
    assert 'decisionId="issuing"' in signing
    number = stored[stored.index('<bpmn:serviceTask id="number"') :].split("</bpmn:serviceTask>")[0]
    assert 'type="urge"' in number and '<zeebe:header key="step" value="cosign" />' in number
    assert '<bpmn:lane id="lane_legal" name="区领导">' in stored


def test_the_check_leads_to_the_element_and_shows_the_way(board: Callable[..., Board], office: Office) -> None:
    b = board("outgoing-document")
    assert "检查通过" in b.checked()
    broken = b.stored.replace(' default="unit_agrees"', "", 1).encode()
    actions.change_draft(office, ChangeDraft(b.draft, {"process.bpmn": broken}, {"process.bpmn": 1}), ANALYST)
    b.open()
    assert "个错误" in b.checked()
    line = "[data-code=condition_missing][data-element=unit_agrees]"
    b.desk.find(line)
    assert b.run("return m.get('canvas').hasMarker('unit_agrees', 'finding-error')")
    b.click(f"{line} button.finding")
    assert b.chosen == "unit_agrees" and b.run("return m.get('selection').get()[0].id") == "unit_agrees"


def test_a_deadlock_is_painted_as_the_way_to_it(board: Callable[..., Board], office: Office) -> None:
    b = board()
    both = b.stored.replace('sourceRef="begin" targetRef="handle"', 'sourceRef="begin" targetRef="fork"')
    both = both.replace('sourceRef="handle" targetRef="done"', 'sourceRef="fork" targetRef="handle"')
    both = both.replace(
        '<bpmn:sequenceFlow id="to_handle"',
        '<bpmn:exclusiveGateway id="fork" default="to_end"/><bpmn:parallelGateway id="join"/>'
        '<bpmn:sequenceFlow id="second" sourceRef="fork" targetRef="join">'
        '<bpmn:conditionExpression>=urgency = "特急"</bpmn:conditionExpression></bpmn:sequenceFlow>'
        '<bpmn:sequenceFlow id="third" sourceRef="handle" targetRef="join"/>'
        '<bpmn:sequenceFlow id="fourth" sourceRef="join" targetRef="done"/><bpmn:sequenceFlow id="to_handle"',
    )
    both = re.sub(r"<bpmn:(incoming|outgoing)>\w+</bpmn:(incoming|outgoing)>", "", both)
    drawn = lay_out(both.encode(), source="process.bpmn", replace=True).data
    actions.change_draft(office, ChangeDraft(b.draft, {"process.bpmn": drawn}, {"process.bpmn": 1}), ANALYST)
    b.open()
    assert "个错误" in b.checked()
    b.click("[data-code=deadlock] [aria-pressed]")
    painted = b.run(
        "return m.get('elementRegistry').filter(e => m.get('canvas').hasMarker(e.id, 'finding-trace')).map(e => e.id)"
    )
    assert {"begin", "fork"} <= set(painted)
    b.click("[data-code=deadlock] [aria-pressed]")
    assert (
        b.run("return m.get('elementRegistry').filter(e => m.get('canvas').hasMarker(e.id, 'finding-trace')).length")
        == 0
    )


def test_two_analysts_at_one_diagram_lose_nothing(board: Callable[..., Board], office: Office) -> None:
    b = board()
    theirs = b.stored.replace('name="办理"', 'name="对方办理"').encode()
    actions.change_draft(office, ChangeDraft(b.draft, {"process.bpmn": theirs}, {"process.bpmn": 1}), ANALYST)
    b.choose("handle")
    b.key(Keys.F2)
    b.answer(text="我的办理")
    b.wait_state("conflict")
    notice = b.shown(".diagram-notice")
    assert "图析理" in notice and "采用对方的" in notice and "另存为新草稿" in notice and "用我的覆盖" in notice
    b.desk.wait_for(lambda: len(b.driver.find_elements(By.CSS_SELECTOR, ".diagram-notice button")) == 3)
    b.driver.find_elements(By.CSS_SELECTOR, ".diagram-notice button")[1].click()
    b.desk.wait_for(lambda: f"/design/{b.draft}/" not in b.driver.current_url)
    new = int(b.driver.current_url.split("/design/")[1].split("/")[0])
    assert 'name="对方办理"' in b.stored, "theirs is untouched"
    assert 'name="我的办理"' in queries.draft_page(office, "A4", new).package.files["process.bpmn"].decode()


def overtake(b: Board, office: Office, name: str) -> None:
    """Somebody else saves the step as `name`, then it is renamed here."""
    revision = queries.draft_page(office, "A4", b.draft).files["process.bpmn"].revision
    theirs = re.sub('id="handle" name="[^"]*"', f'id="handle" name="{name}"', b.stored).encode()
    actions.change_draft(office, ChangeDraft(b.draft, {"process.bpmn": theirs}, {"process.bpmn": revision}), ANALYST)
    b.choose("handle")
    b.key(Keys.F2)
    b.answer(text="我的办理")
    b.wait_state("conflict")
    b.desk.wait_for(lambda: len(b.driver.find_elements(By.CSS_SELECTOR, ".diagram-notice button")) == 3)


def test_the_others_or_mine_may_stand_and_the_other_is_handed_over(
    board: Callable[..., Board], office: Office, tmp_path: Path
) -> None:
    b = board()
    b.desk.expected = ("409",)
    overtake(b, office, "对方办理")
    b.click(".diagram-notice button:nth-of-type(1)")
    b.wait_state("saved")
    assert b.run("return m.get('elementRegistry').get('handle').businessObject.name") == "对方办理"
    b.desk.wait_for(lambda: (tmp_path / "leave-request-我的.bpmn").exists())
    assert "我的办理" in (tmp_path / "leave-request-我的.bpmn").read_text("utf-8")
    overtake(b, office, "又是对方")
    b.click(".diagram-notice button:nth-of-type(3)")
    b.wait_state("saved")
    assert "我的办理" in b.stored
    b.desk.wait_for(lambda: (tmp_path / "leave-request-对方的.bpmn").exists())
    assert "又是对方" in (tmp_path / "leave-request-对方的.bpmn").read_text("utf-8")
    b.choose("handle")
    b.key(Keys.F2)
    b.answer(text="离开前")
    b.click(".design-tabs a")
    b.desk.wait_for(lambda: "/diagram" not in b.driver.current_url)
    assert "离开前" in b.stored, "a link waits for the save"
    assert b.desk.complaints() == []


def test_a_collapsed_sub_process_is_opened_and_left_from_the_outline(board: Callable[..., Board]) -> None:
    b = board()
    made = b.run(
        "const s = m.get('elementFactory').createShape({type: 'bpmn:SubProcess', isExpanded: false});"
        "return m.get('modeling').createShape(s, {x: 300, y: 400}, m.get('canvas').getRootElement()).id"
    )
    b.desk.find(f"#outline-{made}")
    b.choose(made)
    b.act("enter")
    b.act("create", "start")
    b.driver.find_element(By.CSS_SELECTOR, f"#outline-{made}_plane > .outline-line").click()
    b.act("leave")
    assert b.chosen == made
    assert re.search(rf'<bpmn:subProcess id="{made}"[^/]*<bpmn:startEvent', b.save(), re.S)


def test_what_was_handed_in_is_looked_at_only(board: Callable[..., Board], office: Office) -> None:
    b = board()
    with office.database.write() as connection:
        connection.execute(update(t.procedure_draft).where(t.procedure_draft.c.id == b.draft).values(state="submitted"))
    b.open()
    assert "已送审" in b.shown(".diagram-state") and "检查通过" in b.checked()
    b.choose("handle")
    assert b.driver.find_elements(By.CSS_SELECTOR, ".diagram-acts button, .djs-palette, .diagram-properties") == []
    assert b.run("return m.get('selection').get()[0].id") == "handle"


def test_what_was_drawn_while_the_server_was_away_comes_back(board: Callable[..., Board]) -> None:
    b = board()
    b.desk.expected = ("ERR_INTERNET_DISCONNECTED",)
    away = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    b.driver.execute_cdp_cmd("Network.enable", {})
    b.driver.execute_cdp_cmd("Network.emulateNetworkConditions", away)
    b.choose("handle")
    b.key(Keys.F2)
    b.answer(text="离线改名")
    b.wait_state("offline")
    assert "修改留在本机" in b.shown(".diagram-state") and "离线改名" not in b.stored
    back = {**away, "offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    b.driver.execute_cdp_cmd("Network.emulateNetworkConditions", back)
    b.driver.execute_script("document.getElementById('diagram-editor').modeler; window.onbeforeunload = null")
    b.wait_state("saved")
    assert "离线改名" in b.stored
    kept = b.stored.replace("离线改名", "留在浏览器")
    b.driver.execute_script(
        "localStorage.setItem(arguments[0], JSON.stringify({xml: arguments[1], revision: arguments[2]}))",
        f"banjie-diagram:{b.draft}", kept, queries.draft_page(b.office, "A4", b.draft).files["process.bpmn"].revision,
    )  # fmt: skip
    b.open()
    b.wait_state("saved")
    b.desk.wait_for(lambda: "留在浏览器" in b.stored)


def test_no_word_is_left_in_english(board: Callable[..., Board]) -> None:
    b = board()
    b.driver.set_script_timeout(20)
    b.look_for_english("page")
    b.driver.execute_script("document.querySelector('.diagram-tools button:last-child').click()")
    b.look_for_english("keyboard help")
    b.driver.execute_script("document.querySelector('dialog[open] button').click()")
    b.click(".bts-toggle-mode")
    b.look_for_english("simulation")
    b.click(".bts-context-pad[title=触发事件]")
    b.driver.execute_script("[...document.querySelectorAll('.bts-palette .bts-entry')].at(-1).click()")
    b.desk.wait_for(lambda: "发起" in b.shown(".bts-log"))
    b.look_for_english("simulation log")
    b.click(".bts-toggle-mode")
    ids = b.run(ALL_KINDS)
    kinds = set()
    for each in ids:
        kind = b.driver.execute_async_script(OPEN_PANEL, each)
        b.look_for_english(f"panel of {kind}")
        for menu in ("bpmn-replace", "bpmn-append", "color-picker") if kind not in kinds else ("bpmn-replace",):
            if b.driver.execute_async_script(OPEN_MENU, each, menu):
                b.look_for_english(f"{menu} of {kind}")
                b.run("m.get('popupMenu').close()")
        kinds.add(kind)
    assert len(kinds) >= 28, kinds
    for menu in ("bpmn-create", "bpmn-append"):
        assert b.driver.execute_async_script(OPEN_MENU, "handle", menu)
        for tab in range(2):
            b.driver.execute_script("document.querySelectorAll('.djs-popup-tab')[arguments[0]].click()", tab)
            b.look_for_english(f"{menu}, tab {tab}")
        b.driver.execute_script("document.querySelectorAll('.djs-popup-tab')[0].click()")
        for group in ("tasks", "gateways", "subprocesses", "events", "data"):
            b.click(f".djs-popup [data-id$='-{group}']")
            back = b.desk.find(".djs-popup [aria-label=返回]")
            b.look_for_english(f"{menu}, {group}")
            back.click()
        b.run("m.get('popupMenu').close()")
    b.run("m.get('eventBus').fire('elementTemplates.select', {element: m.get('elementRegistry').get('handle')})")
    b.desk.find(".djs-popup [data-id]")
    assert "交办督办" in b.shown(".djs-popup")
    b.look_for_english("template chooser")
    b.run("m.get('popupMenu').close(); m.get('searchPad').toggle()")
    b.look_for_english("search")
    b.run(
        "m.get('searchPad').close(); m.get('minimap').open(); m.get('selection').select(['handle','done'].map(i => m.get('elementRegistry').get(i)))"
    )
    b.look_for_english("minimap, several chosen")
    b.driver.execute_async_script(OPEN_PANEL, "handle")
    field = b.desk.find("[data-entry-id=taskScheduleDueDate] .bio-properties-panel-feel-icon")
    b.driver.execute_script("arguments[0].click()", field)
    editor = b.desk.find("[data-entry-id=taskScheduleDueDate] .cm-content")
    b.driver.execute_script("arguments[0].focus()", editor)
    editor.send_keys("du")
    completions = b.desk.find(".cm-tooltip-autocomplete").text
    assert "due(term, start)" in completions
    b.look_for_english("completions")
    editor.send_keys(" (( + ")
    b.desk.wait_for(lambda: "FEEL" in b.shown("[data-entry-id=taskScheduleDueDate] .bio-properties-panel-error"))
    b.look_for_english("a wrong expression")
    assert b.english() == {}
    assert b.desk.complaints() == []


def test_files_come_and_go_and_nothing_in_them_is_run(board: Callable[..., Board], tmp_path: Path) -> None:
    b = board()
    hostile = "<img src=x onerror=document.title=1><b>粗</b>"
    label = hostile.replace("<", "&lt;").replace(">", "&gt;")
    file = tmp_path / "上传.bpmn"
    file.write_text(b.stored.replace('name="办理"', f'name="{label}"'), "utf-8")
    b.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(file))
    b.click("dialog[open] button[value=yes]")
    b.desk.wait_for(lambda: label in b.stored)
    b.desk.wait_for(lambda: hostile in b.shown("#outline-handle"))
    assert "<b>" in b.run("return m.get('canvas').getGraphics('handle').textContent")
    assert not b.driver.find_elements(By.CSS_SELECTOR, "#diagram-editor img[src=x]") and b.driver.title != "1"
    wrong = tmp_path / "坏的.bpmn"
    wrong.write_text('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "utf-8")
    b.desk.expected = ("422",)
    b.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(wrong))
    b.click("dialog[open] button[value=yes]")
    b.wait_state("refused")
    assert len(b.shown(".diagram-state")) > 10 and label in b.stored, "a sentence, and the diagram stands"
    for title in ("下载 SVG 图片", "下载 PNG 图片", "下载 .bpmn"):
        b.click(f"[title='{title}']")
    made = [tmp_path / f"leave-request.{kind}" for kind in ("svg", "png", "bpmn")]
    b.desk.wait_for(lambda: all(each.exists() for each in made))
    assert made[0].read_text("utf-8").startswith("<?xml") and made[1].read_bytes().startswith(b"\x89PNG")
    assert b.desk.complaints() == []


def test_anybody_can_reach_everything(board: Callable[..., Board]) -> None:
    b = board("outgoing-document")
    b.choose("check")
    assert b.barriers() == []
    b.driver.execute_script("document.querySelector('.diagram-tools button:last-child').click()")
    assert b.barriers() == []


def test_on_a_phone_one_part_at_a_time(board: Callable[..., Board]) -> None:
    b = board(phone=True)
    assert not b.desk.is_wider_than_its_window()
    assert b.desk.find(".diagram-canvas").is_displayed() and not b.desk.find(".diagram-tree").is_displayed()
    b.click(".diagram-switch [data-pane=outline]")
    b.choose("handle")
    b.act("append", "circulate")
    b.click(".diagram-switch [data-pane=findings]")
    b.wait_state("saved")
    b.desk.picture("design-diagram-phone-findings")
    assert "banjie.circulate" in b.stored
    assert not b.desk.is_wider_than_its_window()
    b.click(".diagram-switch [data-pane=outline]")
    b.desk.picture("design-diagram-phone-outline")
    b.click(".diagram-switch [data-pane=drawing]")
    b.desk.picture("design-diagram-phone")


def test_an_english_page_has_no_chinese_word(board: Callable[..., Board]) -> None:
    b = board()
    b.driver.add_cookie({"name": "banjie-language", "value": "en"})
    b.open()
    b.driver.execute_async_script(OPEN_PANEL, "handle")
    assert b.driver.execute_async_script(OPEN_MENU, "handle", "bpmn-append")
    seen = b.driver.execute_script(
        "for (const each of document.querySelectorAll('option, datalist, .outline-name, .djs-visual, .bio-properties-panel-header-label,"
        " .bio-properties-panel-description, [data-id^=resources]')) each.remove();"
        "return document.getElementById('diagram-editor').innerText"
    )  # names in the draft and titles of the office's posts are data
    assert "Append" in seen and re.findall(r"[\u4e00-\u9fff]+", seen) == []
