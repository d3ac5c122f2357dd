"""The verifier stands alone: by its imports, and by running from a copy of its files with nothing else on the path."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "engine" / "verifier"
MODULES = sorted(VERIFIER.rglob("*.py"))
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from verifier import dmn, feel, office, terms
from verifier.calendar import Calendar
print(feel.evaluate('string(1.10 + 2) + 名', {"名": "元"}))
print(dmn.load(open(sys.argv[2], "rb").read()).decide("extension", {"days": 3}).matched)
print([name for name in sys.modules if name.split(".")[0] in ("engine", "lxml", "orjson", "re2")])
"""


def imported(path: Path) -> list[str]:
    """What a module takes from elsewhere: `stdlib` names as they are, relative ones resolved to a path."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = path.parent
            for _ in range(node.level - 1):
                package = package.parent
            found.append(f"{package.as_posix()}/{node.module or ''}" if node.level else str(node.module))
    return found


def strangers(path: Path) -> list[str]:
    return [
        name
        for name in imported(path)
        if not name.startswith(VERIFIER.as_posix()) and name.split(".")[0] not in sys.stdlib_module_names
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(VERIFIER).as_posix())
def test_a_module_imports_only_the_standard_library_and_its_own(path: Path) -> None:
    assert strangers(path) == []


def test_a_stranger_would_be_seen(tmp_path: Path) -> None:
    for text in ("import lxml", "from engine import feel", "from .... import feel", "import orjson as json"):
        (VERIFIER / "feel").exists()
        module = tmp_path / "module.py"
        module.write_text(text, "utf-8")
        assert strangers(module), text


def test_it_runs_where_nothing_else_is(tmp_path: Path) -> None:
    """Isolated and without site packages, from a copy under another name."""
    shutil.copytree(VERIFIER, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "program.py").write_text(PROGRAM, "utf-8")
    decision = ROOT / "processes" / "hotline" / "decisions" / "extension.dmn"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", tmp_path / "program.py", tmp_path, decision],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["3.10元", "{'延期审批': (1,)}", "[]"]
