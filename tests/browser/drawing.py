"""Somebody at the diagram editor of a draft: through the outline, by keys, and by what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from engine import queries
from engine.store.office import Office
from tests.browser.conftest import AXE, FLAGS, Desk
from tests.parts import missing
from web.bundle import DIST

MODELER = "const m = document.getElementById('diagram-editor').modeler;"
# What holds data of the draft or of the test, keys, and pieces of BPMN that are named so in every language.
NOT_WORDS = (
    ".cm-content, .cm-gutters, .cm-announced, .cm-completionLabel, kbd, code, datalist, script, style, noscript, "
    ".outline-name, .outline-more, .djs-visual, .djs-direct-editing-content, .bts-scope, .page-head, dialog:not([open]), "
    ".topbar, .foot, .bio-properties-panel-collapsible-entry-header-title, .bio-properties-panel-header-label"
)
ENGLISH = """
const [where, skip] = arguments;
window.englishSeen ??= new Map();
const allowed = /^(BPMN|FEEL|JSON|SVG|PNG|\\.bpmn|BPMN\\.iO|English|Powered by bpmn\\.io|Ctrl\\+[A-Z]|leave_request|\\(id=\\w+\\))$/;
const look = (text, from) => {
  const said = (text ?? "").trim();
  if (/[A-Za-z]{2,}/.test(said) && !/[\\u4e00-\\u9fff]/.test(said) && !allowed.test(said)) window.englishSeen.set(said, `${where}: ${from}`);
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode());) if (!node.parentElement.closest(skip)) look(node.data, node.parentElement.className);
for (const element of document.body.querySelectorAll("[title], [aria-label], [placeholder], [alt]")) {
  if (!element.closest("datalist, dialog:not([open])")) for (const name of ["title", "aria-label", "placeholder", "alt"]) look(element.getAttribute(name), `@${name}`);
}
"""


def chromium(folder: Path) -> webdriver.Chrome:
    """A browser for several tests; whoever starts it ends it."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        missing("Chromium with chromedriver")
    if not (DIST / "manifest.json").exists():
        missing("the bundle of styles and scripts (make assets)")
    options = webdriver.ChromeOptions()
    options.binary_location = str(program)
    for flag in (*FLAGS, "--window-size=1400,1000", f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(str(driver)))


class Board:
    def __init__(self, desk: Desk, office: Office, draft: int, *, shown: bool = False) -> None:
        """`shown`: the page has been gone to already, by a link."""
        self.desk, self.driver, self.office, self.draft = desk, desk.driver, office, draft
        self.ready() if shown else self.open()

    def open(self) -> None:
        self.desk.open(f"/design/{self.draft}/diagram")
        self.ready()

    def ready(self) -> None:
        self.desk.wait_for(lambda: self.driver.execute_script(
            "return document.getElementById('diagram-editor')?.dataset.ready") == "yes")  # fmt: skip

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(MODELER + script, *arguments)

    def shown(self, css: str) -> str:
        return str(self.driver.execute_script("return document.querySelector(arguments[0])?.textContent ?? ''", css))

    @property
    def state(self) -> str:
        return str(self.driver.execute_script("return document.querySelector('.diagram-state').dataset.state"))

    def wait_state(self, *states: str) -> None:
        self.desk.wait_for(lambda: self.state in states)

    def checked(self) -> str:
        """The findings once they are there."""
        self.desk.wait_for(lambda: self.shown(".diagram-findings h2")[:3] in ("检查：", "检查通", "Che", "The"))
        return self.shown(".diagram-findings")

    @property
    def stored(self) -> str:
        return queries.draft_page(self.office, "A4", self.draft).package.files["process.bpmn"].decode()

    def save(self) -> str:
        """Ctrl+S, and what is stored then."""
        self.key(Keys.CONTROL, "s")
        self.wait_state("saved")
        return self.stored

    def named(self, name: str) -> str:
        """The id of the first element called so."""
        found = self.run(
            "return m.get('elementRegistry').find(e => !e.labelTarget && e.businessObject.name === arguments[0])?.id",
            name,
        )
        assert found, f"nothing is called {name}"
        return str(found)

    def flow(self, source: str, target: str) -> str:
        """The id of the flow from one element to another."""
        found = self.run(
            "return m.get('elementRegistry').get(arguments[0]).outgoing.find(f => f.target?.id === arguments[1])?.id",
            source, target,
        )  # fmt: skip
        assert found, f"nothing leads from {source} to {target}"
        return str(found)

    def choose(self, element: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, f"#outline-{element} > .outline-line").click()

    @property
    def chosen(self) -> str:
        return str(
            self.driver.execute_script("return document.querySelector('.diagram-tree [aria-selected=true]').dataset.id")
        )

    def key(self, *keys: str) -> None:
        """Keys to what has the focus."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def answer(self, option: str = "", text: str | None = None) -> None:
        """Choose or write in the dialog that is open, and agree."""
        field = self.desk.find("dialog[open] #diagram-choice")
        if option:
            Select(field).select_by_value(option)
        if text is not None:
            field.clear()
            field.send_keys(text)
        self.driver.find_element(By.CSS_SELECTOR, "dialog[open] button[value=yes]").click()
        self.desk.wait_for(lambda: not self.driver.find_elements(By.CSS_SELECTOR, "dialog.diagram-ask"))

    def select(self, entry: str, value: str) -> None:
        """Choose in the properties panel; its fields listen to `input`, which the driver's own choosing does not send."""
        field = self.desk.find(f"[data-entry-id={entry}] select")
        offered = [option.get_attribute("value") for option in Select(field).options]
        assert value in offered, offered
        self.driver.execute_script(
            "arguments[0].value = arguments[1]; for (const each of ['input', 'change'])"
            " arguments[0].dispatchEvent(new Event(each, {bubbles: true}))", field, value,
        )  # fmt: skip

    def click(self, css: str) -> None:
        place = self.desk.find(css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", place)
        place.click()

    def act(self, name: str, option: str = "", text: str | None = None) -> None:
        """A button under the outline, for what is chosen."""
        self.driver.find_element(By.CSS_SELECTOR, f".diagram-acts [data-act={name}]").click()
        if option or text is not None:
            self.answer(option, text)

    def look_for_english(self, where: str) -> None:
        self.driver.execute_script(ENGLISH, where, NOT_WORDS)

    def english(self) -> dict[str, str]:
        return dict(self.driver.execute_script("return [...(window.englishSeen ?? [])]"))

    def barriers(self) -> list[str]:
        """What axe-core finds serious or critical outside the canvas."""
        if not AXE.exists():
            missing("axe-core (make test installs it)")
        self.driver.execute_script(AXE.read_text("utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run({exclude: [['.djs-container']]}, {resultTypes: ['violations']})"
            ".then(r => done(r.violations))"
        )
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in found if each["impact"] in ("serious", "critical") for node in each["nodes"]
        ]  # fmt: skip
