"""What a program tells other rooms: elements, flows, the drawing; and that threads may share it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.bpmn import Bounds, Environment, Execution, load
from engine.errors import Missing

from .build import after, boundary, diagram, end, file, flows, many, process, start, sub, user, when, xor
from .run import START

SOURCE = diagram(
    start(name="开始"), user("a", name="审核"), xor("g", default="e"),
    sub("w", start("ws"), user("b"), end("we"), flows("ws b we")), end(), boundary("late", "a", after("P1D")),
    flows("s a g e", "w e", "late e"), when("g", "w", "=x"),
)  # fmt: skip

DRAWN = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="dia">
<bpmndi:BPMNPlane id="pl" bpmnElement="col">
<bpmndi:BPMNShape id="d0" bpmnElement="s"><dc:Bounds x="100" y="50" width="36" height="36"/>
<bpmndi:BPMNLabel><dc:Bounds x="95" y="90" width="46" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="d1" bpmnElement="pool" isHorizontal="true"><dc:Bounds x="10" y="20" width="600" height="300"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="d2" bpmnElement="u"><dc:Bounds x="200" y="40" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="d3" bpmnElement="other"><dc:Bounds x="0" y="0" width="5000" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="d4" bpmnElement="s_u"><di:waypoint x="136" y="68"/><di:waypoint x="200" y="68"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""


def test_elements_flows_and_starts_are_described() -> None:
    info = load({"p.bpmn": SOURCE}).processes["p"]
    assert info.user_tasks == ("a", "b")
    assert info.elements["a"].name == "审核" and info.elements["a"].type == "userTask"
    assert info.elements["b"].scope == "w" and info.elements["late"].attached_to == "a"
    assert info.flows["g_w"].condition == "=x" and info.flows["g_e"].default
    assert info.flows["ws_b"].source == "ws", "flows of sub-processes too"
    assert [(s.id, s.kind) for s in info.start_events] == [("s", "none")]
    assert info.source == "p.bpmn"


def test_the_drawing_of_one_process_with_its_pool() -> None:
    source = file(
        process(start(), user("u", many(cardinality="2")), end(), flows("s u e")),
        process(start("os"), user("other"), flows("os other"), id="q"),
        roots='<collaboration id="col"><participant id="pool" name="县政府办" processRef="p"/></collaboration>',
    ).replace(b"</definitions>", DRAWN.encode() + b"</definitions>")
    program = load({"p": source})
    drawn = program.diagram("p")
    assert [(shape.element, shape.type) for shape in drawn.shapes] == [
        ("pool", "participant"),
        ("s", "startEvent"),
        ("u", "userTask"),
    ]
    assert drawn.shapes[0].name == "县政府办" and drawn.shapes[2].marker == "parallel"
    assert drawn.shapes[1].bounds == Bounds(100, 50, 36, 36) and drawn.shapes[1].label == Bounds(95, 90, 46, 14)
    assert drawn.edges[0].points == ((136, 68), (200, 68))
    assert drawn.bounds == Bounds(10, 20, 600, 300)
    assert program.diagram("q").bounds.width == 5000
    with pytest.raises(Missing):
        program.diagram("r")


def test_a_file_without_a_drawing_has_an_empty_one() -> None:
    assert load({"p": SOURCE}).diagram("p").shapes == ()


def test_threads_share_a_program() -> None:
    program = load({"p": SOURCE})

    def run(n: int) -> bytes:
        execution, _ = Execution.start(program, "p", {"x": n % 2 == 0, "n": n}, Environment(START))
        execution.complete("a#1", {}, Environment(START))
        return execution.snapshot()

    alone = [run(n) for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(40))) == alone
