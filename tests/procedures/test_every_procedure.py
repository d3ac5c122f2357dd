"""What holds for every procedure in processes/: complete, consistent, drawn, and every way walked by a story."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import bpmn, dmn, forms, xml
from engine.bpmn import Diagram
from engine.definition import Definition, Package, check, compile_package
from engine.errors import Missing
from engine.organization import load_office
from engine.queries.papers import paper
from engine.scenario import Coverage, Report, read_scenario, run
from engine.store import tables as t
from engine.store.office import Office
from engine.words import OFFICE_FUNCTIONS
from tests.verifier.histories import Histories
from web.papers.html import document

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = sorted(path.parent for path in (ROOT / "processes").glob("*/procedure.toml"))
SCENARIOS = [path for folder in PROCEDURES for path in sorted(folder.glob("scenarios/*.toml"))]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
OFFICES = ("units", "township_units", "people", "leaders", "plan_items")

each_procedure = pytest.mark.parametrize("folder", PROCEDURES, ids=lambda folder: folder.name)


@cache
def package_of(folder: Path) -> Package:
    return Package.from_folder(folder)


@cache
def definition_of(folder: Path) -> Definition:
    return compile_package(package_of(folder))


PRINTED: dict[str, dict[str, str]] = {}  # of each procedure: its papers, as an ended matter of a story prints them


@cache
def played(scenario: Path) -> Report:
    folder = scenario.parents[1]
    story = read_scenario(scenario.read_bytes(), scenario.name)
    others = {key: package_of(folder.parent / key) for key in story.others}
    return run(story, package_of(folder), others=others, look=lambda office: _look(office, scenario))


JUDGED: dict[Path, list[str]] = {}  # what the stand-alone verifier holds against the matters of each story


def _look(office: Office, scenario: Path) -> None:
    _print(office)
    histories = Histories(office)
    JUDGED[scenario] = [str(fault) for id in histories.ids() if (fault := histories.judge(id, histories.events(id)).fault)]


def _print(office: Office) -> None:
    """Print every paper that some ended matter offers, once a procedure."""
    i = t.instance.c
    with office.database.read() as connection:
        matters = connection.execute(
            select(i.id, i.procedure, i.starter).where(i.state == "completed").order_by(i.id)
        ).all()
    for matter in matters:
        printed = PRINTED.setdefault(matter.procedure, {})
        for key in definition_of(ROOT / "processes" / matter.procedure).procedure.papers:
            if key not in printed:
                with suppress(Missing):
                    printed[key] = document(paper(office, matter.starter, matter.id, key))


def user_tasks(definition: Definition) -> dict[str, Any]:
    return {e.id: e for e in definition.process.elements.values() if e.type == "userTask"}


def test_there_are_procedures() -> None:
    assert [folder.name for folder in PROCEDURES], "processes/ is empty"


@each_procedure
def test_the_check_finds_nothing(folder: Path) -> None:
    assert [str(f) for f in check(package_of(folder))] == []


@each_procedure
def test_every_file_is_data_of_a_known_kind(folder: Path) -> None:
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert [str(path) for path in files if path.suffix not in (".toml", ".bpmn", ".dmn", ".json", ".md")] == []
    needed = ("procedure.toml", "process.bpmn", "forms/start.json", "texts.toml", "README.md")
    assert {Path(name) for name in needed} <= set(files)


@each_procedure
def test_every_file_alone_is_read_without_findings(folder: Path) -> None:
    found: list[object] = []
    for path in sorted(folder.glob("decisions/*.dmn")):
        found += dmn.check(path.read_bytes(), functions=OFFICE_FUNCTIONS)
    for path in sorted(folder.glob("forms/*.json")):
        found += forms.check(path.read_bytes())
    found += bpmn.check({path.name: path.read_bytes() for path in folder.glob("*.bpmn")})
    for path in folder.rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))
    assert found == []


@each_procedure
def test_the_folder_is_named_like_its_key(folder: Path) -> None:
    assert definition_of(folder).procedure.key == folder.name


@each_procedure
def test_forms_and_user_tasks_match(folder: Path) -> None:
    definition = definition_of(folder)
    wanted = {task.form or task.id for task in user_tasks(definition).values()} | {"start"}
    assert set(definition.forms) == wanted
    for name in wanted:
        assert json.loads((folder / f"forms/{name}.json").read_text(encoding="utf-8"))["id"] == name


@each_procedure
def test_the_result_of_a_step_is_a_field_of_its_form(folder: Path) -> None:
    definition = definition_of(folder)
    for step, rules in definition.procedure.tasks.items():
        form = definition.form(step)
        assert not rules.result or (form is not None and rules.result in form.keys), step


@each_procedure
def test_every_role_is_one_of_the_office(folder: Path) -> None:
    known = {role for post in load_office("qinglan").organization.posts for role in post.roles}
    procedure = definition_of(folder).procedure
    named = {*procedure.starters, *(group for groups in procedure.roles.values() for group in groups)}
    assert {group.partition("@")[0] for group in named} <= known


@each_procedure
def test_every_lane_has_its_roles(folder: Path) -> None:
    definition = definition_of(folder)
    assert set(definition.process.lanes) <= set(definition.procedure.roles)


@each_procedure
def test_every_decision_called_exists_and_every_file_is_used(folder: Path) -> None:
    called = {rule.decision for rule in definition_of(folder).procedure.rules if rule.decision}
    called |= {rule.decision for rule in definition_of(folder).procedure.extensions.values()}
    called |= _decisions_called((folder / "process.bpmn").read_bytes())
    for path in sorted(folder.glob("decisions/*.dmn")):
        decisions = set(dmn.load(path.read_bytes()).decisions)
        assert decisions & called, f"nobody asks {path.name}"
        called -= decisions
    assert called == set()


def _decisions_called(data: bytes) -> set[str]:
    return {element.get("decisionId") or "" for element in xml.parse(data).iter(f"{ZEEBE}calledDecision")}


@each_procedure
def test_every_term_of_a_task_speaks_for_every_urgency(folder: Path) -> None:
    definition = definition_of(folder)
    field = next(f for f in definition.forms["start"].fields if f.key == definition.procedure.urgency)
    for step in definition.procedure.terms:
        for option in field.options:
            assert definition.procedure.term(step, str(option.value)), f"{step} has no term for {option.value}"


@each_procedure
def test_every_step_and_field_has_an_english_name(folder: Path) -> None:
    texts = tomllib.loads((folder / "texts.toml").read_text(encoding="utf-8"))
    definition = definition_of(folder)
    named = {e.id for e in definition.process.elements.values() if e.name and not e.type.endswith("Gateway")}
    assert named - set(texts["elements"]) == set()
    assert set(texts["elements"]) <= set(definition.process.elements)
    keys = {key for form in definition.forms.values() for field in form.fields if (key := field.key)}
    assert set(texts["fields"]) == keys


@each_procedure
def test_options_from_the_office_are_those_it_supplies(folder: Path) -> None:
    for form in definition_of(folder).forms.values():
        assert {field.options_key for field in form.fields if field.options_key} <= set(OFFICES)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_the_story_goes_as_told(scenario: Path) -> None:
    assert played(scenario).problems == []
    assert JUDGED[scenario] == []


def coverage_of(folder: Path) -> Coverage:
    stories = [played(path) for path in SCENARIOS if path.parents[1] == folder]
    taken = set().union(*(story.flows for story in stories))
    matched = set().union(*(story.rules for story in stories))
    return Coverage.of(definition_of(folder), taken, matched)


@each_procedure
def test_every_flow_and_decision_row_is_met_by_a_story_or_excused(folder: Path) -> None:
    coverage = coverage_of(folder)
    assert (coverage.untaken, coverage.unmatched) == ([], [])
    assert all(len(reason.strip()) >= 20 for reason in coverage.excused.values()), "an excuse says why"
    assert coverage.needless == [], "excused, but taken after all or not there"


@each_procedure
def test_every_paper_is_printed_for_an_ended_matter(folder: Path) -> None:
    coverage_of(folder)  # plays the stories
    papers, printed = definition_of(folder).procedure.papers, PRINTED.get(folder.name, {})
    assert [key for key in papers if key not in printed] == []
    for key, text in printed.items():
        assert papers[key].name in text and "</html>" in text, key


@cache
def linked() -> set[frozenset[str]]:
    """Pairs of procedures of which one matter reached the other in a story, told with `names` and `links`."""
    found = set()
    for path in SCENARIOS:
        story = read_scenario(path.read_bytes(), path.name)
        of = {"main": story.procedure} | {
            s.instance: s.procedure or story.procedure for s in story.steps if s.do == "start"
        }
        for step in story.steps:
            here = of.get(step.instance, story.procedure)
            of |= step.names
            found |= {
                frozenset((here, other)) for other in step.expected.get("links", ()) if other in step.names.values()
            }
    return found


@each_procedure
def test_a_story_goes_on_in_every_procedure_this_one_sends_to(folder: Path) -> None:
    sent = {
        header.get("value") or ""
        for task in xml.parse((folder / "process.bpmn").read_bytes()).iter(f"{BPMN}serviceTask")
        if any(kind.get("type") == "start-procedure" for kind in task.iter(f"{ZEEBE}taskDefinition"))
        for header in task.iter(f"{ZEEBE}header")
        if header.get("key") == "procedure"
    } & {other.name for other in PROCEDURES}
    assert {other for other in sent if frozenset((folder.name, other)) not in linked()} == set()


# -- the drawing


def diagram_of(folder: Path) -> Diagram:
    definition = definition_of(folder)
    return definition.program.diagram(definition.procedure.process)


@each_procedure
def test_everything_is_drawn(folder: Path) -> None:
    definition, diagram = definition_of(folder), diagram_of(folder)
    assert set(definition.process.elements) <= {shape.element for shape in diagram.shapes}
    assert set(definition.process.flows) <= {edge.element for edge in diagram.edges}


@each_procedure
def test_no_line_runs_through_a_step(folder: Path) -> None:
    definition, diagram = definition_of(folder), diagram_of(folder)
    drawn = {s.element: s for s in diagram.shapes if s.type not in ("participant", "lane", "subProcess")}
    found = []
    for edge in diagram.edges:
        flow = definition.process.flows[edge.element]
        for name, shape in drawn.items():
            others = name not in (flow.source, flow.target)
            if others and any(_crosses(a, b, shape.bounds) for a, b in pairwise(edge.points)):
                found.append(f"{edge.element} through {name}")
    assert found == []


@each_procedure
def test_no_two_shapes_overlap(folder: Path) -> None:
    outer = ("participant", "lane", "subProcess", "boundaryEvent")
    shapes = [s for s in diagram_of(folder).shapes if s.type not in outer]
    found = [
        f"{a.element} on {b.element}"
        for i, a in enumerate(shapes)
        for b in shapes[i + 1 :]
        if a.bounds.x < b.bounds.x + b.bounds.width
        and b.bounds.x < a.bounds.x + a.bounds.width
        and a.bounds.y < b.bounds.y + b.bounds.height
        and b.bounds.y < a.bounds.y + a.bounds.height
    ]
    assert found == []


def _crosses(a: tuple[float, float], b: tuple[float, float], box: Any) -> bool:
    """A horizontal or vertical piece against the inside of a box; a slanted piece by its enclosing box."""
    (x1, x2), (y1, y2) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return x1 < box.x + box.width and x2 > box.x and y1 < box.y + box.height and y2 > box.y
