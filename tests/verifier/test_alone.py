"""A history judged where nothing but Python is: isolated, without site packages, from a copy of the verifier's files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.verifier.histories import Histories
from tests.verifier.procedures import office_at, play

VERIFIER = Path(__file__).resolve().parents[2] / "engine" / "verifier"
PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from verifier.bpmn import reexecute
given = json.load(open(sys.argv[2], encoding="utf-8"))
files = {path: bytes.fromhex(data) for path, data in given["definition"].items()}
found = reexecute(given["events"], files, given["organizations"], given["calendars"])
strangers = [name for name in sys.modules if name.split(".")[0] in ("engine", "lxml", "orjson", "SpiffWorkflow")]
print(json.dumps([found.as_json(), strangers]))
"""


def judged(folder: Path, given: dict) -> list:
    (folder / "given.json").write_text(json.dumps(given), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", folder / "program.py", folder, folder / "given.json"],
        capture_output=True, text=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_it_judges_alone(tmp_path: Path) -> None:
    office, clock = office_at(tmp_path)
    instance = play(office, clock)
    histories = Histories(office)
    files, _ = histories.definition(instance)
    given = {
        "events": histories.events(instance), "definition": {path: data.hex() for path, data in files.items()},
        "organizations": histories.references["organization"], "calendars": histories.references["calendar"],
    }  # fmt: skip
    office.database.dispose()
    shutil.copytree(VERIFIER, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "program.py").write_text(PROGRAM, "utf-8")
    whole, strangers = judged(tmp_path, given)
    assert whole["ok"] and strangers == [] and whole["final"]["end_state"] == "已办结" and whole["not_verified"] == []
    assert whole["counts"]["events"] == len(given["events"]) and whole["beyond"]
    given["events"][1]["meta"]["who"] = "U12"
    wrong, _ = judged(tmp_path, given)
    assert not wrong["ok"] and wrong["first_illegal"]["seq"] == 2 and wrong["first_illegal"]["code"] == "not_entitled"
