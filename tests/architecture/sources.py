"""The files git tracks, and Python syntax trees of our own modules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file in the repository, as git sees it (also before the first commit of a file)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Path and syntax tree of each module in these folders."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and name.split("/")[0] in rooms:
            yield name, ast.parse(path.read_text("utf-8"), name)


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Dotted name and line of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
