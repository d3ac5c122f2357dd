"""banjie check: faults with their way, as sentences, as JSON, and painted on the diagram."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from lxml import etree

from engine.cli.check import check
from tests.bpmn.soundness.diagrams import DEADLOCK, SOUND

SOURCE = DEADLOCK["inside a sub-process"][0]


def test_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(SOURCE)
    told = CliRunner().invoke(check, [str(tmp_path / "p.bpmn")])
    assert told.exit_code == 1
    assert "死锁" in told.output and "改法" in told.output and "s → s_u → u" in told.output


def test_json_holds_the_trace_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(SOURCE)
    found = json.loads(CliRunner().invoke(check, [str(tmp_path / "p.bpmn"), "--json"]).output)["findings"]
    assert [(f["code"], f["element"], f["file"]) for f in found] == [("deadlock", "j", "p.bpmn")]
    assert found[0]["trace"][:3] == ["s", "s_u", "u"] and found[0]["fix_zh"] and found[0]["fix_en"]


def test_pictures_of_faults_in_a_file_without_a_drawing(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(SOURCE)
    CliRunner().invoke(check, [str(tmp_path / "p.bpmn"), "--svg", str(tmp_path / "out")])
    (picture,) = (tmp_path / "out").iterdir()
    assert picture.name == "deadlock-j-p.svg"
    svg = etree.fromstring(picture.read_bytes())
    classes = [element.get("class", "") for element in svg.iter()]
    assert classes.count("element fault") == 1
    assert "element way" in classes and "flow way" in classes
    assert "死锁" in (svg.findtext("{http://www.w3.org/2000/svg}title") or "")


def test_nothing_is_drawn_of_what_is_sound(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(SOUND["a straight line"])
    told = CliRunner().invoke(check, [str(tmp_path / "p.bpmn"), "--svg", str(tmp_path / "out")])
    assert told.exit_code == 0 and not (tmp_path / "out").exists()


def test_a_folder_of_procedures_is_checked_one_by_one(tmp_path: Path) -> None:
    for key in ("a", "b"):
        (tmp_path / key).mkdir()
        (tmp_path / key / "procedure.toml").write_text("")
    told = CliRunner().invoke(check, [str(tmp_path), "--json"])
    assert told.exit_code == 1
    assert {found["file"].split("/")[0] for found in json.loads(told.output)["findings"]} == {"a", "b"}
