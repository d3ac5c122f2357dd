"""Coverage counts what stories really reached: flows, rows of tables asked by the diagram, by forms, by other tables."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from engine import dmn, xml
from engine.cli import main
from engine.definition import Definition, Package, compile_package
from engine.scenario import Coverage, Report, covered_diagram, read_scenario, run

FOLDER = Path(__file__).resolve().parents[2] / "processes/outgoing-document"
STORY = "urgent-holiday.toml"


@pytest.fixture(scope="module")
def definition() -> Definition:
    return compile_package(Package.from_folder(FOLDER))


@pytest.fixture(scope="module")
def report() -> Report:
    path = FOLDER / "scenarios" / STORY
    return run(read_scenario(path.read_bytes(), path.name), Package.from_folder(FOLDER))


@pytest.fixture(scope="module")
def coverage(definition: Definition, report: Report) -> Coverage:
    return Coverage.of(definition, report.times, report.rules)


def excusing(definition: Definition, **reasons: str) -> Definition:
    return replace(definition, procedure=replace(definition.procedure, uncovered=reasons))


def test_every_row_of_every_table_counts(definition: Definition, coverage: Coverage) -> None:
    models = [dmn.load(path.read_bytes()) for path in FOLDER.glob("decisions/*.dmn")]
    rows = sum(len(table.rules) for model in models for table in model.tables.values())
    assert len(coverage.rows) == rows > 0
    excused = sum("#" in name for name in coverage.excused)
    assert len(coverage.matched) + len(coverage.unmatched) + excused == rows


def test_a_table_only_a_form_asks_is_counted(coverage: Coverage) -> None:
    assert any(row.startswith("kind_direction#") for row in coverage.matched)


def test_flows_are_counted_as_often_as_they_are_taken(coverage: Coverage, report: Report) -> None:
    assert coverage.taken == report.flows
    assert all(count >= 1 for count in coverage.times.values())
    assert coverage.untaken and not coverage.complete


def test_the_account_adds_up(coverage: Coverage) -> None:
    for line in coverage.account:
        assert len(line.all) == len(line.met) + len(line.missed) + len(line.excused)
    assert {line.name for line in coverage.account} == {"", *(row.partition("#")[0] for row in coverage.rows)}


def test_an_excuse_counts_for_what_is_missing_and_is_needless_for_the_rest(
    definition: Definition, coverage: Coverage, report: Report
) -> None:
    row, flow, taken = coverage.unmatched[0], coverage.untaken[0], sorted(coverage.taken)[0]
    told = excusing(definition, **{row: "去年才有。", flow: "极少。", taken: "?", "no_such_flow": "?", "legal#99": "?"})
    found = Coverage.of(told, report.times, report.rules)
    assert row not in found.unmatched and flow not in found.untaken
    assert found.needless == sorted([taken, "no_such_flow", "legal#99"])
    assert {row, flow} <= {id for line in found.account for id in line.excused}


def test_rows_of_another_procedure_do_not_count(definition: Definition) -> None:
    table = next(iter(definition.tables.values()))
    stranger = replace(table, rules=table.rules[:1])
    assert Coverage.of(definition, (), {(stranger, 1)}).matched == frozenset()


def test_the_diagram_shows_what_was_taken(definition: Definition, coverage: Coverage, report: Report) -> None:
    flow = coverage.untaken[0]
    coverage = Coverage.of(excusing(definition, **{flow: "极少。"}), report.times, report.rules)
    drawn = covered_diagram(definition, coverage)
    assert drawn is not None
    xml.parse(drawn)
    svg = drawn.decode()
    states = re.findall(r'class="head (taken|untaken|excused)"', svg)
    assert states.count("taken") == len(coverage.taken)
    assert states.count("untaken") == len(coverage.untaken)
    assert states.count("excused") == 1
    counts = [int(n) for n in re.findall(r'class="count \w+"[^>]*>(\d+)<', svg)]
    assert sum(counts) == sum(report.times.values())


def test_the_command_tells_it_and_is_strict_only_when_asked(tmp_path: Path) -> None:
    arguments = ["scenario", str(FOLDER), "--only", STORY]
    outcome = CliRunner().invoke(main, [*arguments, "--svg", str(tmp_path)])
    assert outcome.exit_code == 0, outcome.output
    assert "kind_direction" in outcome.output and "没有场景经过" in outcome.output
    assert (tmp_path / "outgoing-document.svg").read_bytes().startswith(b"<svg")
    strict = CliRunner().invoke(main, [*arguments, "--strict", "--json"])
    assert strict.exit_code == 1
    told = orjson.loads(strict.output)["procedures"][0]
    assert told["ok"] and told["coverage"]["unmatched"] and told["coverage"]["untaken"]


def test_a_folder_without_procedures_is_refused(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(main, ["scenario", str(tmp_path), "--json"])
    assert outcome.exit_code == 1 and "no_procedure" in outcome.output
