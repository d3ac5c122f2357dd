"""Field rights per step in procedure.toml: checked, kept by the server at every completion, and known to the verifier."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest

from engine import queries
from engine.actions.uploads import Upload
from engine.definition import Package, check, compile_package
from engine.errors import DefinitionRefused, Invalid
from engine.store import tables as t
from engine.verifier.bpmn.findings import Illegal
from engine.verifier.bpmn.forms import filled_in
from engine.verifier.bpmn.procedure import read_procedure
from tests.actions import desk
from tests.conftest import close
from tests.packages import DIAGRAM, PROCEDURE, approval, choice, form

RIGHTS = """
[fields.review]
sign_result = "hidden"
copies = "required"
[fields.sign]
review_result = "read"
copies = "read"
papers = "read"
"""
HANDLING = form(
    "handling",
    choice("review_result", "核稿结果", "同意", "不同意"),
    choice("sign_result", "签发结果", "同意", "退回"),
    {"key": "copies", "type": "number", "label": "印发份数"},
    {"key": "note", "type": "textfield", "label": "备注", "defaultValue": "无"},
    {"key": "papers", "type": "filepicker", "label": "附件", "multiple": True},
)


def shared(rights: str = RIGHTS, **more: bytes) -> Package:
    """核稿 and 签发 use one form; the rights say which of its fields is whose."""
    diagram = DIAGRAM
    for step in ("review", "sign"):
        before, element, after = diagram.partition(f'<bpmn:userTask id="{step}"')
        diagram = before + element + after.replace(
            "<zeebe:userTask/>", '<zeebe:userTask/><zeebe:formDefinition formId="handling"/>', 1
        )  # fmt: skip
    files = dict(approval(**more).files)
    del files["forms/review.json"], files["forms/sign.json"]
    toml = PROCEDURE.format(key="approval") + rights
    return Package(
        {
            **files,
            "process.bpmn": diagram.encode(),
            "forms/handling.json": HANDLING,
            "procedure.toml": toml.encode(),
            **more,
        }
    )


def findings(rights: str) -> set[tuple[str, str | None]]:
    return {(finding.code, finding.element) for finding in check(shared(rights))}


def test_rights_that_fit_are_clean():
    assert check(shared()) == []


@pytest.mark.parametrize(
    ("rights", "code", "place"),
    [
        ('[fields.nowhere]\nnote = "read"', "unknown_task", "fields.nowhere"),
        ('[fields.start]\ntitle = "read"', "unknown_task", "fields.start"),
        ('[fields.sign]\nnothing = "read"', "unknown_field", "fields.sign"),
        ('[fields.sign]\nnote = "maybe"', "bad_field_right", "fields.sign"),
        ('[fields.sign]\nsign_result = "read"', "field_right_refused", "fields.sign"),
        ('[fields.review]\ncopies = "hidden"\n[fields.sign]\ncopies = "read"', "field_left_to_nobody", "fields.sign"),
        ("fields = 3", "setting_not_table", "fields"),
    ],
)
def test_what_does_not_fit_is_named_with_its_step(rights, code, place):
    if rights.startswith("fields"):
        toml = f"{rights}\n{PROCEDURE.format(key='approval')}"
        found = {(f.code, f.element) for f in check(shared("", **{"procedure.toml": toml.encode()}))}
    else:
        found = findings(rights)
    assert (code, place) in found


def test_a_field_that_a_rule_speaks_at_must_stay_open():
    rule = '[[rules]]\nform = ["sign"]\nwhen = "true"\nfield = "note"\nzh = "。"\nen = "."\n'
    files = {"forms/sign.json": HANDLING.replace(b'"handling', b'"sign')}
    package = shared(rule + '[fields.sign]\nnote = "hidden"', **files)
    assert ("field_right_refused", "fields.sign") in {(f.code, f.element) for f in check(package)}


def test_rights_do_not_run_when_they_are_malformed():
    with pytest.raises(DefinitionRefused):
        compile_package(shared('[fields.sign]\nnote = "maybe"'))


@pytest.fixture
def sharing(furnished, clock, request):
    opened = furnished(clock, shared())
    yield opened
    close(opened, request)


def sections(office, person="O1"):
    return {line.label for section in queries.instance_page(office, person, 1).sections for line in section.lines}


def to_sign(office) -> None:
    desk.start(office)
    desk.complete(office, "review", "O5", {"review_result": "同意", "copies": "7", "note": ""}, "已核。")
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14")


def test_each_step_shows_and_takes_what_it_may(sharing):
    desk.start(sharing)
    page = queries.task_page(sharing, "O5", desk.task_of(sharing, "review"))
    assert [(f.name, f.required) for f in page.fields] == [
        ("review_result", True), ("copies", True), ("note", False), ("papers", False),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        desk.complete(sharing, "review", "O5", {"review_result": "同意", "sign_result": "同意"}, "已核。")
    assert refused.value.fields == {"sign_result": "本环节没有此项。", "copies": "请填写“印发份数”。"}
    assert desk.kinds(sharing) == ["instance.started"]


def test_what_a_step_only_reads_keeps_the_documents_value(sharing):
    to_sign(sharing)
    page = queries.task_page(sharing, "L1", desk.task_of(sharing, "sign"))
    assert [(f.name, f.readonly) for f in page.fields] == [
        ("review_result", True), ("sign_result", False), ("copies", True), ("note", False), ("papers", True),
    ]  # fmt: skip
    assert page.fields[2].value == "7"
    forged = {"review_result": "不同意", "copies": "900", "sign_result": "同意", "note": "速办"}
    desk.complete(sharing, "sign", "L1", forged, "同意印发。")
    (row,) = desk.rows(sharing, t.document)
    assert (row.content["copies"], row.content["review_result"], row.content["note"]) == (7, "同意", "速办")
    assert desk.last_body(sharing)["values"].keys() == {"sign_result", "note"}


def test_nobody_adds_a_file_where_files_are_only_read(sharing):
    to_sign(sharing)
    uploads = {"papers": [Upload("甲.txt", "text/plain", BytesIO(b"x"))]}
    with pytest.raises(Invalid) as refused:
        desk.complete(sharing, "sign", "L1", {"sign_result": "同意"}, "同意。", uploads=uploads)
    assert refused.value.fields == {"papers": "本环节不能改动这里的附件。"}
    assert desk.rows(sharing, t.attachment) == []


def test_the_verifier_holds_it_against_a_step_that_wrote_what_it_may_only_read():
    case = SimpleNamespace(procedure=read_procedure(shared().files))
    filled_in(case, "sign", {"sign_result": "同意", "note": "x"})
    filled_in(case, "review", {"review_result": "同意", "copies": 7})
    for element, values in (("sign", {"copies": 9}), ("review", {"sign_result": "同意"})):
        with pytest.raises(Illegal):
            filled_in(case, element, values)
