"""An analyst at the workbench: every page of a draft by clicks and keys only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from engine.store.office import Office
from tests.browser.conftest import POLL, Desk
from tests.browser.drawing import Board
from tests.browser.test_design_decisions import saved


class Workbench:
    """One draft as whoever sits at the desk sees it; `begin` makes it."""

    def __init__(self, desk: Desk, office: Office) -> None:
        self.desk, self.office, self.draft = desk, office, 0

    def begin(self, name: str, key: str) -> None:
        self.desk.open("/design")
        self.desk.fill("name", name)
        self.desk.fill("procedure", key)
        self.desk.press("新建")
        self._begun()

    def begin_from(self, procedure: str) -> None:
        """以此起草, on the card of a published procedure."""
        self.desk.open("/design")
        card = next(
            each for each in self.desk.driver.find_elements(By.CSS_SELECTOR, "article.procedure")
            if procedure in each.text
        )  # fmt: skip
        self.click(next(b for b in card.find_elements(By.TAG_NAME, "button") if "以此起草" in b.text))
        self.desk.wait_for(lambda: self.desk.driver.current_url.rpartition("/")[2].isdigit())
        self._begun()

    def _begun(self) -> None:
        self.draft = int(self.desk.driver.current_url.rpartition("/")[2])

    def tab(self, name: str) -> None:
        page = self.desk.find("html")
        self.click(self.desk.find(".design-tabs").find_element(By.LINK_TEXT, name))
        self.desk.wait_for(lambda: self.desk.find("html") != page and self.desk.driver.execute_script(
            "return document.readyState") == "complete")  # fmt: skip

    def follow(self, text: str, within: str = "main") -> None:
        page = self.desk.find("html")
        self.click(self.desk.find(within).find_element(By.PARTIAL_LINK_TEXT, text))
        self.desk.wait_for(lambda: self.desk.find("html") != page)

    def click(self, target: WebElement) -> None:
        self.desk.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)
        target.click()

    def write(self, name: str, text: str, *, within: str = "body") -> None:
        field = self.desk.find(f"{within} [name='{name}']:not([type=hidden])")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text, Keys.TAB)

    def pick(self, name: str, value: str) -> None:
        Select(self.desk.find(f"select[name='{name}']")).select_by_value(value)

    def tick(self, name: str, *values: str) -> None:
        """Boxes of a list that may be folded."""
        for value in values:
            box = self.desk.find(f"[type=checkbox][name='{name}'][value='{value}']")
            if not box.is_displayed():
                self.click(box.find_element(By.XPATH, "ancestor::details[1]/summary"))
            if not box.is_selected():
                self.click(box)

    # -- decisions

    def decision(self, name: str, key: str, cells: Sequence[tuple[str, str]], rules: int = 1) -> None:
        """A new table; `cells` in the order they are typed, `rules` as many rules as it has then."""
        self.tab("决策")
        self.desk.fill("name", name)
        self.desk.fill_in("[name='key'][placeholder]", key)
        self.desk.press("新建")
        for n in range(1, rules):
            self.desk.find(f"[value='add-rule:{n}'][aria-label]").send_keys(Keys.ENTER)
            self.desk.find(f"[name='rule.{n + 1}.in.1']")
        for place, text in cells:
            if place.rpartition(".")[2] == "type":
                folded = self.desk.find(f"[name='{place}']").find_element(By.XPATH, "ancestor::details[1]")
                if not folded.get_attribute("open"):
                    self.click(folded.find_element(By.TAG_NAME, "summary"))
            self.write(place, text)
        saved(self.desk)

    # -- forms

    def form(self, key: str) -> None:
        """A new form, opened."""
        self.tab("表单")
        self.desk.fill_in("[name='key'][placeholder]", key)
        self.desk.press("新建")

    def open_form(self, key: str) -> None:
        self.tab("表单")
        self.follow(key)

    def field(self, kind: str, label: str, **settings: str) -> None:
        """A field after the one that is open, with its settings."""
        self.pick("new_kind", kind)
        self.desk.fill("new_label", label)
        self.desk.press("加在")
        self._set(settings)

    def change_field(self, field: str, **settings: str) -> None:
        self.follow(field, within=".field-list")
        self._set(settings)

    def take_away_field(self, field: str) -> None:
        line = next(
            each for each in self.desk.driver.find_elements(By.CSS_SELECTOR, ".field-list li") if field in each.text
        )
        self.click(line.find_element(By.CSS_SELECTOR, "[value^='remove:']"))
        self.desk.find(".diagram-ask [value='yes']").click()
        self.desk.wait_for(lambda: field not in self.desk.find(".field-list").text)

    def _set(self, settings: Mapping[str, str]) -> None:
        for name, value in settings.items():
            if value == "yes":
                self.click(self.desk.find(f"#settings [type=checkbox][name='{name}']"))
            else:
                place = self.desk.find(f"#settings [name='{name}']:not([type=hidden])")
                if not place.is_displayed():
                    self.click(place.find_element(By.XPATH, "ancestor::details[1]/summary"))
                self.write(name, value, within="#settings")
        saved(self.desk)

    # -- the diagram

    def diagram(self) -> Board:
        self.tab("流程图")
        return Board(self.desk, self.office, self.draft, shown=True)

    def role(self, board: Board, step: str, role: str) -> None:
        """The first role that does a step."""
        board.choose(step)
        if not self.desk.driver.find_elements(By.CSS_SELECTOR, "[name=office-role-0]"):
            board.select("office-who", "roles")
        field = self.desk.find("[name=office-role-0]")
        field.clear()
        field.send_keys(role, Keys.TAB)

    def condition(self, board: Board, flow: str, text: str) -> None:
        board.choose(flow)
        header = self.desk.find("[data-group-id=group-condition] .bio-properties-panel-group-header")
        if "open" not in (header.get_attribute("class") or "").split():
            self.click(header)
        editor = self.desk.find("[data-entry-id=conditionExpression] .cm-content")
        self.click(editor)
        editor.send_keys(text, Keys.ESCAPE)
        board.choose(flow)

    # -- settings

    def term(self, step: str, urgency: str, number: str, unit: str = "WD") -> None:
        """Of one step, on the page of terms."""
        row = next(
            n for n in range(80)
            if self.desk.find(f"[name='r{n}.was']").get_attribute("value") == step
        )  # fmt: skip
        field = self.desk.find(f"input[name='r{row}.{urgency}']")
        field.clear()
        field.send_keys(number)
        self.pick(f"r{row}.{urgency}", unit)

    # -- scenarios

    def scenario(self, title: str, name: str) -> None:
        self.tab("场景")
        self.desk.fill("title", title)
        self.desk.fill("name", name)
        self.desk.press("新建")

    def step(self, at: str, do: str, by: str, task: str = "", *, unit: str = "", state: str = "",
             values: Mapping[str, str | Sequence[str]] | None = None) -> None:  # fmt: skip
        """One more step of the story that is open."""
        self.follow("加一步")
        self._moment(at)
        self.pick("do", do)
        self.pick("by", by)
        if task:
            self.pick("task", task)
        if unit:
            self.write("unit", unit)
        if (do, task) != (self.desk.find("select[name='do']").get_attribute("data-was") or "", ""):
            self.desk.press("换成所选环节的填写项")
        for key, value in (values or {}).items():
            if not isinstance(value, str):
                self.tick(f"values.{key}", *value)
            elif self.desk.driver.find_elements(By.CSS_SELECTOR, f"select[name='values.{key}']"):
                self.pick(f"values.{key}", value)
            else:
                self.write(f"values.{key}", value)
        if state:
            self.write("shows.state", state)
        self.desk.press("保存")

    def _moment(self, at: str) -> None:
        """What a date input takes from the keys depends on the machine's language; its value does not."""
        self.desk.driver.execute_script(
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            self.desk.find("[name='at']"), at,
        )  # fmt: skip

    def story(self, name: str) -> None:
        self.tab("场景")
        self.click(self.desk.find(f".story-list a[href$='/{name}']"))
        self.desk.wait_for(lambda: self.desk.driver.current_url.endswith(f"/{name}"))

    def rewrite(self, story: str, change: Callable[[str], str]) -> None:
        """The text of a story, copied, changed and pasted back."""
        self.story(story)
        place = self.desk.find("textarea[name='text']")
        self.click(place.find_element(By.XPATH, "ancestor::details[1]/summary"))
        changed = change(str(place.get_attribute("value")))
        place.send_keys(Keys.CONTROL, "a")
        self.desk.driver.execute_cdp_cmd("Input.insertText", {"text": changed})
        self.desk.press("保存文字")

    def run_all(self) -> str:
        """The line that says how the scenarios came out."""
        self.tab("场景")
        self.click(self.desk.find(".run-all button"))
        WebDriverWait(self.desk.driver, 120, POLL).until(
            lambda _: "未运行 0 个" in self.said() or "全部通过" in self.said()
        )
        return self.said()

    def said(self) -> str:
        return str(self.desk.driver.execute_script(
            "return document.querySelector('#scenarios [role=status]')?.textContent ?? ''"))  # fmt: skip

    # -- release

    def hand_in(self, words: str) -> None:
        self.tab("发布")
        self.desk.fill("words", words)
        self.desk.press_in("form[action$='/release']", "送审")

    def release(self) -> None:
        """The second person, on the list of what was handed in."""
        self.desk.open("/releases")
        self.desk.find(f"a[href$='/releases/{self.draft}']").click()
        self.click(self.desk.find("button[formaction$='/approve']"))
        self.desk.find("#confirm[open] button[value=yes]").click()
        self.desk.wait_for(lambda: "/design/versions/" in self.desk.driver.current_url)
