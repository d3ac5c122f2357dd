"""What the repository may hold: locks with hashes and no addresses, nothing of one machine, no secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.sources import ROOT, tracked

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".html",
    ".js",
    ".mjs",
    ".css",
    ".json",
    ".lock",
    ".bpmn",
    ".dmn",
    ".txt",
    ".yml",
    ".sh",
    "",
}


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, continuation lines joined."""
    joined = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_and_hashes_everything(lock: str) -> None:
    for entry in entries(lock):
        assert re.match(r"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-zA-Z.+]*( |$)", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"no hash: {entry[:80]}"


@pytest.mark.parametrize("lock", [*LOCKS, "web/assets/package-lock.json", "web/assets/.npmrc"])
def test_a_lock_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    if lock.endswith(".json"):
        packages = json.loads(text)["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == []
        assert [name for name, package in packages.items() if name and "integrity" not in package] == []
        text = json.dumps([{k: v for k, v in p.items() if k != "funding"} for p in packages.values()])
    assert re.findall(r"(?:https?|git|ssh)(?:\+\w+)?://\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_what_runs_is_what_is_tested() -> None:
    """Every requirement of the product stands in the development lock with the same version."""
    pins = {lock: {entry.split(" ")[0] for entry in entries(lock)} for lock in LOCKS}
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {re.sub(r"\[.*?\]", "", each).lower() for each in project["dependencies"]}
    assert direct <= pins["requirements.lock"]


def _registries() -> set[str]:
    """Hosts this machine fetches packages from; none of them may be written down."""
    hosts = {"registry.npmjs.org", "files.pythonhosted.org", "pypi.org"}
    asked = [
        os.environ.get("PIP_INDEX_URL", ""), os.environ.get("UV_INDEX_URL", ""), os.environ.get("UV_DEFAULT_INDEX", ""),
        os.environ.get("NPM_CONFIG_REGISTRY", ""),
    ]  # fmt: skip
    configured = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    asked += re.findall(r"https?://[^\s'\"]+", configured)
    return {host for url in [*asked] if (host := urlsplit(url).hostname)} | hosts


def test_nothing_of_one_machine_is_written_down() -> None:
    machine = re.compile(
        r"(?<![\w.])/(?:work|home/\w+|Users/\w+|root)/|/tmp/banjie|(?i:[a-z]:\\\\users)|"
        + "|".join(map(re.escape, _registries()))
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if path.suffix in TEXT
        and path != Path(__file__)
        and (hit := machine.search(path.read_text("utf-8", "replace")))
    ]
    assert found == []


def test_no_secret_is_written_down() -> None:
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}"
    )
    found = [
        str(p)
        for p in tracked()
        if p != Path(__file__) and p.suffix in TEXT and secret.search(p.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_no_real_person_can_be_meant() -> None:
    """Telephone numbers and identity numbers in data are of the kinds that cannot exist."""
    number = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])|(?<!\d)[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)")
    suffixes = {".toml", ".md", ".json", ".html", ".bpmn", ".dmn", ".csv"}
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if path.suffix in suffixes
        and path.name != "package-lock.json"
        and (hit := number.search(path.read_text("utf-8", "replace")))
    ]
    assert found == []


def test_no_file_is_large() -> None:
    large = {str(path.relative_to(ROOT)): path.stat().st_size for path in tracked() if path.stat().st_size > 600_000}
    assert large == {}
