"""The form editors in a real Chromium: fields by keyboard and on a phone, preview with live conditions, rights, the canvas.

Each test is a whole sitting at the browser: starting it and signing in is most of its time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from engine import actions, queries
from engine.actions import Actor, BeginDraft
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, barriers
from tests.browser.test_design_decisions import saved
from tests.conftest import furnish
from tests.definition.test_field_rights import shared

ANALYST = Actor("A4")
# Every kind the palette offers is put on the canvas, then every group of its properties is opened.
KINDS = (
    "textfield", "textarea", "number", "datetime", "expression", "filepicker", "checkbox", "checklist", "radio", "select",
    "taglist", "text", "table", "documentPreview", "separator", "group", "dynamiclist",
)  # fmt: skip
ADD = """
const e = document.getElementById('form-canvas').editor;
const root = e._getState().schema, m = e.get('modeling');
const made = m.addFormField({type: arguments[0], ...e.get('formFields').get(arguments[0]).config.create({})}, root, 0);
e.get('selection').set(made);
"""
OPEN = "for (const each of document.querySelectorAll('.form-canvas .bio-properties-panel-group-header:not(.open)')) each.click();"
SEEN = """
const words = new Set();
for (const each of document.getElementById('form-canvas').querySelectorAll('*')) {
  if (each.closest('.fjs-powered-by, .bjs-powered-by, code, .cm-content')) continue;
  for (const name of ['title', 'placeholder', 'aria-label']) if (each.getAttribute(name)) words.add(each.getAttribute(name));
  if (['STYLE', 'SCRIPT', 'TEXTAREA'].includes(each.tagName)) continue;
  for (const child of each.childNodes) if (child.nodeType === 3) words.add(child.textContent.trim());
}
return [...words];
"""
OURS = {"FEEL", "bpmn.io", "JSON"}


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = furnish(open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files"))
    open_account(opened, "A4", PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture
def draft(office: Office) -> int:
    return actions.begin_draft(office, BeginDraft("approval", "请示审批", shared("")), ANALYST)


def form(office: Office, draft: int) -> dict:
    return json.loads(queries.draft_page(office, "A4", draft).package.files["forms/handling.json"])


def set_to(desk, name: str, text: str) -> None:
    field = desk.find(f"#settings [name='{name}']:not([type=hidden])")
    field.clear()
    field.send_keys(text, Keys.TAB)


def test_a_form_is_changed_by_keyboard_previewed_and_given_rights(desk, office, draft):
    analyst = desk("A4")
    analyst.open(f"/design/{draft}/forms/edit/handling?place=2")
    Select(analyst.find("[name='new_kind']")).select_by_value("textarea")
    analyst.fill_in("[name='new_label']", "退回理由")
    analyst.press("加在“印发份数”后")
    set_to(analyst, "key", "reason")
    set_to(analyst, "hide", '=sign_result != "退回"')
    analyst.find("#settings input[type=checkbox][name='required']").send_keys(Keys.SPACE)
    analyst.wait_for(lambda: form(office, draft)["components"][3].get("validate") == {"required": True})
    saved(analyst)
    assert form(office, draft)["components"][3]["conditional"] == {"hide": '=sign_result != "退回"'}
    analyst.find("[value='up:3']").send_keys(Keys.ENTER)
    analyst.wait_for(lambda: form(office, draft)["components"][2]["label"] == "退回理由")
    assert barriers(analyst) == []
    analyst.driver.switch_to.frame(analyst.find(".preview-frame iframe"))
    assert not analyst.driver.find_elements(By.NAME, "reason")
    analyst.choose("sign_result", "退回")
    analyst.wait_for(lambda: bool(analyst.driver.find_elements(By.NAME, "reason")))
    analyst.choose("review_result", "同意")
    analyst.find("form > .btn").send_keys(Keys.ENTER)
    assert analyst.find("#field-reason-error").text == "请填写“退回理由”。"
    assert barriers(analyst) == []
    analyst.driver.switch_to.default_content()
    analyst.find("[data-preview-width='desktop']").click()
    assert analyst.find(".preview-frame iframe").size["width"] > 300
    analyst.picture("form")
    analyst.open(f"/design/{draft}/forms/rights/handling")
    Select(analyst.find("[name='right.review.sign_result']")).select_by_value("hidden")
    saved(analyst)
    Select(analyst.find("[name='right.sign.review_result']")).select_by_value("read")
    saved(analyst)
    toml = queries.draft_page(office, "A4", draft).package.files["procedure.toml"].decode()
    Select(analyst.find("[name='right.sign.sign_result']")).select_by_value("hidden")
    analyst.wait_for(lambda: "必须可填" in analyst.find("#findings").text)
    Select(analyst.find("[name='right.sign.sign_result']")).select_by_value("")
    analyst.wait_for(lambda: "没有发现问题" in analyst.find("#findings").text)
    assert '[fields.review]\nsign_result = "hidden"' in toml and 'review_result = "read"' in toml
    assert barriers(analyst) == []
    analyst.picture("form-rights")
    analyst.open(f"/design/{draft}/forms")
    assert barriers(analyst) == []
    analyst.picture("forms")
    assert analyst.complaints() == []


def test_the_list_works_on_a_phone(desk, office, draft):
    analyst = desk("A4", phone=True)
    for page in ("forms", "forms/edit/handling?place=0", "forms/rights/handling"):
        analyst.open(f"/design/{draft}/{page}")
        assert not analyst.is_wider_than_its_window(), page
        assert barriers(analyst) == []
        analyst.picture(f"form-phone-{page[6:10].strip('/') or 'list'}")
    analyst.open(f"/design/{draft}/forms/edit/handling?place=0")
    analyst.find("[value='remove:4']").click()
    analyst.find(".diagram-ask [value='yes']").click()
    analyst.wait_for(lambda: len(form(office, draft)["components"]) == 4)
    assert analyst.complaints() == []


def test_the_canvas_offers_what_is_ours_saves_by_itself_and_speaks_chinese(desk, office, draft):
    analyst = desk("A4")
    analyst.open(f"/design/{draft}/forms/canvas/handling")
    saved(analyst)
    palette = {each.get_attribute("data-field-type") for each in analyst.driver.find_elements(By.CSS_SELECTOR, ".fjs-palette-field")}
    assert palette == set(KINDS)
    seen: set[str] = set(analyst.driver.execute_script(SEEN))
    analyst.picture("form-canvas")
    for kind in KINDS:
        analyst.driver.execute_script(ADD, kind)
        analyst.wait_for(lambda: bool(analyst.driver.find_elements(By.CSS_SELECTOR, ".form-canvas .bio-properties-panel-group-header")))
        analyst.driver.execute_script(OPEN)
        seen |= set(analyst.driver.execute_script(SEEN))
    analyst.wait_for(lambda: len(form(office, draft)["components"]) == 5 + len(KINDS))
    saved(analyst)
    names = set(re.findall(r"[A-Za-z]\w*", json.dumps(form(office, draft)))) | {"John", "Doe", "Erika", "Muller", "Dominic", "Leaf"}
    english = {word for word in seen - {"mm/dd/yyyy"} if re.search(r"[A-Za-z]{3}", word) and not re.search(r"[\u4e00-\u9fff]", word)}
    untranslated = {word for word in english if not any(o in word for o in OURS) and not all(p in names for p in re.findall(r"[A-Za-z]\w*", word))}
    assert untranslated == set()
    assert barriers(analyst, but=".form-drawing") == []
    assert analyst.complaints() == []
