"""The page of a task in a parallel round shows that round's variables as they are now, not as they were."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine import actions
from engine.clock import LOCAL, SimulatedClock
from engine.definition import Package
from engine.organization import load_office
from engine.queries import task_page
from engine.scenario import read_scenario
from engine.scenario.acts import SYSTEM_ACTOR, Acts
from engine.store import tables as t
from engine.store.office import Office, open_office

FOLDER = Path(__file__).resolve().parents[2] / "processes/supervision"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """SUP-2 as it stands on 04-28: 城管 has reported 40 %, 住建 20 %."""
    story = read_scenario((FOLDER / "scenarios/sup-2.toml").read_bytes(), "sup-2.toml")
    clock = SimulatedClock(story.steps[0].at - timedelta(days=1))
    office = open_office("sqlite://", clock=clock, files=tmp_path)
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, SYSTEM_ACTOR)
    actions.load_organization(office, data.organization, SYSTEM_ACTOR)
    actions.publish_definition(office, Package.from_folder(FOLDER), SYSTEM_ACTOR)
    acts = Acts(story, office)
    for step in story.steps:
        if (step.at.astimezone(LOCAL).month, step.at.astimezone(LOCAL).day) >= (4, 28):
            break
        while (due := actions.next_due(office)) is not None and due <= step.at:
            clock.move_to(due)
            actions.fire_timers(office)
        clock.move_to(step.at)
        if "refused" not in step.expected:
            acts.act(step)
    return office


def words_of(office: Office, person: str, element: str, label: str) -> str:
    """The texts on the form of an open task."""
    task = t.task.c
    with office.database.read() as connection:
        task_id = connection.execute(
            t.task.select()
            .with_only_columns(task.id)
            .where(task.element == element, task.label == label, task.state == "open")
        ).scalar_one()
    blocks = [block for field in task_page(office, person, task_id).fields for block in field.blocks]
    return "".join(line for block in blocks for line in block.lines)


def test_each_unit_sees_its_own_progress_so_far(office: Office) -> None:
    own = words_of(office, "U7", "handle", "城市管理局")
    other = words_of(office, "U9", "handle", "住建局")
    assert "40%" in own and "20%" in other
    assert "建成3处便民早市" in own and "建成3处便民早市" not in other
