"""verify.py as an auditor gets it: one file, the same everywhere, running alone on a bare Python."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.verifier.single_file import single_file
from tests.verifier.writing import Office, invented


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    """An empty folder with verify.py, a package and the keys: an auditor's desk."""
    folder, office = tmp_path_factory.mktemp("desk"), invented()
    (folder / "verify.py").write_bytes(single_file())
    (folder / "X.zip").write_bytes(office.package())
    (folder / "K.pub").write_bytes(office.server.public)
    (folder / "W.pub").write_bytes(office.witness.public)
    return folder, office


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Isolated, without site packages: banjie is not installed here."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": "/nowhere"}, timeout=60,
    )  # fmt: skip


def test_it_runs_alone_and_says_its_verdict_in_chinese(desk: tuple[Path, Office]) -> None:
    done = run(desk[0], "X.zip", "--key", "K.pub", "--witness", "W.pub")
    assert done.stdout.startswith("核验结论:"), done.stderr
    assert done.stderr == ""
    for layer in ("第一层", "第二层", "第三层", "第四层", "第五层"):
        assert layer in done.stdout


def test_it_names_the_first_changed_event_and_says_it_with_its_exit_code(desk: tuple[Path, Office]) -> None:
    folder, office = desk
    office.chains[1].lines[3]["body"] = office.chains[1].lines[3]["body"].replace("step3", "step9")
    (folder / "Y.zip").write_bytes(office.package())
    done = run(folder, "Y.zip", "--key", "K.pub", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["first"]["instance"], told["first"]["seq"]) == (
        1, "tampered", "QS20260002", 4,
    )  # fmt: skip
    assert "第一处问题:事项 QS20260002,第 4 条" in run(folder, "Y.zip").stdout


@pytest.mark.parametrize("arguments", [("nothing.zip",), ("verify.py",), ("K.pub",), ("X.zip", "--key", "X.zip")])
def test_what_is_no_package_or_no_key_ends_in_a_sentence(desk: tuple[Path, Office], arguments: tuple[str, ...]) -> None:
    done = run(desk[0], *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("无法核验:")
    assert "Traceback" not in done.stderr


def test_the_same_sources_make_the_same_bytes() -> None:
    assert single_file() == single_file()


def test_the_command_writes_it_and_prints_its_hashes(tmp_path: Path) -> None:
    out = tmp_path / "verify.py"
    done = CliRunner().invoke(main, ["verifier", "-o", str(out), "--json"])
    told = json.loads(done.output)
    assert out.read_bytes() == single_file()
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["sm3"] == hashlib.new("sm3", out.read_bytes()).hexdigest()
    assert told["sm3"] in CliRunner().invoke(main, ["verifier", "-o", str(out)]).output
