"""One matter of each procedure from its start form to its end, by its people at real pages, at two widths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.organization import load_office
from engine.scenario import Scenario
from engine.scenario.reader import Step, read_scenario
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import BOTH_WIDTHS, PASSWORD
from tests.browser.walking import Walk
from tests.conftest import PROCESSES

pytestmark = pytest.mark.browser

STORIES = {
    "outgoing-document": ("doc-1", "已归档"),
    "incoming-document": ("doc-2", "已归档(办结)"),
    "meeting": ("mtg-1", "已归档"),
    "supervision": ("sup-1", "已销号(按期)"),
    "hotline": ("hot-1", "办结(满意)"),
}
BY = Actor(SYSTEM)


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest) -> Scenario:
    file = PROCESSES / request.param / "scenarios" / f"{STORIES[request.param][0]}.toml"
    return read_scenario(file.read_bytes(), file.name)


@pytest.fixture
def clock(story: Scenario) -> SimulatedClock:
    return SimulatedClock(story.steps[0].at - timedelta(days=1))


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock, story: Scenario) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    data = load_office("qinglan")
    actions.load_calendar(opened, data.calendar, BY)
    actions.load_organization(opened, data.organization, BY)
    for key in sorted({story.procedure, *story.others}):
        actions.publish_definition(opened, Package.from_folder(PROCESSES / key), BY)
    for person in sorted({step.by for step in story.steps if step.by}):
        open_account(opened, person, PASSWORD, BY)
    yield opened
    opened.database.dispose()


@BOTH_WIDTHS
def test_a_matter_is_walked_from_start_to_end(phone, story, office, clock, desk, tmp_path):
    person, met = desk("", phone=phone), Counter[str]()

    def through(step: Step) -> bool:
        """At the desk everything of the main matter; on a phone each step once, from the middle of the story on."""
        met[step.task] += 1
        late = step.number > len(story.steps) / 2
        return step.instance == "main" and (not phone or (late and met[step.task] == 1))

    walk = Walk(story, office, clock, person, tmp_path, through)
    for step in story.steps:
        walk.step(step)
    walk.finish()
    assert walk.report.problems == []
    person.become(story.steps[0].by)
    person.open(f"/instances/{walk.instances['main']}")
    walk.look(f"{story.procedure}-instance")
    assert STORIES[story.procedure][1] in person.text
    links = person.driver.find_elements("css selector", ".crumbs a[href*='/papers/']")
    for paper in [link.get_attribute("href") for link in links]:
        person.driver.get(paper)
        walk.look(f"{story.procedure}-paper-{paper.rpartition('/')[2]}")
    assert not walk.faults, "\n".join(walk.faults)
    assert person.complaints() == []
