"""`banjie migrate`: tried, moved, refused; sentences and JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.actions.desk import kinds, start
from tests.actions.test_migrate import LONGER, RENAMED, publish


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the command asks the same of both databases."""
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


def run(database_url: str, *arguments: str):
    return CliRunner().invoke(main, ["migrate", *arguments, "--by", "O1", "--database", database_url])


def test_a_dry_run_then_the_move(office, database_url):
    start(office)
    start(office)
    publish(office, RENAMED)
    told = run(database_url, "--to", "2", "--instance", "QS20260001", "--map", "review=check", "--dry-run")
    assert told.exit_code == 0 and "QS20260001:review → check" in told.output, told.output
    told = run(database_url, "--to", "2", "--instance", "1", "--map", "review=check", "--dry-run", "--json")
    (one,) = json.loads(told.output)["instances"]
    assert (one["before"], one["after"]) == ([["review#1", "review"]], [["review#1", "check"]])
    assert one["mapping"]["late"] == "tardy" and kinds(office) == ["instance.started"]
    moved = run(
        database_url, "--to", "2", "--instance", "QS20260001", "--instance", "QS20260002", "--map", "review=check",
        "--reason", "新版。",
    )  # fmt: skip
    assert moved.exit_code == 0 and moved.output.count("已迁移") == 2, moved.output
    assert kinds(office, 2)[-1] == "instance.migrated"


def test_what_cannot_be_moved_is_told_and_the_others_are(office, database_url):
    start(office)
    start(office)
    publish(office, RENAMED)
    told = run(database_url, "--to", "2", "--instance", "1", "--reason", "新版。", "--json")
    answer = json.loads(told.output)
    assert told.exit_code == 1 and not answer["ok"]
    assert answer["instances"][0]["refused"]["code"] == "migration_orphan"
    assert "review" in run(database_url, "--to", "2", "--instance", "1", "--dry-run").output
    assert run(database_url, "--to", "9", "--instance", "1", "--dry-run").exit_code == 1
    assert run(database_url, "--to", "2", "--instance", "nothing", "--dry-run").exit_code == 1
    assert run(database_url, "--to", "2", "--instance", "1", "--map", "review").exit_code == 2
    mixed = run(database_url, "--to", "2", "--instance", "1", "--instance", "7", "--map", "review=check", "--reason", "新。")
    assert mixed.exit_code == 1 and "已迁移" in mixed.output


def test_dues_are_counted_again_when_asked(office, database_url):
    start(office)
    publish(office, LONGER)
    told = run(database_url, "--to", "2", "--instance", "1", "--recount", "--dry-run")
    assert told.exit_code == 0 and "到期" in told.output
