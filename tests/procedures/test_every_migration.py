"""The stories of every shipped procedure come out the same while their matters are moved, before each step, between the
published version and another in which everything but the steps of people has other ids."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Receipt
from engine.clock import local
from engine.definition import Package, compile_package
from engine.scenario import read_scenario
from engine.scenario.acts import SYSTEM_ACTOR
from engine.scenario.reader import Step
from engine.scenario.runner import Play, stage
from engine.store import tables as t
from tests.procedures.test_every_procedure import PROCEDURES, SCENARIOS, package_of
from tests.verifier.histories import Histories

KEPT = ("userTask", "endEvent", "startEvent")  # procedure.toml, messages and numbers of people's steps name these
ORDERED = [sorted(folder.glob("scenarios/*.toml"), key=lambda path: path.stat().st_size) for folder in PROCEDURES]
MIDDLING = [stories[len(stories) // 2] for stories in ORDERED]  # the others run with the slow tests: seconds each
commands = count(1)


def renamed(package: Package) -> tuple[Package, dict[str, str]]:
    """The same diagram under other ids, and which became which."""
    definition = compile_package(package)
    other = "\n".join(data.decode() for path, data in package.files.items() if path.endswith((".toml", ".json", ".dmn")))
    elements = [info for process in definition.program.processes.values() for info in process.elements.values()]
    spoken = set(re.findall(r"\w+", other))
    pairs = {e.id: f"{e.id}_2" for e in elements if e.type not in KEPT and e.id not in spoken}
    assert pairs
    drawn = package.files["process.bpmn"].decode()
    for old, new in pairs.items():
        drawn = drawn.replace(f'"{old}"', f'"{new}"').replace(f">{old}<", f">{new}<")
    return Package({**package.files, "process.bpmn": drawn.encode()}), pairs


class Moving(Play):
    """Before every act, every running matter of the procedure goes to the version it is not on."""

    moved = 0

    def act(self, step: Step) -> Receipt | None:
        self.move_all()
        return super().act(step)

    def move_all(self) -> None:
        i = t.instance.c
        with self.office.database.read() as connection:
            running = connection.execute(
                select(i.id, i.definition_id).where(
                    i.procedure == self.scenario.procedure, i.state == "running", i.hold == ""
                )
            ).all()
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        for row in running:
            to, chosen = self.versions[row.definition_id]
            by = next(p for role in self.owner for p in organization.holders(role, local(self.office.now()).date()))
            command = actions.MigrateInstance(row.id, to, "换版。", f"moving-{next(commands)}", chosen)
            actions.migrate_instance(self.office, command, Actor(by))
            self.moved += 1


def play(scenario: Path) -> Moving:
    folder = scenario.parents[1]
    story = read_scenario(scenario.read_bytes(), scenario.name)
    package = package_of(folder)
    second, pairs = renamed(package)
    others = [package_of(folder.parent / key) for key in sorted(story.others)]
    with stage(story.steps[0].at, [*others, second]) as (office, clock):
        here = actions.publish_definition(office, package, SYSTEM_ACTOR).definition_id
        with office.database.read() as connection:
            there = connection.execute(select(t.definition.c.id).where(t.definition.c.hash == second.hash)).scalar_one()
        played = Moving(story, office, clock)
        played.owner = compile_package(package).procedure.owner
        played.versions = {here: (there, pairs), there: (here, {new: old for old, new in pairs.items()})}
        for step in story.steps:
            played.step(step)
        played.finish()
        histories = Histories(office)
        for instance in histories.ids():
            histories.verify(instance)
        return played


@pytest.mark.parametrize("scenario", MIDDLING, ids=lambda path: path.parents[1].name)
def test_a_story_comes_out_the_same(scenario: Path) -> None:
    played = play(scenario)
    assert played.report.problems == [] and played.moved


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_every_story_comes_out_the_same(scenario: Path) -> None:
    assert play(scenario).report.problems == []
