"""`banjie compare`: sentences, JSON and painted drawings, from folders, zips and published versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import actions
from engine.actions import Actor
from engine.cli import main
from engine.cli.compare import package_of
from engine.definition import Package
from engine.errors import Missing
from engine.store.work import SYSTEM
from tests.packages import PROCEDURE, approval

LONGER = PROCEDURE.format(key="approval").replace('"平件" = "1 WD"', '"平件" = "2 WD"')


def longer() -> Package:
    return approval(**{"procedure.toml": LONGER.encode()})


def put(package: Package, folder: Path) -> Path:
    for path, data in package.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_a_folder_and_a_zip_are_compared_in_sentences(tmp_path: Path) -> None:
    old, new = put(approval(), tmp_path / "old"), tmp_path / "new.zip"
    new.write_bytes(longer().to_zip())
    told = CliRunner().invoke(main, ["compare", str(old), str(new)])
    assert told.exit_code == 0, told.output
    assert "~ 核稿:平件时限由 1 个工作日改为 2 个工作日" in told.output
    assert CliRunner().invoke(main, ["compare", str(old), str(new), "--exit-code"]).exit_code == 1
    same = CliRunner().invoke(main, ["compare", str(old), str(old), "--exit-code", "--json"])
    assert same.exit_code == 0 and json.loads(same.output)["equal"] is True


def test_drawings_are_painted(tmp_path: Path) -> None:
    old = Path(__file__).resolve().parents[2] / "processes/outgoing-document"
    package = Package.from_folder(old)
    text = package.files["process.bpmn"].decode().replace('name="复核编号"', 'name="校对"')
    new = put(Package({**package.files, "process.bpmn": text.encode()}), tmp_path / "new")
    told = CliRunner().invoke(main, ["compare", str(old), str(new), "--svg", str(tmp_path / "svg"), "--json"])
    found = json.loads(told.output)
    assert [change["zh"] for change in found["changes"]] == ["校对:名称由“复核编号”改为“校对”"]
    assert sorted(found["drawings"]) == ["outgoing_document-after.svg", "outgoing_document-before.svg"]
    svg = (tmp_path / "svg" / "outgoing_document-after.svg").read_text()
    assert svg.count('class="element changed"') == 1 and "修改" in svg


def test_published_versions_are_named_by_key_and_version(bare_office, database_url: str) -> None:
    for package in (approval(), longer()):
        actions.publish_definition(bare_office, package, Actor(SYSTEM))
    assert package_of("approval@1", database_url).hash == approval().hash
    assert package_of("approval@", database_url).hash == longer().hash
    for place in ("approval@3", "other@", "nothing-here"):
        with pytest.raises(Missing):
            package_of(place, database_url)
