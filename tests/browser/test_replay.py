"""The replay page as an auditor walks through it: keys, slider, playing, address, phone, and without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.browser.conftest import PASSWORD, Desk, barriers
from tests.conftest import furnish
from tests.packages import approval

pytestmark = pytest.mark.browser

PATH = "/instances/1/replay"
STEPS = 6
# What a reader sees of a step: states of the diagram, and the texts of every part.
SEEN = """
const text = (css) => [...document.querySelectorAll(css)].map((e) => e.textContent.trim().replace(/\\s+/g, " "));
const parts = ["after", "card", "why", "values", "open", "files", "document"];
return JSON.stringify({
  elements: [...document.querySelectorAll("[data-element]")].map((g) => [g.dataset.element, g.getAttribute("class"),
    [...g.querySelectorAll(":scope > .sign:not(.none) text")].map((t) => t.textContent).join()]),
  flows: [...document.querySelectorAll("[data-flow]")].map((g) => [g.dataset.flow, g.getAttribute("class")]),
  sentence: text("[data-sentence]"), moment: text("[data-moment]"), number: text("[data-number]"),
  parts: Object.fromEntries(parts.map((p) => [p, text(`[data-part=${p}] > *`)])),
  hidden: [...document.querySelectorAll("[data-section], [data-table], [data-part=after]")].map((s) => s.hidden),
  current: text("[aria-current=step] .n"), slide: document.querySelector("#slide").value,
  alarm: document.querySelector("#diagram-desc").textContent,
});
"""


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """The small procedure, drawn; its first matter was countersigned and returned, and somebody was refused."""
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    files = approval().files
    furnish(opened, Package({**files, "process.bpmn": lay_out(files["process.bpmn"], source="process.bpmn").data}))
    open_account(opened, "U11", PASSWORD, Actor(SYSTEM))
    doing.to_sign(opened)
    doing.sign(opened, "退回")
    doing.review(opened)
    yield opened
    opened.database.dispose()


def ready(person: Desk, step: int = 1) -> Desk:
    person.open(f"{PATH}?step={step}")
    person.find(".replay.ready")
    return person


def number(person: Desk) -> int:
    return int(person.find("[data-number]").text)


def press(person: Desk, *keys: str) -> None:
    for key in keys:
        person.find("body").send_keys(key)


def test_keys_show_each_step_as_the_server_would(desk):
    person = desk("U11")
    fresh = {}
    for step in range(1, STEPS + 1):
        ready(person, step)
        fresh[step] = json.loads(person.driver.execute_script(SEEN))
    assert len({json.dumps(seen["elements"]) for seen in fresh.values()}) == STEPS, "every step looks different"
    ready(person)
    for step in (2, 3, 4, 5, 6):
        press(person, Keys.ARROW_RIGHT)
        assert json.loads(person.driver.execute_script(SEEN)) == fresh[step], step
    for step in (5, 4, 3, 2, 1):
        press(person, Keys.ARROW_LEFT)
        assert json.loads(person.driver.execute_script(SEEN)) == fresh[step], step
    press(person, Keys.END)
    assert number(person) == STEPS
    person.wait_for(lambda: person.driver.current_url.endswith(f"step={STEPS}"))
    press(person, Keys.ARROW_RIGHT, Keys.HOME, Keys.ARROW_LEFT)
    assert number(person) == 1
    assert person.complaints() == []


def test_slider_list_and_playing(desk):
    person = ready(desk("U11"))
    slide = person.find("#slide")
    slide.send_keys(Keys.ARROW_RIGHT)
    assert number(person) == 2, "the key moves one step, not two"
    slide.send_keys(Keys.END)
    assert number(person) == STEPS and slide.get_attribute("aria-valuetext").endswith("“已核。”")
    third = person.find("[data-li='3'] a")
    person.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", third)
    third.click()
    assert number(person) == 3
    person.wait_for(lambda: person.driver.current_url.endswith("step=3"))
    press(person, " ")
    person.wait_for(lambda: number(person) == 5)
    press(person, " ")
    paused = number(person)
    assert person.find("[data-go=play]").get_attribute("aria-pressed") == "false"
    person.wait_for(lambda: person.driver.current_url.endswith(f"step={paused}"))
    person.driver.refresh()
    person.find(".replay.ready")
    assert number(person) == paused, "the address holds the step"
    assert barriers(person) == [] and not person.is_wider_than_its_window()
    person.picture("replay-desktop")
    assert person.complaints() == []


def test_on_a_phone_and_without_a_script(desk):
    person = ready(desk("U11", phone=True), 5)
    assert barriers(person) == [] and not person.is_wider_than_its_window()
    places = [person.find(css).rect["y"] for css in (".player", ".diagram-box", ".now-step", ".story")]
    assert places == sorted(places), "the diagram on top, the story below"
    person.picture("replay-phone")
    assert person.complaints() == []
    plain = desk("U11", scripts=False)
    plain.open(f"{PATH}?step=4")
    plain.find("[data-go=next]").click()
    plain.wait_for(lambda: number(plain) == 5)
    assert "退回" in plain.find("[data-sentence]").text and "退回" in plain.find("[aria-current=step]").text
