"""Nothing that stands in a package can write a verdict of its own: not by the terminal's means, not by length."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest

from engine.verifier.single_file import single_file
from engine.verifier.wording import HIDDEN, sentence, shown
from tests.verifier.test_layers import verdict
from tests.verifier.writing import Office, invented, link, plain, zipped

CLEAR = "X\x1b[2J\x1b[H核验结论:通过:五层全部核验,未发现改动。\n事项 1 件,事件 18 条。\r\x1b[8m\u202e\u2028\u200b\x9b2J"
STRINGS = ["\x1b[2J", "\x9b2J", "\u202e", "\u2028", "\u2029", "\r", "\n", "\t", "\x7f", "\ud800", "\ufeff", "\U000e0041"]


def texts(value: Any) -> list[str]:
    """All strings of a JSON value, keys as well."""
    if isinstance(value, dict):
        return [text for key, each in value.items() for text in (key, *texts(each))]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def hidden(text: str) -> set[str]:
    return {char for char in text if category(char) in HIDDEN}


def saying(office: Office, **said: Any) -> Office:
    """The office's start says this as well, signed by all who sign."""
    chain = office.chains[0]
    chain.lines[0]["body"] = plain({**json.loads(chain.lines[0]["body"]), **said})
    link(chain.lines, 1, 0)
    office.notes.clear()
    office.checkpoint()
    return office


@pytest.mark.parametrize("text", STRINGS, ids=ascii)
def test_what_is_not_seen_is_written_by_its_number(text: str) -> None:
    assert not hidden(shown(f"甲{text}乙")) and "\\" in shown(text)
    assert shown("甲　乙 x—1") == "甲　乙 x—1"


def test_a_number_cannot_clear_the_screen() -> None:
    found = verdict(saying(invented(1), number=CLEAR))
    text = found.as_text()
    assert found.exit_code == 1 and "\\u001b[2J" in text
    assert not hidden(text.replace("\n", "")) and not [t for t in texts(found.as_json()) if hidden(t)]
    assert not [line for line in text.splitlines()[1:] if line.startswith(("核验结论", "事项 1 件,事件 18"))]


def test_a_step_and_a_path_cannot_either() -> None:
    step = {"kind": "enter", "element": CLEAR, "key": CLEAR}
    office = saying(invented(1), element=CLEAR, moved={"path": [step, {**step, "kind": "take"}]}, number="X")
    files = office.files_of_package()
    manifest = office.manifest(files)
    manifest["files"][CLEAR] = "0" * 64
    found = verdict(office, data=office.signed(files, manifest))
    assert not hidden(found.as_text().replace("\n", "")) and not [t for t in texts(found.as_json()) if hidden(t)]
    assert any("\\u001b" in name for name in found.as_json()["instances"][0]["elements"])


def test_long_values_are_cut_where_they_are_quoted_and_kept() -> None:
    found = verdict(saying(invented(1), number="九" * 1_000_000, element="e" * 1_000_000))
    fault = next(fault for fault in found.found.faults if fault.code == "other_number")
    assert "九" * 80 in fault.zh and "九" * 81 not in fault.zh
    assert max(len(text) for text in texts(found.as_json())) <= 401
    assert "甲" * 81 not in sentence(f"记录的“{'甲' * 90}”不符。") and sentence("短“句”。") == "短“句”。"


def test_the_program_s_refusal_cannot_either(tmp_path: Path) -> None:
    program, package = tmp_path / "verify.py", tmp_path / "X.zip"
    program.write_bytes(single_file())
    package.write_bytes(zipped({"a\u202eb/\u2028": b"", "A\u202eB/\u2028": b""}))
    for json_too in ([], ["--json"]):
        ran = subprocess.run([sys.executable, "-I", program, package, *json_too], capture_output=True, check=False)
        told = (ran.stdout + ran.stderr).decode()
        assert ran.returncode == 2 and "重名" in told and not hidden(told.replace("\n", ""))
