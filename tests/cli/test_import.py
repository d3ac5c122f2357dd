"""banjie import: a folder that passes the check, or the reason why nothing was written."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.cli import main
from engine.definition import Package, check

FILES = Path(__file__).parents[1] / "bpmn" / "dialects" / "files"


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["import", *map(str, words)])
    return done.exit_code, done.output


def test_a_folder_is_written_that_passes_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "leave"
    code, shown = run(FILES / "activiti-leave.bpmn", "-o", folder, "--key", "leave", "--map", "hr=O5", "--json")
    told = json.loads(shown)
    assert code == 0 and told["ok"] and told["dialect"] == "Activiti" and told["key"] == "leave"
    assert {note["kind"] for note in told["notes"]} >= {"converted", "decide"}
    assert not [f for f in check(Package.from_folder(folder)) if f.severity == "error"]
    assert "O5" in (folder / "process.bpmn").read_text("utf-8")


def test_a_person_reads_it(tmp_path: Path) -> None:
    code, shown = run(FILES / "camunda-loan.bpmn", "-o", tmp_path / "x", "--dmn", FILES / "approval-level.dmn")
    assert code == 0 and "检查通过" in shown and "已转换" in shown
    assert (tmp_path / "x" / "decisions" / "approval-level.dmn").is_file()


def test_what_cannot_be_read_writes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.bpmn"
    bad.write_bytes(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    code, shown = run(bad, "-o", tmp_path / "x", "--json")
    assert code == 2 and json.loads(shown)["code"] == "xml_doctype" and not (tmp_path / "x").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("mine")
    code, _ = run(FILES / "activiti-leave.bpmn", "-o", tmp_path / "x")
    assert code == 2 and [p.name for p in (tmp_path / "x").iterdir()] == ["mine.txt"]
