"""The decision editors in a real Chromium: the table by keyboard and on a phone, saved by itself; the canvas in Chinese.

Each test is a whole sitting at the browser: starting it and signing in is most of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from engine import actions, queries
from engine.actions import Actor, BeginDraft, design
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, Desk, barriers
from tests.conftest import PROCESSES, furnish

ANALYST = Actor("A4")
PATH = "decisions/signing.dmn"
# Words that are names, FEEL or the file's own, wherever they stand.
OURS = {"FEEL", "bpmn.io"}
TYPES = {"Any", "string", "boolean", "number", "date", "time", "dateTime", "dayTimeDuration", "yearMonthDuration"}


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = furnish(open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files"))
    open_account(opened, "A4", PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture
def draft(office: Office) -> int:
    package = Package.from_folder(PROCESSES / "outgoing-document")
    return actions.begin_draft(office, BeginDraft("outgoing-document", "发文办理", package), ANALYST)


def content(office: Office, draft: int, path: str = PATH) -> str:
    return queries.draft_page(office, "A4", draft).package.files[path].decode()


def saved(desk: Desk) -> None:
    desk.wait_for(lambda: desk.find("[data-save-state]").get_attribute("data-state") == "saved")
    desk.settle()

SEEN = """
const words = new Set();
const walk = (node) => {
  for (const each of node.querySelectorAll('*')) {
    if (each.closest('svg defs, .bjs-powered-by, code, .cm-content, .CodeMirror')) continue;
    for (const name of ['title', 'placeholder', 'aria-label', 'data-title']) if (each.getAttribute(name)) words.add(each.getAttribute(name));
    if (['INPUT', 'TEXTAREA', 'OPTION', 'STYLE', 'SCRIPT'].includes(each.tagName) && each.tagName !== 'OPTION') continue;
    for (const child of each.childNodes) if (child.nodeType === 3) words.add(child.textContent.trim());
  }
};
walk(document.getElementById('decision-canvas'));
for (const each of document.querySelectorAll('.context-menu, .djs-popup, .dmn-context-menu, .djs-overlay-container')) walk(each);
return [...words];
"""


def rule(desk: Desk, place: str):
    return desk.find(f"[name='{place}']")


def test_a_table_is_filled_in_by_keyboard_saved_by_itself_and_tried(desk, office, draft):
    analyst = desk("A4")
    analyst.open(f"/design/{draft}/decisions")
    analyst.fill("name", "印发份数")
    analyst.fill_in("[name='key'][placeholder]", "copies-level")
    analyst.press("新建")
    path = "decisions/copies-level.dmn"
    for place, text in (("in.1.expression", "copies"), ("in.1.label", "份数"), ("rule.1.in.1", "<= 100"), ("rule.1.out.1", '"文印室"')):
        rule(analyst, place).clear()
        rule(analyst, place).send_keys(text, Keys.TAB)
    saved(analyst)
    analyst.find(".column-more summary").send_keys(Keys.ENTER)
    rule(analyst, "in.1.type").clear()
    rule(analyst, "in.1.type").send_keys("number", Keys.TAB)
    analyst.wait_for(lambda: '<text>&lt;= 100</text>' in content(office, draft, path) and 'typeRef="number"' in content(office, draft, path))
    analyst.wait_for(lambda: "没有规则覆盖" in analyst.find("#findings").text)
    analyst.find("[value='add-rule:1'][aria-label]").send_keys(Keys.ENTER)
    analyst.find("[name='rule.2.in.1']").clear()
    rule(analyst, "rule.2.in.1").send_keys("> 100", Keys.TAB)
    rule(analyst, "rule.2.out.1").send_keys('"印刷厂"', Keys.TAB)
    saved(analyst)
    analyst.wait_for(lambda: "没有发现问题" in analyst.find("#findings").text)
    analyst.find("[name='q.copies']").send_keys("300")
    analyst.press_in("#trial", "试算")
    assert "印刷厂" in analyst.find(".trial-result output").text
    assert "命中" in analyst.find("#rule-2 th").text and "命中" not in analyst.find("#rule-1 th").text
    assert barriers(analyst) == []
    analyst.picture("decision-tried")
    assert analyst.complaints() == []


def test_whoever_is_overtaken_is_told_and_keeps_what_he_typed(desk, office, draft):
    analyst = desk("A4")
    analyst.open(f"/design/{draft}/decisions/edit/signing?element=signing_authority")
    revision = queries.draft_page(office, "A4", draft).files[PATH].revision
    change = design.DecisionChange("signing_authority", {"name": "签发人"})
    design.edit_decision(office, design.EditDecision(draft, PATH, revision, change), ANALYST)
    analyst.expected = ("409",)
    rule(analyst, "rule.1.in.1").clear()
    rule(analyst, "rule.1.in.1").send_keys('"平行"', Keys.TAB)
    analyst.wait_for(lambda: "图析理 已改过这个文件" in analyst.find("[data-conflict]").text)
    assert rule(analyst, "rule.1.in.1").get_attribute("value") == '"平行"'
    assert '"平行"</text></inputEntry>' not in content(office, draft).split("签发人")[1].split("</rule>")[0]
    assert barriers(analyst) == []
    assert analyst.complaints() == []


def test_the_table_works_on_a_phone_and_without_scripts(desk, office, draft):
    analyst = desk("A4", phone=True)
    for page in ("decisions", "decisions/edit/cosign?element=after_cosign"):
        analyst.open(f"/design/{draft}/{page}")
        assert not analyst.is_wider_than_its_window(), page
        assert barriers(analyst) == []
    analyst.find("[value='copy-rule:1']").send_keys(Keys.ENTER)
    analyst.wait_for(lambda: len(analyst.driver.find_elements(By.CSS_SELECTOR, "tr[id^='rule-']")) == 5)
    analyst.picture("decision-phone")
    assert analyst.complaints() == []


def test_the_canvas_draws_saves_by_itself_and_speaks_chinese(desk, office, draft):
    analyst = desk("A4")
    analyst.open(f"/design/{draft}/decisions/canvas/signing")
    saved(analyst)
    seen: set[str] = set(analyst.driver.execute_script(SEEN))
    canvas = "const e = document.getElementById('decision-canvas').editor, v = e.getActiveViewer();"
    analyst.driver.execute_script(
        canvas + "const f = v.get('elementFactory'), root = v.get('canvas').getRootElement();"
        "for (const [n, type] of ['Decision', 'InputData', 'BusinessKnowledgeModel', 'KnowledgeSource', 'TextAnnotation'].entries()) {"
        "  const s = v.get('modeling').createShape({type: 'dmn:' + type}, {x: 200 + n * 200, y: 700}, root); v.get('selection').select(s); v.get('contextPad').open(s); }"
    )
    seen |= set(analyst.driver.execute_script(SEEN))
    for kind in ("Decision", "InputData", "BusinessKnowledgeModel", "KnowledgeSource", "TextAnnotation"):
        analyst.driver.execute_script(
            canvas + "const s = v.get('elementRegistry').find(e => e.type === 'dmn:' + arguments[0]); v.get('selection').select(s); v.get('contextPad').open(s);"
            "const p = v.get('popupMenu'); try { if (!p.isEmpty(s, 'dmn-replace')) p.open(s, 'dmn-replace', {x: 300, y: 300}); } catch {}"
            "for (const each of document.querySelectorAll('.decision-panel .bio-properties-panel-group-header:not(.open)')) each.click();",
            kind,
        )  # fmt: skip
        analyst.wait_for(lambda: bool(analyst.driver.find_elements(By.CSS_SELECTOR, ".bio-properties-panel-header-type")))
        seen |= set(analyst.driver.execute_script(SEEN))
    analyst.wait_for(lambda: content(office, draft).count("<inputData") == 11)
    saved(analyst)
    for button in range(1, 6):
        analyst.driver.find_elements(By.CSS_SELECTOR, ".decision-views button")[button].click()
        for kind in ("td.input-cell", "th.input-cell", "td.output-cell", "th.output-cell", "td.rule-index"):
            analyst.driver.execute_script(
                "const c = document.querySelector(arguments[0]); if (!c) return;"
                "c.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, clientX: 300, clientY: 400}));", kind,
            )  # fmt: skip
            seen |= set(analyst.driver.execute_script(SEEN))
            analyst.driver.execute_script("document.querySelector(arguments[0])?.dispatchEvent(new MouseEvent('dblclick', {bubbles: true}))", kind)
            seen |= set(analyst.driver.execute_script(SEEN))
            analyst.driver.execute_script("document.body.dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    own = TYPES | set(re.findall(r"[A-Za-z][\w ]*", content(office, draft)))
    english = {word for word in seen if re.search(r"[A-Za-z]{3}", word) and not re.search(r"[\u4e00-\u9fff]", word)}
    untranslated = {word for word in english if word not in own and not any(o in word for o in OURS) and not all(p in own for p in re.findall(r"[A-Za-z][\w]*", word))}
    assert untranslated == set()
    assert barriers(analyst, but=".decision-panes") == []
    assert analyst.complaints() == []
