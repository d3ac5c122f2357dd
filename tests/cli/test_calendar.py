"""banjie calendar: show it, change it, and what open dues do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.store import tables as t
from tests.actions.desk import rows, start


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


def call(database_url: str, *arguments: str):
    return CliRunner().invoke(main, ["calendar", *arguments, "--json", "--database", database_url])


def test_it_is_shown_with_what_is_missing(office, database_url):
    answer = json.loads(call(database_url).output)
    assert [table["year"] for table in answer["years"]][-1] == 2026


def test_a_new_table_moves_open_dues(office, database_url, tmp_path):
    start(office)  # 核稿 is due on Saturday 02-14, a working day
    table = next(y for y in json.loads(call(database_url).output)["years"] if y["year"] == 2026)
    work = [day for day in table["work"] if day != "2026-02-14"]
    file = tmp_path / "2026.toml"
    file.write_text(f"year = 2026\noff = {json.dumps(table['off'])}\nwork = {json.dumps(work)}\nsource = '更正通知'\n")
    refused = call(database_url, str(file), "--by", "O1")
    assert refused.exit_code == 1 and "not_allowed" in refused.output
    assert json.loads(call(database_url, str(file), "--by", "A1").output) == {"ok": True, "changed": 1}
    assert rows(office, t.task)[0].due_at.isoformat() == "2026-02-24T09:30:00+00:00"
    assert json.loads(call(database_url, str(file), "--by", "A1").output)["changed"] == 0


@pytest.mark.parametrize("text", ["year = ", "year = 2026\noff = ['2026-02-14']", "year = 2026\nwork = ['tomorrow']", "off = []"])
def test_a_wrong_table_is_refused_and_changes_nothing(office, database_url, tmp_path, text):
    before = call(database_url).output
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    assert call(database_url, str(file), "--by", "A1").exit_code == 1
    assert call(database_url).output == before
