"""`banjie format`: writes diagrams in canonical form, or says which are not."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.bpmn.canonical import canonical
from engine.cli import main
from tests.packages import DIAGRAM


def test_a_folder_is_formatted_once_and_then_clean(tmp_path: Path) -> None:
    file = tmp_path / "one" / "process.bpmn"
    file.parent.mkdir()
    file.write_text(DIAGRAM, encoding="utf-8")
    checked = CliRunner().invoke(main, ["format", str(tmp_path), "--check", "--json"])
    assert checked.exit_code == 1
    assert json.loads(checked.output)["changed"] == ["one/process.bpmn"]
    assert file.read_text(encoding="utf-8") == DIAGRAM
    assert CliRunner().invoke(main, ["format", str(tmp_path)]).exit_code == 0
    assert file.read_bytes() == canonical(DIAGRAM.encode())
    again = CliRunner().invoke(main, ["format", str(tmp_path), "--check"])
    assert again.exit_code == 0 and "0 个需要改写" in again.output


def test_a_file_that_is_no_diagram_stays_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_bytes(b"<html/>")
    found = CliRunner().invoke(main, ["format", str(tmp_path / "bad.bpmn"), "--json"])
    assert found.exit_code == 1
    assert [finding["code"] for finding in json.loads(found.output)["findings"]] == ["not_bpmn"]
    assert (tmp_path / "bad.bpmn").read_bytes() == b"<html/>"
