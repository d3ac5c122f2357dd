"""The diagram as SVG: everything drawn is there, states are classes, hostile names stay text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from engine import bpmn, xml
from engine.bpmn import Bounds, Diagram, Edge, Shape
from engine.bpmn.diagram import read_diagram
from engine.bpmn.reading import read
from engine.drawing import States, draw
from engine.drawing.text import width_of, wrap
from engine.queries import Drawing
from web.diagram import render

ROOT = Path(__file__).resolve().parents[2]
MIWG = ROOT / "../shared/data/bpmn-miwg"
EXAMPLES = sorted(MIWG.rglob("*.bpmn")) if MIWG.exists() else []


@pytest.fixture(autouse=True)
def page():
    app = Flask("diagram")
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


def shape(element: str, type: str, name: str = "", x: float = 0, width: float = 100, **more) -> Shape:
    known = {
        "label": None, "expanded": True, "horizontal": True, "event": "", "interrupting": True, "marker": "", **more
    }  # fmt: skip
    return Shape(element, type, name, Bounds(x, 0, width, 80), **known)


def drawing(*shapes: Shape, edges: tuple[Edge, ...] = (), **more) -> Drawing:
    right = max(s.bounds.x + s.bounds.width for s in shapes)
    known = {"visits": {}, "flows": {}, "now": frozenset(), "late": frozenset(), **more}
    return Drawing(Diagram("p", shapes, edges, Bounds(0, 0, right, 80)), "发文办理", **known)


def test_states_are_classes_and_counts_are_badges():
    svg = render(
        drawing(
            shape("a", "userTask", "拟稿"), shape("b", "userTask", "核稿", 200), shape("c", "userTask", "签发", 400),
            edges=(Edge("f", "sequenceFlow", "", ((100, 40), (200, 40)), None, False, False),),
            visits={"a": 3, "b": 1}, flows={"f": 1}, now=frozenset("b"), late=frozenset("c"),
        )
    )  # fmt: skip
    assert 'class="element done"' in svg and 'class="element now"' in svg and 'class="element late"' in svg
    assert "×3" in svg and 'class="flow taken"' in svg and 'class="head taken"' in svg
    assert "style=" not in svg


def test_it_says_in_words_what_it_shows():
    svg = render(drawing(shape("a", "userTask", "核稿"), now=frozenset("a")))
    assert '<title id="diagram-title">发文办理流程图</title>' in svg and "正在办理：核稿</desc>" in svg
    assert 'role="img" aria-labelledby="diagram-title diagram-desc"' in svg


def test_a_hostile_name_stays_text():
    svg = render(drawing(shape("a", "userTask", '"><script>alert(1)</script><a href="x'), shape("b", "lane", "<b>&")))
    assert "<script" not in svg and "<a " not in svg and "&lt;script" in svg


def test_long_chinese_names_wrap_inside_their_shape():
    lines = wrap("重大行政决策公开征求意见采纳情况汇总，报主任", 90, 12, 4)
    assert len(lines) == 4 and all(width_of(line, 12) <= 90 + 12 for line in lines)
    assert not any(line.startswith("，") for line in lines)
    assert wrap("ISO9001 certification", 60, 12, 3)[0] == "ISO9001"
    assert wrap("很长" * 40, 60, 12, 2)[-1].endswith("…")


def test_a_sub_process_an_event_starts_has_a_dashed_frame():
    svg = render(drawing(shape("a", "subProcess"), shape("b", "subProcess", x=200, event="event")))
    assert svg.count('class="shape sub"') == svg.count('class="shape sub event-sub"') == 1


def test_near_shows_the_neighbourhood_of_the_present_step():
    far = [shape(f"t{n}", "userTask", f"第{n}步", n * 200.0) for n in range(20)]
    whole = render(drawing(*far, now=frozenset({"t9"})))
    near = render(drawing(*far, now=frozenset({"t9"})), near=True)
    assert float(re.search(r'viewBox="\S+ \S+ (\S+)', whole)[1]) > 3900
    left, width = (float(x) for x in re.search(r'viewBox="(\S+) \S+ (\S+)', near).groups())
    assert width == 820 and left < 1800 < 1900 < left + width


def test_every_element_of_our_own_procedures_is_drawn():
    for path in (ROOT / "processes").rglob("*.bpmn"):
        reading = read({path.name: path.read_bytes()}, decisions=None, services=None, functions=())
        for process in reading.processes.values():
            diagram = read_diagram(reading.trees[path.name], process)
            svg = render(Drawing(diagram, process.name, {}, {}, frozenset(), frozenset()))
            xml.parse(svg.encode())
            drawn = {s.element for s in diagram.shapes}
            assert drawn >= set(process.nodes), f"{path}: not drawn {set(process.nodes) - drawn}"
            assert svg.count('class="edge"') == len(diagram.edges) >= len(process.flows)


@pytest.mark.parametrize("path", EXAMPLES or [None], ids=lambda p: p.stem if p else "none")
def test_it_draws_the_reference_diagrams(path):
    if path is None:
        pytest.skip("the BPMN MIWG reference diagrams are not on this machine")
    reading = read({path.name: path.read_bytes()}, decisions=None, services=None, functions=())
    for name, root in reading.trees.items():
        for process in (p for p in reading.processes.values() if p.source == name):
            diagram = read_diagram(root, process)
            if diagram.shapes:
                svg = render(Drawing(diagram, process.name, {}, {}, frozenset(), frozenset()))
                xml.parse(svg.encode())
                lost = re.search(r"[\s\"(,-](nan|inf)[\s\"),]", str(svg))  # as a coordinate, not within a word
                assert lost is None


def test_a_program_hands_out_the_same_diagram():
    assert bpmn.Diagram is Diagram


def test_signs_say_the_state_without_colour_and_a_live_drawing_holds_those_to_come():
    shapes = (shape("a", "userTask", "拟稿"), shape("b", "userTask", "核稿", 200), shape("l", "lane", "文秘科"))
    edges = (Edge("f", "sequenceFlow", "", ((100, 40), (200, 40)), None, False, False),)
    diagram = Diagram("p", shapes, edges, Bounds(0, 0, 300, 80))
    states = States({"a": "done", "b": "late here"}, {"f": "taken here"}, {"a": 2}, {}, {"b": 3})
    still = draw(diagram, states, title="t", description="d")
    assert still.count('class="mark tick"') == still.count('class="mark alarm"') == 1
    assert '<text class="token-text" x="250" y="4" text-anchor="middle">3</text>' in still and "×2" in still
    assert "data-element" not in still and "none" not in still
    live = draw(diagram, states, title="t", description="d", live=True)
    assert live.count('class="sign tokens') == live.count('class="sign visits') == 2, "lanes have none"
    assert live.count(" none") == 2 and live.count('class="mark tick"') == 2
    assert "<g data-flow='f' class='taken here'>" in live and 'class="element late here" data-element="b"' in live
    hostile = draw(Diagram("p", (shape("x'\"<b>", "userTask"),), (), Bounds(0, 0, 1, 1)), States(tokens={}), title="", description="", live=True)
    assert "<b>" not in hostile and "data-element=\"x&#39;&#34;&lt;b&gt;\"" in hostile
