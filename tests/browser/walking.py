"""A scenario whose people work through real pages: `start` and `complete` are done in the browser, as the story says.

Everything else of the story (time, refused attempts, what is expected after each step, replay at the end) stays as
engine.scenario plays it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from engine.actions import Receipt
from engine.clock import SimulatedClock
from engine.definition.definition import START
from engine.queries.totals import newest_definition
from engine.scenario import Scenario
from engine.scenario.reader import Step
from engine.scenario.runner import Play
from engine.store.office import Office
from tests.browser.conftest import Desk, barriers
from tests.browser.filling import Filling


class Walk(Play):
    """`through(step)` tells which steps are done in the browser; the others are done as in any scenario."""

    def __init__(
        self, scenario: Scenario, office: Office, clock: SimulatedClock, desk: Desk, folder: Path,
        through: Callable[[Step], bool],
    ) -> None:  # fmt: skip
        super().__init__(scenario, office, clock)
        self.desk, self.folder, self.through = desk, folder, through
        self.looked: set[str] = set()
        self.faults: list[str] = []
        self.walked: list[str] = []

    def act(self, step: Step) -> Receipt | None:
        walks = step.do in ("start", "complete") and "refused" not in step.expected and self.through(step)
        if not walks:
            return super().act(step)
        self.walked.append(step.task or START)
        self.desk.become(step.by)
        return self._start(step) if step.do == "start" else self._complete(step)

    def _start(self, step: Step) -> None:
        procedure = step.procedure or self.scenario.procedure
        self.desk.open("/procedures")
        self.look("procedures")
        self.desk.find(f"a[href$='/procedures/{procedure}/start']").click()
        self._filling(START).fill(step.values, step.files)
        self.look(f"{procedure}-start")
        self._send(step)
        self.instances[step.instance] = int(parse_qs(urlparse(self.desk.driver.current_url).query)["instance"][0])

    def _complete(self, step: Step) -> None:
        procedure = self.scenario.procedure
        definition = newest_definition(self.office, procedure)
        name = definition.process.elements[step.task].name
        self._row(name, self._task(step)).click()
        self._filling(step.task).fill(step.values, step.files)
        if step.opinion:
            self.desk.fill_in("#opinion", step.opinion)
        self.look(f"{procedure}-{step.task}")
        self._send(step)

    def _row(self, step: str, task: int) -> WebElement:
        """The row a person takes: of this step, and of several such the one of this task. Signing in leads to 待办;
        what is only to be signed for lies in 待签收."""
        for box in ("todo", "sign"):
            if box != "todo":
                self.desk.open(f"/inbox/{box}")
            self.look(f"inbox-{box}")
            for row in self.desk.driver.find_elements(By.CSS_SELECTOR, "tr[data-row]"):
                link = row.find_element(By.CSS_SELECTOR, "a.title")
                if step in row.text and f"/tasks/{task}" in (link.get_attribute("href") or ""):
                    return link
        raise AssertionError(f"no row of {step} in the inbox: {self.desk.text}")

    def _filling(self, element: str) -> Filling:
        form = newest_definition(self.office, self.scenario.procedure).form(element)
        return Filling(self.desk, form, self.folder)

    def _send(self, step: Step) -> None:
        self.desk.send()
        assert self.desk.errors() == [], f"{step.task or START}: {self.desk.errors()}"
        refusals = self.desk.driver.find_elements(By.CSS_SELECTOR, ".notice.bad")
        assert not refusals, f"{step.task or START}: {refusals[0].text}"

    def look(self, kind: str) -> None:
        """Every page: no wider than its window. A kind met first: axe-core, and a screenshot to look at."""
        if self.desk.is_wider_than_its_window():
            self.faults.append(f"{kind} is wider than its window")
        if kind in self.looked:
            return
        self.looked.add(kind)
        self.desk.picture(f"{kind}-{'phone' if self.desk.phone else 'desktop'}")
        self.faults += [f"{kind}: {problem}" for problem in barriers(self.desk)]
