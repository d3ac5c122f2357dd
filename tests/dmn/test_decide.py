"""`banjie decide`: a decision from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli import main
from tests.dmn.building import decision, file, input_data, literal, table

MODEL = file(
    input_data("金额", "number"),
    decision("档次", table(["金额"], [""], [["< 10", '"小"'], [">= 10", '"大"']]), "#金额"),
    decision("批示", literal('档次 + "额"'), "decision:#档次"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.dmn").write_bytes(MODEL)
    (tmp_path / "in.json").write_text('{"金额": 25}', "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["decide", str(folder / "m.dmn"), *arguments])


def test_the_last_decision_is_made_and_its_rule_shown(folder: Path) -> None:
    result = run(folder, "--data", str(folder / "in.json"))
    assert result.exit_code == 0, result.output
    assert "大额" in result.output
    assert "(U): 2" in result.output


def test_json(folder: Path) -> None:
    result = run(folder, "--decision", "档次", "--data", str(folder / "in.json"), "--json")
    answer = json.loads(result.output)
    assert answer["ok"] is True
    assert answer["value"] == "大"
    assert answer["trace"][0]["matched"] == [{"number": 2, "rule": "r2"}]


def test_null_with_a_warning_is_a_failure(folder: Path) -> None:
    result = run(folder, "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["ok"] is False


def test_refusals_exit_with_1(folder: Path) -> None:
    (folder / "in.json").write_text("[1]", "utf-8")
    assert run(folder, "--data", str(folder / "in.json")).exit_code == 1
    assert run(folder, "--decision", "没有", "--json").exit_code == 1
    (folder / "m.dmn").write_bytes(b"<x/>")
    assert run(folder).exit_code == 1
