"""A laid out diagram: nothing overlaps, everything is inside what holds it, flows run from border to border."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from engine import bpmn, xml
from engine.bpmn.diagram import Bounds, Diagram, read_diagram
from engine.bpmn.layout import lay_out
from engine.bpmn.model import Scope
from engine.bpmn.names import BPMN, DI, NODES, local
from engine.bpmn.reading import read
from engine.errors import Refused

from .build import boundary, diagram, end, file, flows, handler, on_message, process, start, sub, tag, user, xor
from .random_procedures import ROOTS, Generator

PROCESSES = sorted((Path(__file__).resolve().parents[2] / "processes").glob("*/process.bpmn"))
WORDS = ("核稿", "单位审核", "公开征求意见", "同意或修改后印发", "是", "否", "报分管区领导审定后再次会签", "")


def without_drawing(data: bytes) -> bytes:
    root = xml.parse(data, comments=True)
    for found in root.findall(f"{DI}BPMNDiagram"):
        root.remove(found)
    return xml.serialize(root)


def furnished(seed: int) -> bytes:
    """A random procedure with names and lanes."""
    rng = random.Random(seed)
    root = xml.parse(Generator(seed, size=10 + seed % 12).source)
    for element in root.iter():
        if local(element.tag) in NODES | {"sequenceFlow"}:
            element.set("name", rng.choice(WORDS))
    for found in root.findall(f"{BPMN}process"):
        nodes = [child.get("id") for child in found if local(child.tag) in NODES]
        lanes = [etree.Element(f"{BPMN}lane", {"id": f"{found.get('id')}_lane{n}", "name": "科室"}) for n in range(3)]
        for id in nodes:
            etree.SubElement(rng.choice(lanes), f"{BPMN}flowNodeRef").text = id
        if rng.random() < 0.8:
            group = etree.Element(f"{BPMN}laneSet", {"id": f"{found.get('id')}_lanes"})
            group.extend(lanes)
            found.insert(0, group)
    return xml.serialize(root)


def drawn(data: bytes) -> list[tuple[Scope, Diagram, etree._Element]]:
    reading = read({"p.bpmn": data}, functions=())
    root = reading.trees["p.bpmn"]
    return [(scope, read_diagram(root, scope), root) for scope in reading.processes.values()]


def inside(inner: Bounds, outer: Bounds) -> bool:
    return (
        inner.x >= outer.x - 0.1 and inner.y >= outer.y - 0.1
        and inner.x + inner.width <= outer.x + outer.width + 0.1
        and inner.y + inner.height <= outer.y + outer.height + 0.1
    )  # fmt: skip


def overlap(a: Bounds, b: Bounds) -> bool:
    return (
        a.x + 0.2 < b.x + b.width and b.x + 0.2 < a.x + a.width
        and a.y + 0.2 < b.y + b.height and b.y + 0.2 < a.y + a.height
    )  # fmt: skip


def on_border(point: tuple[float, float], box: Bounds) -> bool:
    x, y = point
    within_x, within_y = box.x - 0.1 <= x <= box.x + box.width + 0.1, box.y - 0.1 <= y <= box.y + box.height + 0.1
    at_x = min(abs(x - box.x), abs(x - box.x - box.width)) < 0.15
    at_y = min(abs(y - box.y), abs(y - box.y - box.height)) < 0.15
    return (at_x and within_y) or (at_y and within_x)


def assert_well_drawn(data: bytes) -> None:
    for process_scope, picture, root in drawn(data):
        shapes = {shape.element: shape.bounds for shape in picture.shapes}
        labels = {s.element: s.label for s in picture.shapes if s.label}
        labels |= {e.element: e.label for e in picture.edges if e.label}
        pool = next(s.bounds for s in picture.shapes if s.type == "participant")
        lanes = {
            (reference.text or "").strip(): lane.get("id")
            for lane in root.iter(f"{BPMN}lane")
            for reference in lane.findall(f"{BPMN}flowNodeRef")
        }
        for node in process_scope.nodes.values():
            assert inside(shapes[node.id], pool), node.id
            if node.type != "boundaryEvent" and node.id in lanes:
                assert inside(shapes[node.id], shapes[lanes[node.id]]), f"{node.id} is outside its lane"
        for scope in process_scope.all_scopes():
            assert_scope(scope, shapes, labels, picture)
        assert_labels(labels, pool)


def assert_scope(scope: Scope, shapes: dict[str, Bounds], labels: dict[str, Bounds], picture: Diagram) -> None:
    for a, b in combinations(scope.nodes.values(), 2):
        attached = a.attached_to == b.id or b.attached_to == a.id
        assert attached or not overlap(shapes[a.id], shapes[b.id]), f"{a.id} lies on {b.id}"
    for node in scope.nodes.values():
        if scope.owner is not None:
            assert inside(shapes[node.id], shapes[scope.owner.id]), f"{node.id} is outside {scope.owner.id}"
        if node.attached_to:
            event, host = shapes[node.id], shapes[node.attached_to]
            assert on_border((event.x + event.width / 2, event.y + event.height / 2), host)
            assert event.y + event.height / 2 == pytest.approx(host.y + host.height, abs=0.15)
        for id, label in labels.items():
            if id in scope.flows or id in scope.nodes:
                assert not overlap(shapes[node.id], label), f"the name of {id} lies on {node.id}"
    edges = {edge.element: edge for edge in picture.edges}
    for flow in scope.flows.values():
        points = edges[flow.id].points
        assert on_border(points[0], shapes[flow.source]) and on_border(points[-1], shapes[flow.target]), flow.id
        for (ax, ay), (bx, by) in pairwise(points):
            assert ax == bx or ay == by, f"{flow.id} runs aslant"
            stretch = Bounds(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))
            for node in scope.nodes.values():
                near = node.id in (flow.source, flow.target) or scope.nodes[flow.source].attached_to == node.id
                assert near or not overlap(stretch, shapes[node.id]), f"{flow.id} runs through {node.id}"


def assert_labels(labels: dict[str, Bounds], pool: Bounds) -> None:
    for (a, first), (b, second) in combinations(labels.items(), 2):
        assert not overlap(first, second), f"the names of {a} and {b} lie on one another"
    for id, label in labels.items():
        assert inside(label, pool), f"the name of {id} is outside the pool"


@cache
def laid_out(path: Path) -> bytes:
    """A shipped procedure drawn anew, once for all that is asked of the drawing."""
    return lay_out(path.read_bytes(), replace=True).data


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.parent.name)
def test_shipped_procedures_are_laid_out_well(path: Path) -> None:
    assert_well_drawn(laid_out(path))


@pytest.mark.parametrize("seed", range(6))
def test_random_procedures_are_laid_out_well(seed: int) -> None:
    assert_well_drawn(lay_out(furnished(seed)).data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 150))
def test_many_random_procedures_are_laid_out_well(seed: int) -> None:
    assert_well_drawn(lay_out(furnished(seed)).data)


def test_the_same_file_gives_the_same_drawing() -> None:
    data = furnished(3)
    first = lay_out(data)
    assert first.data == lay_out(data).data
    assert lay_out(first.data, replace=True).data == first.data


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.parent.name)
def test_all_but_the_drawing_stays(path: Path) -> None:
    before = without_drawing(path.read_bytes())
    after = without_drawing(laid_out(path))
    pretty = [b"".join(line.strip() for line in etree.tostring(xml.parse(d, comments=True), method="c14n2").splitlines())
              for d in (before, after)]  # fmt: skip
    assert pretty[0] == pretty[1]
    assert bpmn.check({"p": before}, functions=()) == bpmn.check({"p": after}, functions=())


def test_comments_and_extensions_stay() -> None:
    data = diagram(start(), "<!-- 说明 -->", user("a", extensions="<zeebe:userTask/>"), end(), flows("s a e"))
    after = lay_out(data).data.decode()
    assert "<!-- 说明 -->" in after and "<zeebe:userTask/>" in after


def test_a_drawing_is_not_replaced_unasked() -> None:
    data = lay_out(diagram(start(), user("a"), end(), flows("s a e"))).data
    with pytest.raises(Refused) as refused:
        lay_out(data)
    assert refused.value.code == "diagram_present"
    assert lay_out(data, replace=True).data.count(b"BPMNDiagram ") == 1


def test_what_is_no_bpmn_is_refused() -> None:
    for data in (b"<html/>", b"not xml", file()):
        with pytest.raises(Refused):
            lay_out(data)


def test_a_short_procedure_is_one_line() -> None:
    _, picture, _ = drawn(lay_out(diagram(start(), user("a"), user("b"), end(), flows("s a b e"))).data)[0]
    middles = {s.bounds.y + s.bounds.height / 2 for s in picture.shapes if s.type != "participant"}
    assert len(middles) == 1
    assert all(len(edge.points) == 2 for edge in picture.edges)


def test_every_process_gets_a_pool_and_keeps_the_one_it_has() -> None:
    pool = tag("collaboration", tag("participant", id="office", name="办公室", processRef="p"), id="c")
    source = file(
        pool, process(start("s"), end("e"), flows("s e")), process(start("t"), end("f"), flows("t f"), id="q")
    )
    pictures = drawn(lay_out(source).data)
    pools = [s for _, picture, _ in pictures for s in picture.shapes if s.type == "participant"]
    assert [s.element for s in pools] == ["office", "q_pool"]
    assert not overlap(pools[0].bounds, pools[1].bounds)


def test_event_sub_processes_and_boundary_events_find_their_place() -> None:
    source = diagram(
        start(), sub("w", start("s1"), user("a"), end("e1"), flows("s1 a e1"),
                     handler("h", start("s2", on_message("open")), user("b"), end("e2"), flows("s2 b e2"))),
        boundary("x", "w", on_message("open")), boundary("y", "w", on_message("open")), user("c"), user("d"),
        xor("g"), end(), flows("s w g e", "x c g", "y d g"), roots=ROOTS,
    )  # fmt: skip
    assert_well_drawn(lay_out(source).data)
    _, picture, root = drawn(lay_out(source).data)[0]
    marked = {s.get("bpmnElement") for s in root.iter(f"{DI}BPMNShape") if s.get("isMarkerVisible") == "true"}
    assert marked == {"g"}
    assert {s.element: s.event for s in picture.shapes if s.type == "subProcess" and s.expanded} == {"w": "", "h": "event"}


def test_notes_stand_beside_their_step_and_what_has_no_place_is_named() -> None:
    note = tag("textAnnotation", tag("text", "两个工作日内答复"), id="note") + tag("group", id="crowd")
    tie = tag("association", id="tie", sourceRef="a", targetRef="note")
    source = diagram(start(), user("a"), user("b"), end(), flows("s a b e"), note, tie)
    found = lay_out(source)
    assert found.undrawn == ("crowd",)
    assert_well_drawn(found.data)
    _, picture, _ = drawn(found.data)[0]
    shapes = {s.element: s.bounds for s in picture.shapes}
    assert not any(overlap(shapes["note"], shapes[id]) for id in ("s", "a", "b", "e"))
    assert abs(shapes["note"].x - shapes["a"].x) < 60
    points = next(e.points for e in picture.edges if e.element == "tie")
    assert on_border(points[0], shapes["a"]) and on_border(points[-1], shapes["note"])


def test_inner_lanes_stand_in_their_outer_lane_and_are_as_high_as_their_names() -> None:
    def lane(id: str, *content: str, name: str = "") -> str:
        return tag("lane", "".join(content), id=id, name=name or id)

    lanes = tag("laneSet", lane("outer", tag("childLaneSet", lane("x", tag("flowNodeRef", "s"), name="办公室机要科值班人员") +
                lane("y", tag("flowNodeRef", "a")), id="inner")) + lane("z", tag("flowNodeRef", "e")), id="lanes")  # fmt: skip
    data = lay_out(diagram(lanes, start(), user("a"), end(), flows("s a e"))).data
    _, picture, _ = drawn(data)[0]
    shapes = {s.element: s.bounds for s in picture.shapes}
    assert inside(shapes["x"], shapes["outer"]) and inside(shapes["y"], shapes["outer"])
    assert inside(shapes["s"], shapes["x"]) and inside(shapes["a"], shapes["y"]) and inside(shapes["e"], shapes["z"])
    assert not overlap(shapes["outer"], shapes["z"]) and not overlap(shapes["x"], shapes["y"])
    assert shapes["x"].height >= 15 * len("办公室机要科值班人员")
