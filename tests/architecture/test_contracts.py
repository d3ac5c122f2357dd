"""The shape of the code, kept by tests: who imports whom, what nobody calls, what every room says of itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, calls, modules, tracked

ROOMS = sorted(path.parent for path in (ROOT / "engine").glob("*/__init__.py"))


def test_imports_keep_their_direction() -> None:
    outcome = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout[-4000:]


# OpenSSL for what no library here signs; Python for packages of strangers, which are verified in a process of their own.
RUNS_PROGRAMS = ["engine/actions/verify_package.py subprocess.Popen", "engine/history/openssl.py subprocess.run"]


def test_nothing_evaluates_python() -> None:
    """`compile` alone is FEEL's own word; without eval and exec Python's would be of no use. Two modules run one other
    program each, by its own name and without a shell."""
    found = [
        f"{name}:{line} {call}"
        for name, tree in modules("engine", "web")
        for call, line in calls(tree)
        if call in {"eval", "exec", "__import__", "pickle.loads", "pickle.load", "marshal.loads", "os.system"}
        or call.startswith(("builtins.", "subprocess."))
    ]
    assert sorted(re.sub(r":\d+", "", each) for each in found) == RUNS_PROGRAMS


def test_only_one_module_parses_xml() -> None:
    parsing = {
        "fromstring",
        "fromstringlist",
        "parse",
        "iterparse",
        "XML",
        "HTML",
        "XMLParser",
        "HTMLParser",
        "XMLPullParser",
    }
    found = []
    for name, tree in modules("engine", "web"):
        if name == "engine/xml.py":
            continue
        found += [
            f"{name}:{line} {call}"
            for call, line in calls(tree)
            if call.split(".")[0] in {"etree", "lxml", "objectify"} and call.split(".")[-1] in parsing
        ]
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom | ast.Import)
            and re.search(r"\bxml\.(etree|dom|sax)|defusedxml|objectify", ast.unparse(node))
        ]
    assert found == []


def test_a_procedure_holds_no_python() -> None:
    assert [
        str(path) for path in tracked() if "processes" in path.parts and path.suffix in {".py", ".pyc", ".so"}
    ] == []


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_a_room_says_what_lives_there(room: Path) -> None:
    words = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))
    assert words, f"{room.name} has no docstring"
    assert 2 <= len([line for line in words.splitlines() if line.strip()]) <= 8, room.name


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, tree in modules("engine", "web") if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_room_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "service", "common", "misc"}
    assert [str(path) for path in tracked() if path.suffix == ".py" and path.stem in vague] == []


def test_versions_are_pinned_exactly_and_set_up_agrees_with_the_build() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["project"]["dependencies"], *(each for extra in extras.values() for each in extra)]
    assert [each for each in wanted if not re.fullmatch(r"[A-Za-z0-9_.\-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*", each)] == []
    assert extras["setup"] == project["build-system"]["requires"]
