"""Diagrams of other systems become procedures: what is said of each thing, and what passes the check."""

from __future__ import annotations

import json
import random
import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from engine.definition import check
from engine.definition.imported import Imported, import_diagram, read_report
from engine.errors import DefinitionRefused, Refused

FILES = Path(__file__).parents[1] / "bpmn" / "dialects" / "files"
NAMES = sorted(path.stem for path in FILES.glob("*.bpmn"))


def imported(name: str, **more: object) -> Imported:
    return import_diagram((FILES / f"{name}.bpmn").read_bytes(), source=f"{name}.bpmn", **more)  # type: ignore[arg-type]


def form(found: Imported, step: str) -> dict[str, dict[str, object]]:
    return {c["key"]: c for c in json.loads(found.package.files[f"forms/{step}.json"])["components"]}


def settings(found: Imported) -> dict:
    return tomllib.loads(found.package.files["procedure.toml"].decode())


def notes(found: Imported, kind: str) -> list[str]:
    return [note.element for note in found.notes if note.kind == kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_file_passes_the_check(name: str) -> None:
    found = imported(name)
    assert [f for f in check(found.package) if f.severity == "error"] == []
    assert found.dialect == {"a": "Activiti", "f": "Flowable", "c": "Camunda 7", "p": "BPMN 2.0"}[name[0]]
    assert b"BPMNShape" in found.package.files["process.bpmn"]
    for vendor in (b"http://activiti.org/bpmn", b"http://flowable.org", b"http://camunda.org/schema/1.0"):
        assert vendor not in found.package.files["process.bpmn"]
    for note in found.notes:
        assert note.zh and note.en


def test_importing_twice_gives_the_same() -> None:
    assert imported("activiti-leave").package.hash == imported("activiti-leave").package.hash


def test_forms_come_along() -> None:
    found = imported("activiti-leave")
    start = form(found, "start")
    assert list(start) == ["title", "urgency", "startDate", "days", "reason"]
    assert start["days"]["type"] == "number" and start["startDate"]["subtype"] == "date"
    assert form(found, "deptLeaderAudit")["deptLeaderPass"]["values"] == [
        {"value": "true", "label": "同意"}, {"value": "false", "label": "不同意"},
    ]  # fmt: skip
    assert [o["value"] for o in form(found, "modifyApply")["reApply"]["values"]] == ["是", "否"]
    assert settings(found)["terms"] == {"hrAudit": {"其他": "2 WD"}}
    assert "deptLeaderAudit" in notes(found, "decide"), "its listener is a program"


def test_whoever_does_a_step_picks_the_next() -> None:
    options = form(imported("activiti-next-step"), "usertask2")["routeToTaskId"]["values"]
    assert [(o["value"], o["label"]) for o in options] == [
        ("usertask3", "送财务"), ("usertask4", "送总经理"), ("usertask1", "退回"),
    ]  # fmt: skip


def test_a_collection_nobody_gives_is_asked_for_before() -> None:
    assert form(imported("activiti-seal-countersign"), "start")["assigneeList"]["type"] == "taglist"
    assert form(imported("flowable-notice"), "draft")["voters"]["valuesKey"] == "people"


def test_a_condition_of_a_program_is_a_choice_of_a_person() -> None:
    found = imported("activiti-complaint")
    assert [o["value"] for o in form(found, "accept")["pick_valid"]["values"]] == ["受理", "不受理"]
    assert {"s3", "s4"} <= set(notes(found, "decide"))


def test_programs_pass_through_and_are_told() -> None:
    found = imported("camunda-incident")
    assert "alarm" in notes(found, "decide") and b"<bpmn:task id=\"alarm\"" in found.package.files["process.bpmn"]
    assert b"println" not in imported("activiti-script").package.files["process.bpmn"]


def test_a_decision_that_comes_along_is_called() -> None:
    decision = (FILES / "approval-level.dmn").read_bytes()
    found = imported("camunda-loan", decisions={"approval-level.dmn": decision})
    assert b'decisionId="approval-level"' in found.package.files["process.bpmn"]
    assert [f for f in check(found.package) if f.severity == "error"] == []
    alone = imported("camunda-loan")
    assert "rate" in notes(alone, "decide") and "level" in form(alone, "start")


def test_people_can_be_mapped() -> None:
    found = imported("activiti-contract", groups={"kermit": "deputy-documents", "gonzo": "U10"})
    diagram = found.package.files["process.bpmn"].decode()
    assert "deputy-documents" in diagram and "U10" in diagram and "meeting" not in notes(found, "decide")
    assert "meeting" in notes(imported("activiti-contract"), "decide")


def test_odd_ids_are_mended_everywhere() -> None:
    found = imported("plain-odd-ids")
    assert settings(found)["process"] == "_odd" and "forms/n2_审批.json" in found.package.files


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<x/>", b"no xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>',
    ],
)  # fmt: skip
def test_what_is_no_diagram_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        import_diagram(data)
    assert refused.value.zh and refused.value.status == 422


@pytest.mark.parametrize("name", NAMES)
def test_the_report_reads_back(name: str) -> None:
    found = imported(name)
    told = dict(read_report(found.package.files["README.md"]))
    for kind in ("decide", "converted", "kept", "dropped"):
        assert len(told.get(kind, ())) == len(notes(found, kind)), kind
    assert read_report(b"# A procedure\n\n| a | b | c |\n") == ()


def test_labels_with_markup_stay_text() -> None:
    data = (FILES / "plain-lanes.bpmn").read_bytes().replace("登记".encode(), b"&lt;script&gt;alert(1)&lt;/script&gt;")
    found = import_diagram(data)
    assert b"<script>" not in found.package.files["README.md"]
    assert [f for f in check(found.package) if f.severity == "error"] == []


def test_a_file_with_two_processes_starts_in_the_one_nobody_calls() -> None:
    found = imported("activiti-call")
    assert settings(found)["process"] == "overtime" and "elsewhere" in notes(found, "decide")


def test_nothing_but_a_black_pool_is_refused() -> None:
    with pytest.raises(DefinitionRefused):
        import_diagram(
            b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><collaboration id="c">'
            b'<participant id="p" name="x"/></collaboration></definitions>'
        )


HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="x"><bpmn:process id="p" name="流程">'
)


def line_of(*tasks: str, inner: str = "", more: str = "") -> bytes:
    """A file without a drawing: these user tasks one after another."""
    ids = ["s0", *tasks, "e0"]
    steps = "".join(f'<bpmn:userTask id="{id}" name="x">{inner}</bpmn:userTask>' for id in tasks)
    flows = "".join(
        f'<bpmn:sequenceFlow id="w{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairwise(ids))
    )
    events = '<bpmn:startEvent id="s0"/><bpmn:endEvent id="e0"/>'
    return f"{HEAD}{events}{steps}{flows}{more}</bpmn:process></bpmn:definitions>".encode()


def test_ids_that_are_mended_alike_stay_apart() -> None:
    found = import_diagram(line_of("a b", "a_b", "a:b", "a-b"))
    assert sorted(path for path in found.package.files if path.startswith("forms/")) == [
        "forms/a-b.json", "forms/a_b.json", "forms/a_b_2.json", "forms/a_b_3.json", "forms/start.json",
    ]  # fmt: skip
    assert [f for f in check(found.package) if f.severity == "error"] == []


def test_a_step_called_start_keeps_its_own_form() -> None:
    """`forms/start.json` is what a matter begins with; a step of that id would have taken its place."""
    field = (
        '<bpmn:extensionElements><camunda:formData><camunda:formField id="mine" label="m" type="string"/>'
        "</camunda:formData></bpmn:extensionElements>"
    )
    files = import_diagram(line_of("start", inner=field)).package.files
    assert b'"title"' in files["forms/start.json"] and b'"mine"' in files["forms/start_2.json"]


@pytest.mark.parametrize("bound", ["²", "٣", "9" * 5000, "x"])
def test_bounds_that_are_no_numbers_are_left_out(bound: str) -> None:
    field = (
        '<bpmn:extensionElements><camunda:formData><camunda:formField id="n" label="m" type="long" defaultValue="0">'
        f'<camunda:validation><camunda:constraint name="min" config="{bound}"/></camunda:validation>'
        "</camunda:formField></camunda:formData></bpmn:extensionElements>"
    )
    assert b'"min"' not in import_diagram(line_of("u", inner=field)).package.files["forms/u.json"]


def test_what_cannot_be_drawn_comes_without_a_drawing() -> None:
    """An event that is attached to itself, more flows than tracks, more steps than files: never a fault, and in time."""
    seeded, steps = random.Random(1), [f"t{n}" for n in range(20)]
    tangle = "".join(
        f'<bpmn:sequenceFlow id="z{n}" sourceRef="{seeded.choice(steps)}" targetRef="{seeded.choice(steps)}"/>'
        for n in range(60)
    )
    deep = "".join(f'<bpmn:subProcess id="q{n}">' for n in range(60)) + "</bpmn:subProcess>" * 60
    begun = time.monotonic()
    for more in ('<bpmn:boundaryEvent id="b" attachedToRef="b"/>', tangle, deep):
        assert b"BPMNShape" not in import_diagram(line_of(*steps, more=more)).package.files["process.bpmn"]
    with pytest.raises(DefinitionRefused):
        import_diagram(line_of(*(f"t{n}" for n in range(1500))))
    assert time.monotonic() - begun < 20
