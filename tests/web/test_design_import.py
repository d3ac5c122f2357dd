"""导入: a foreign diagram becomes a draft with its report; what cannot be read begins nothing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from engine import queries
from engine.store.office import Office

FILES = Path(__file__).parents[1] / "bpmn" / "dialects" / "files"


def sent(data: bytes, name: str = "请假.bpmn20.xml", **more: object) -> dict[str, object]:
    return {"file": (BytesIO(data), name), **more}


def test_a_diagram_becomes_a_draft(browser: Callable, office: Office) -> None:
    analyst = browser("A4")
    assert "导入流程图" in analyst.get("/design/import").text
    answer = analyst.post("/design/import", sent((FILES / "activiti-leave.bpmn").read_bytes(), name="请假"))
    assert answer.status_code == 303 and answer.location.endswith("/import")
    shown = analyst.get(answer.location).text
    assert "需要您决定" in shown and "com.example.leave.AuditListener" in shown
    assert [d.procedure for d in queries.workbench(office, "A4").drafts] == ["leave-process"]


def test_decisions_come_along(browser: Callable, office: Office) -> None:
    table = (BytesIO((FILES / "approval-level.dmn").read_bytes()), "层级.dmn")
    answer = browser("A4").post(
        "/design/import", sent((FILES / "camunda-loan.bpmn").read_bytes(), procedure="fund", decisions=table)
    )
    draft = int(answer.location.split("/")[-2])
    assert "decisions/decision-1.dmn" in queries.draft_page(office, "A4", draft).files


@pytest.mark.parametrize("data", [b"", b"<x/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"PK\x03\x04", b"<" * 3_000_000])
def test_what_cannot_be_read_begins_nothing(browser: Callable, office: Office, data: bytes) -> None:
    answer = browser("A4").post("/design/import", sent(data))
    assert answer.status_code == 422 and "role=\"alert\"" in answer.text
    assert queries.workbench(office, "A4").drafts == ()


def test_without_a_file_the_form_says_so(browser: Callable) -> None:
    answer = browser("A4").post("/design/import", {"name": "x"})
    assert answer.status_code == 422 and "请选择要导入的流程图文件" in answer.text


def test_others_have_no_such_page(browser: Callable) -> None:
    assert browser("O5").get("/design/import").status_code == 404
