"""Pools and message flows: black boxes are drawn, and a line between pools says what would happen or is refused."""

from __future__ import annotations

import pytest

from engine.bpmn import check, load

from .build import catch, end, file, flows, message, on_message, process, start, tag, throw
from .run import Run

MAIN = process(start(), throw("ask", on_message("m")), catch("hear", on_message("n")), end(), flows("s ask hear e"))
OTHER = process(start("os", on_message("m")), throw("tell", on_message("n")), end("oe"), flows("os tell oe"), id="q")
ROOTS = message("m") + message("n")


def pools(*lines: str, other: str | None = "q") -> str:
    found = tag("participant", id="P", processRef="p") + tag("participant", id="Q", processRef=other)
    for number, line in enumerate(lines):
        source, target = line.split()
        found += tag("messageFlow", id=f"mf{number}", sourceRef=source, targetRef=target)
    return tag("collaboration", found, id="c")


def codes(*lines: str, other: str = OTHER, executable: bool = True) -> dict[str, str]:
    source = file(MAIN, other, roots=ROOTS + pools(*lines, other="q" if other else None))
    return {f.code: f.severity for f in check({"p.bpmn": source}) if f.code.startswith("message_flow")}


def test_a_black_box_is_a_picture() -> None:
    source = file(MAIN, roots=ROOTS + pools("ask Q", "Q hear", other=None))
    run = Run(source)
    run.message("n")
    assert run.state == "completed"
    assert not load({"p.bpmn": source}).message_flows


def test_lines_that_say_what_happens_are_right() -> None:
    assert codes("ask os", "tell hear") == {}
    program = load({"p.bpmn": file(MAIN, OTHER, roots=ROOTS + pools("ask os", "tell hear"))})
    assert program.message_flows == {("p", "q"), ("q", "p")}


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("ask nowhere", "message_flow_dangling", "error"),
        ("ask hear", "message_flow_pool", "error"),
        ("P ask", "message_flow_pool", "error"),
        ("tell os", "message_flow_pool", "error"),
        ("ask oe", "message_flow_end", "warning"),
        ("e os", "message_flow_end", "warning"),
    ],
)
def test_lines_that_say_something_else_are_told(line: str, code: str, severity: str) -> None:
    assert codes(line)[code] == severity


def test_two_ends_with_different_messages_never_meet() -> None:
    other = process(start("os", on_message("n")), end("oe"), flows("os oe"), id="q")
    assert codes("ask os", other=other) == {"message_flow_name": "error"}


def test_the_other_pool_is_drawn_as_a_box_with_its_lines() -> None:
    def shape(id: str, x: int, y: int, width: int = 30, height: int = 30) -> str:
        bounds = f'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="{x}" y="{y}" width="{width}" height="{height}"/>'
        return f'<di:BPMNShape bpmnElement="{id}" id="{id}_di">{bounds}</di:BPMNShape>'

    points = "".join(f'<d:waypoint xmlns:d="http://www.omg.org/spec/DD/20100524/DI" x="{x}" y="{y}"/>' for x, y in ((60, 40), (60, 200)))
    plane = shape("P", 0, 0, 400, 100) + shape("Q", 0, 200, 400, 60) + shape("ask", 50, 20)
    plane += f'<di:BPMNEdge bpmnElement="mf0" id="mf0_di">{points}</di:BPMNEdge>'
    drawing = (
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" id="d">'
        f'<di:BPMNPlane bpmnElement="c" id="pl">{plane}</di:BPMNPlane></di:BPMNDiagram>'
    )
    source = file(MAIN, roots=ROOTS + pools("ask Q", other=None)).replace(b"</definitions>", (drawing + "</definitions>").encode())
    picture = load({"p.bpmn": source}).diagram("p")
    assert {shape.element for shape in picture.shapes} == {"P", "Q", "ask"}
    assert [(edge.element, edge.type) for edge in picture.edges] == [("mf0", "messageFlow")]
