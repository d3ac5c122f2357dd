"""`banjie draft`: a folder becomes a draft, is handed in, released by another, and rolled back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import open_office
from engine.store.procedure_drafts import keep_report
from tests.conftest import BEGINNING, furnish
from tests.packages import approval

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/banjie.sqlite3"
    furnish(open_office(url, clock=SimulatedClock(BEGINNING)), approval()).database.dispose()
    return url


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("A4", "list")` answers with the JSON; `code` is the exit code that is wanted."""

    monkeypatch.setattr(sys, "argv", ["banjie", "--json"])  # a refusal asks there how it shall speak

    def invoke(by: str, name: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        done = CliRunner().invoke(main, ["draft", name, *arguments, "--by", by, "--database", url, "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.output)

    return invoke


def green(url: str, hash_: str) -> None:
    office = open_office(url)
    with office.database.write() as connection:
        keep_report(connection, hash_, "scenarios", {"passed": True, "total": 1}, by="A4", at=datetime.now(UTC))
    office.database.dispose()


def test_from_a_folder_to_a_version_and_back(run: Run, url: str, tmp_path: Path) -> None:
    draft = str(run("A4", "new", "approval", "审批", "--version", "1")["draft"])
    assert [each["name"] for each in run("A4", "list")["drafts"]] == ["审批"]
    run("A4", "export", draft, str(tmp_path / "folder"))
    assert Package.from_folder(tmp_path / "folder").hash == approval().hash
    refused = run("A4", "export", draft, str(tmp_path / "folder"), code=1)
    assert refused["refused"]["code"] == "path_in_use"
    (tmp_path / "folder" / "README.md").write_text("放宽")
    told = run("A4", "import", draft, str(tmp_path / "folder"), "--dry-run")
    assert [change["path"] for change in told["changes"]] == ["README.md"] and not told["changed"]
    assert run("A4", "import", draft, str(tmp_path / "folder"))["changed"]
    assert run("A4", "check", draft)["ok"]
    status = run("A4", "status", draft, code=1)
    assert status["obstacle"]["code"] == "scenarios_not_green" and status["check"] and not status["scenarios"]
    assert run("A4", "submit", draft, "--words", "放宽", code=1)["refused"]["code"] == "scenarios_not_green"
    green(url, status["hash"])
    assert run("A4", "status", draft)["ok"]
    run("A4", "submit", draft, "--words", "放宽")
    assert [each["id"] for each in run("A2", "list", "--waiting")["drafts"]] == [int(draft)]
    assert run("A4", "release", draft, code=1)["refused"]["code"] == "not_allowed"
    assert run("A2", "release", draft, "--hash", "0" * 64, code=1)["refused"]["code"] == "draft_changed"
    assert run("A2", "release", draft)["version"] == 2
    assert run("A2", "release", draft, code=1)["refused"]["code"] == "release_decided"
    same = run("A4", "rollback", "approval", "2", "--words", "恢复", code=1)
    assert same["refused"]["code"] == "draft_unchanged" and not run("A4", "list")["drafts"]
    back = run("A4", "rollback", "approval", "1", "--words", "恢复", code=1)
    assert back["refused"]["code"] == "scenarios_not_green"
    green(url, approval().hash)
    back = back["refused"]["draft"]
    run("A4", "submit", str(back), "--words", "恢复第1版")
    assert run("A2", "release", str(back))["again"] == 1


def test_a_zip_is_exported_taken_back_sent_back_and_discarded(run: Run, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "x.zip"
    draft = str(run("A4", "new", "leave-request", "请假")["draft"])
    run("A4", "export", draft, str(folder))
    assert run("A4", "new", "leave-request", "请假二", "--from", str(folder))["draft"] == int(draft) + 1
    hash_ = Package.from_zip(folder.read_bytes()).hash
    green(url, hash_)
    run("A4", "submit", draft, "--words", "新流程")
    run("A4", "take-back", draft)
    run("A4", "submit", draft, "--words", "新流程")
    run("A2", "send-back", draft, "--words", "缺少说明")
    run("A4", "discard", draft)
    assert run("A4", "check", draft, code=1)["refused"]["code"] == "no_draft"


def test_a_key_in_use_and_an_unknown_version_are_refused(run: Run) -> None:
    assert "已用于流程" in run("A4", "new", "approval", "审批", code=1)["refused"]["fields"]["procedure"]
    assert run("A4", "new", "approval", "审批", "--version", "9", code=1)["refused"]["code"] == "no_version"
    assert run("O5", "list", code=1)["refused"]["code"] == "not_allowed"


def test_without_json_it_speaks(url: str) -> None:
    def say(*arguments: str) -> str:
        return CliRunner().invoke(main, ["draft", *arguments, "--by", "A4", "--database", url]).output

    assert say("new", "leave-request", "请假") == "草稿 1\n"
    assert "编辑中" in say("list") and "场景没有全部通过" in say("status", "1")
