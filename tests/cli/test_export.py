"""`banjie export`: three forms, sentences and JSON, refusals with exit code 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.store.office import Office


def run(lived: Office, *arguments: str):
    return CliRunner().invoke(main, ["export", *arguments, "--database", lived.database.url])


@pytest.mark.parametrize("form", ["--xes", "--ocel-json", "--ocel-sqlite"])
def test_it_writes_the_file_and_says_what_is_in_it(lived: Office, tmp_path: Path, form: str):
    file = tmp_path / "log"
    done = run(lived, form, "--procedure", "hotline", "--since", "2026-03-01", "--until", "2026-06-30", "-o", str(file), "--json")
    told = json.loads(done.output)
    assert done.exit_code == 0 and told["ok"] and told["cases"] > 1 and told["events"] > told["cases"]
    assert file.stat().st_size > 10_000 and len(told["sha256"]) == 64


def test_sentences_for_people(lived: Office, tmp_path: Path):
    done = run(lived, "--xes", "--procedure", "meeting", "-o", str(tmp_path / "log"))
    assert "件事项" in done.output and "matters" in done.output


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["--xes", "--since", "soon"], "bad_date", 1),
        (["--xes", "--procedure", "no-such"], "nothing_to_export", 1),
        (["--xes", "--procedure", "hotline", "--by", "U11"], "not_yours", 1),
        (["--procedure", "hotline"], "", 2),
    ],
)
def test_it_refuses(lived: Office, tmp_path: Path, monkeypatch, arguments: list[str], code: str, exit_code: int):
    monkeypatch.setattr("sys.argv", ["banjie", "export", "--json"])
    done = run(lived, *arguments, "-o", str(tmp_path / "log"), "--json")
    assert done.exit_code == exit_code and not (tmp_path / "log").exists()
    if code:
        assert json.loads(done.output)["refused"]["code"] == code
