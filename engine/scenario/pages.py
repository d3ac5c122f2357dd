"""What the scenarios' pages of a draft show: the list with results and coverage, one story, one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.definition import Definition, compile_package
from engine.definition.settings import Problem
from engine.definition.settings.fields import Posted
from engine.drawing import States, draw
from engine.errors import DefinitionRefused, Missing, Refused
from engine.queries.design import DraftPage, draft_page
from engine.scenario.coverage import Coverage
from engine.scenario.drawing import flow_states
from engine.scenario.reporting import Results, results
from engine.scenario.table import StepView, Story, StoryOffers, read_story, step_view, story_offers, unfold
from engine.scenario.table.stories import open_story
from engine.store.office import Office


@dataclass(frozen=True)
class StoryEntry:
    """`problem` says why the file cannot be read as a story."""

    file: str
    name: str
    title: str
    steps: int
    problem: Refused | None = None


@dataclass(frozen=True)
class ScenariosPage:
    draft: DraftPage
    stories: tuple[StoryEntry, ...]
    results: Results
    coverage: Coverage | None
    picture: str = ""  # SVG of our own drawing
    flows: Mapping[str, str] | None = None  # id of a flow not taken -> from where to where
    faults: DefinitionRefused | None = None  # why nothing can be run


@dataclass(frozen=True)
class StoryPage:
    draft: DraftPage
    name: str
    revision: int
    text: str
    story: Story | None
    offers: StoryOffers
    played: Any = None  # what came of it, if it was run on exactly these files
    problem: DefinitionRefused | None = None


@dataclass(frozen=True)
class StepPage:
    page: StoryPage
    n: int
    new: bool
    view: StepView


def scenarios_page(office: Office, person: str, draft_id: int) -> ScenariosPage:
    page = draft_page(office, person, draft_id)
    offers = story_offers(page.package)
    with office.database.read() as connection:
        found = results(connection, page.package)
    stories = tuple(_entry(file, page.package.files[file], offers) for file in found.files)
    try:
        definition = compile_package(page.package)
    except DefinitionRefused as refused:
        return ScenariosPage(page, stories, found, None, faults=refused)
    coverage = found.coverage(definition) if found.played else None
    picture = _picture(definition, coverage) if coverage else ""
    names = {choice.value: choice.zh for choice in offers.get("flows")}
    return ScenariosPage(page, stories, found, coverage, picture, names)


def story_page(office: Office, person: str, draft_id: int, name: str) -> StoryPage:
    """Raises Missing when the draft has no such scenario."""
    page = draft_page(office, person, draft_id)
    file = f"scenarios/{name}.toml"
    if file not in page.files:
        raise Missing("no_scenario", "没有这个场景。", "There is no such scenario.")
    data, offers = page.package.files[file], story_offers(page.package)
    with office.database.read() as connection:
        played = results(connection, page.package).played.get(file)
    story, problem = None, None
    try:
        story = read_story(data, file, offers)
    except DefinitionRefused as refused:
        problem = refused
    text = data.decode("utf-8", "replace")
    return StoryPage(page, name, page.files[file].revision, text, story, offers, played, problem)


def step_page(
    office: Office, person: str, draft_id: int, name: str, n: int, *, new: bool = False, posted: Posted | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> StepPage:  # fmt: skip
    """`new`: a step that is to stand before the n-th; `posted` is shown as it was typed."""
    page = story_page(office, person, draft_id, name)
    if page.problem is not None:
        raise page.problem
    steps = open_story(page.text.encode(), name).steps
    if not (0 <= n < len(steps) or (new and n == len(steps))):
        raise Missing("no_step", "没有这一步。", "There is no such step.")
    if posted is None:
        posted = unfold(_after(steps, n) if new else steps[n], page.offers)
    return StepPage(page, n, new, step_view(posted, page.offers, problems))


def _after(steps: list[dict[str, Any]], n: int) -> dict[str, Any]:
    """A new step begins an hour after the one before it."""
    before = [step["at"] for step in steps[:n] if isinstance(step.get("at"), datetime)]
    at = {"at": before[-1].replace(tzinfo=None) + timedelta(hours=1)} if before else {}
    return {"do": "complete", **at}


def _entry(file: str, data: bytes, offers: StoryOffers) -> StoryEntry:
    name = file.removeprefix("scenarios/").removesuffix(".toml")
    try:
        story = read_story(data, file, offers)
    except Refused as refused:
        return StoryEntry(file, name, name, 0, refused)
    return StoryEntry(file, name, story.title, len(story.lines))


def _picture(definition: Definition, coverage: Coverage) -> str:
    diagram = definition.program.diagram(definition.procedure.process)
    if not diagram.shapes:
        return ""
    states = flow_states(diagram, coverage)
    counts = {flow: coverage.times.get(flow, 0) for flow in states}
    return draw(diagram, States(flows=states, counts=counts), title=definition.procedure.name, description="")
