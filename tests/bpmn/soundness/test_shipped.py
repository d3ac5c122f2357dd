"""The procedures that come with the product are proved sound, quickly; one broken by hand is not published."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from engine.bpmn.reading import read
from engine.bpmn.soundness import Limits, check_soundness
from engine.definition import Package, check

from .test_diagrams import KINDS

PROCEDURES = sorted(path.parent for path in (Path(__file__).parents[3] / "processes").glob("*/procedure.toml"))


@pytest.mark.parametrize("folder", PROCEDURES, ids=lambda folder: folder.name)
def test_a_shipped_procedure_is_proved_sound(folder: Path) -> None:
    processes = read(Package.from_folder(folder).under("", ".bpmn")).processes
    assert processes
    began = time.process_time()
    assert check_soundness(processes) == []
    assert time.process_time() - began < 2
    tight = [finding.code for finding in check_soundness(processes, Limits(markings=3))]
    assert "too_large_to_prove" in tight, "the proof does look at its markings"


def test_there_are_five() -> None:
    assert len(PROCEDURES) == 5


BREAKS = [
    ("hotline", r'<bpmn:parallelGateway (id="gathered".*?)</bpmn:parallelGateway>',
     r"<bpmn:exclusiveGateway \1</bpmn:exclusiveGateway>", "no_synchronisation"),
    ("hotline", r'<bpmn:exclusiveGateway (id="assist_over".*?)</bpmn:exclusiveGateway>',
     r"<bpmn:parallelGateway \1</bpmn:parallelGateway>", "deadlock"),
    ("supervision", r'<bpmn:terminateEventDefinition id="work_done_terminate"/>', "", "endless_loop"),
    ("outgoing-document", r'=cosign_outcome = "裁定"', "=false", "dead_task"),
    ("incoming-document", r"=duplicate_count &gt; 0", "=false", "dead_task"),
    ("meeting", r'(<bpmn:sequenceFlow id="meeting_awaited"[^>]*targetRef=")[^"]*', r"\1receipt", "no_synchronisation"),
]  # fmt: skip


@pytest.mark.parametrize(("folder", "old", "new", "code"), BREAKS)
def test_one_mistake_in_a_shipped_procedure_is_found(folder: str, old: str, new: str, code: str) -> None:
    """By the check that publishing makes over the whole package."""
    package = Package.from_folder(next(path for path in PROCEDURES if path.name == folder))
    assert [f for f in check(package) if f.code in KINDS] == []
    broken, times = re.subn(old, new, package.files["process.bpmn"].decode(), flags=re.DOTALL)
    assert times >= 1
    found = check(Package({**package.files, "process.bpmn": broken.encode()}))
    assert code in {f.code for f in found}, found
