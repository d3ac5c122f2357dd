"""banjie package and banjie verifier: from the command line alone to a verdict."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.actions.desk import start, to_sign
from tests.verifier.exporting import with_keys


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the command asks the same of both databases."""
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


@pytest.fixture
def database(office, tmp_path: Path, monkeypatch) -> str:
    for name in ("files", "keys", "checkpoints"):
        monkeypatch.setenv(f"BANJIE_{name.upper()}", str(tmp_path / name))
    with_keys(office, tmp_path)
    to_sign(office)
    start(office)
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


def run(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


def test_a_matter_is_taken_out_and_verified_by_commands_alone(database, tmp_path):
    out, program = tmp_path / "X.zip", tmp_path / "verify.py"
    done = run("package", "QS20260001", "-o", str(out), "--database", database, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["instances"], told["events"], told["witnessed"]) == (0, 1, 4, False)
    assert run("verifier", "-o", str(program)).exit_code == 0
    verdict = subprocess.run(
        [sys.executable, "-I", "verify.py", "X.zip", "--key", "keys/qinglan-1.pub", "--json"], cwd=tmp_path,
        capture_output=True, check=False,
    )  # fmt: skip
    answer = json.loads(verdict.stdout)
    assert (verdict.returncode, answer["verdict"], answer["faults"]) == (3, "partly", 0)
    assert [layer["state"] for layer in answer["layers"][:3]] == ["passed"] * 3


def test_a_period_in_words(database, tmp_path):
    out = tmp_path / "P.zip"
    done = run("package", "--since", "2026-01-01", "--until", "2026-12-31", "-o", str(out), "--database", database)
    assert done.exit_code == 0, done.output
    assert "已导出 2 件、5 条记录" in done.output and "尚未见证" in done.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("QS20269999",), "no_instance"), (("QS20260001", "--by", "U11"), "not_yours"),
        (("QS20260001", "--witnessed"), "not_witnessed"),
        (("--since", "2020-01-01", "--until", "2020-12-31"), "nothing_to_export"),
    ],
)  # fmt: skip
def test_a_refusal_leaves_no_file(database, tmp_path, arguments, code):
    out = tmp_path / "no.zip"
    done = run("package", *arguments, "-o", str(out), "--database", database)
    assert done.exit_code == 1 and f"[{code}]" in done.output
    assert list(tmp_path.glob("*no.zip*")) == []


@pytest.mark.parametrize("arguments", [(), ("QS1", "--since", "2026-01-01"), ("--since", "2026-01-01"), ("QS1", "--procedure", "x")])
def test_half_a_question_is_wrong_usage(arguments, tmp_path):
    assert run("package", *arguments, "-o", str(tmp_path / "x.zip")).exit_code == 2
