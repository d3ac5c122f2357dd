"""Canonical writing of diagrams: one form for one meaning, and nothing lost of what the file says or draws."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from engine import bpmn, xml
from engine.bpmn.canonical import canonical
from engine.bpmn.canonical.running import is_step
from engine.bpmn.names import BPMN, DI
from engine.definition import Package
from engine.definition.canonical import canonical_package
from engine.errors import DefinitionRefused
from engine.xml import XmlRefused

from .build import diagram, end, flows, start, user, when, xor
from .random_procedures import Generator
from .traces import FOLDER

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = sorted((ROOT / "processes").glob("*/process.bpmn"))
MIWG = FOLDER.parent / "bpmn-miwg"
FILES = sorted(MIWG.glob("*.bpmn"))
TOLERANCE = 0.01  # of a pixel

missing = pytest.mark.skipif(not FILES, reason="BPMN MIWG reference files (../shared/data/bpmn-miwg) missing")


# -- what a file says, read without the engine


def said(data: bytes) -> dict[str, object]:
    """Everything of a file that has no order, or whose order means something, by paths of ids."""
    found: dict[str, object] = {}
    root = ElementTree.fromstring(data)
    for element in root:
        _say(element, "", found)
    found["definitions"] = (dict(root.attrib),)
    return found


def same(one: bytes, other: bytes) -> bool:
    return alike(said(one), said(other))


def alike(one: dict[str, object], other: dict[str, object]) -> bool:
    different = [key for key in one.keys() | other.keys() if repr(one.get(key)) != repr(other.get(key))]
    return not [key for key in different if not _near(one.get(key), other.get(key))]


def _near(one: Any, other: Any) -> bool:
    """Equal but for coordinates, which may differ by the tolerance."""
    if one is None or other is None or one[1:] != other[1:] or one[0].keys() != other[0].keys():
        return False
    pairs = [(one[0][key], other[0][key]) for key in one[0]]
    return all(abs(a - b) <= TOLERANCE if isinstance(a, float) and isinstance(b, float) else a == b for a, b in pairs)


UNORDERED = {"incoming", "outgoing", "flowNodeRef"}


def _say(element: ElementTree.Element, path: str, found: dict[str, object]) -> None:
    name = element.tag
    place = f"{path}/{element.get('id') or element.get('bpmnElement') or ''}:{name}"
    while place in found:  # the same kind again: their order among themselves stays
        place += "+"
    inner = [child.tag.rsplit("}")[-1] for child in element]
    texts = [(element.text or "").strip(), *((child.tail or "").strip() for child in element)]
    attributes = {key: _value(key, value, name) for key, value in element.attrib.items()}
    references: dict[str, list[str]] = {}
    for child in element:
        kind = child.tag.rsplit("}")[-1]
        if kind in UNORDERED:
            references.setdefault(kind, []).append((child.text or "").strip())
    found[place] = (attributes, "".join(texts), sorted(inner), {k: sorted(v) for k, v in references.items()})
    for child in element:
        if child.tag.rsplit("}")[-1] not in UNORDERED:
            _say(child, place if element.get("id") is None else f"{path}/{element.get('id')}", found)


def _value(key: str, value: str, tag: str) -> object:
    if key in ("x", "y", "width", "height") and ("/DD/" in tag):
        return float(value)
    return value


def flows_out(data: bytes) -> dict[str, list[str]]:
    """Flows that leave each element, in the order they are asked."""
    found: dict[str, list[str]] = {}
    for flow in ElementTree.fromstring(data).iter(f"{BPMN}sequenceFlow"):
        found.setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
    return found


@missing
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_file_comes_out_as_it_went_in(path: Path) -> None:
    """Ids, types, flows, extension attributes and the drawing, through the package an analyst downloads."""
    data = path.read_bytes()
    package = canonical_package(Package({"process.bpmn": data}))
    out = Package.from_zip(package.to_zip()).files["process.bpmn"]
    assert same(out, data)
    assert flows_out(out) == flows_out(data)
    assert canonical(out) == out


def test_the_own_comparison_sees_what_was_lost() -> None:
    """It is worth something only if it notices: each element, attribute or point taken away is seen."""
    data = PROCESSES[0].read_bytes()
    whole = said(data)
    rng = random.Random(20261)
    for _ in range(40):
        root = xml.parse(data)
        element = rng.choice([e for e in root.iter() if e.getparent() is not None])
        if element.attrib and rng.random() < 0.5:
            del element.attrib[rng.choice(list(element.attrib))]
        else:
            element.getparent().remove(element)
        assert not alike(said(xml.serialize(root)), whole)


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.parent.name)
def test_a_shipped_procedure_keeps_its_meaning(path: Path) -> None:
    data = path.read_bytes()
    out = canonical(data)
    assert same(out, data)
    assert canonical(out) == out
    before, after = (bpmn.diagrams({"process.bpmn": one}) for one in (data, out))
    for id, drawn in before.items():
        assert sorted(map(repr, after[id].shapes)) == sorted(map(repr, drawn.shapes))
        assert sorted(map(repr, after[id].edges)) == sorted(map(repr, drawn.edges))


@pytest.mark.parametrize("seed", range(40))
def test_the_order_an_editor_wrote_does_not_matter(seed: int) -> None:
    """Shuffled steps, attributes and shapes give the same file; flows that leave one step keep their order."""
    data = canonical(Generator(seed, size=12).source)
    root = xml.parse(data)
    rng = random.Random(seed)
    for scope in list(root.iter(f"{BPMN}process", f"{BPMN}subProcess")):
        hung = {e.get("attachedToRef") for e in scope if e.get("attachedToRef")}
        handlers = [e for e in scope if e.get("triggeredByEvent") or e.tag == f"{BPMN}startEvent"]
        steps = [e for e in scope if is_step(e) and not e.get("attachedToRef") and e not in handlers]
        if hung:  # several events at one edge keep their order among themselves
            steps = [e for e in steps if e.get("id") not in hung]
        places = [list(scope).index(e) for e in steps]
        shuffled = rng.sample(steps, len(steps))
        children = list(scope)
        for place, step in zip(places, shuffled, strict=True):
            children[place] = step
        for child in children:
            scope.remove(child)
        scope.extend(children)
    for plane in root.iter(f"{DI}BPMNPlane"):
        plane[:] = rng.sample(list(plane), len(plane))
    for element in root.iter():
        attributes = list(element.attrib.items())
        rng.shuffle(attributes)
        element.attrib.clear()
        element.attrib.update(attributes)
    again = canonical(xml.serialize(root))
    assert same(again, data), f"seed {seed}"
    assert flows_out(again) == flows_out(data), f"seed {seed}"
    assert again == data, f"seed {seed}"


def test_conditions_are_asked_in_the_order_drawn() -> None:
    data = diagram(
        end("z"), end("a"), xor("g", default="g_a"), start("s"), user("t"),
        flows("s t g"), when("g", "z", "=n > 1"), when("g", "a", "=n > 2"),
    )  # fmt: skip
    out = canonical(data)
    assert flows_out(out)["g"] == flows_out(data)["g"]
    text = out.decode()
    order = [text.index(f'id="{id}"') for id in ("s", "t", "g")]
    assert order == sorted(order)  # steps stand in the order they run


def test_a_step_put_in_between_is_the_only_difference() -> None:
    """A git diff of the addition shows the new step, its flow and the flow that was moved, and nothing else."""
    before = canonical(diagram(start("s"), user("a"), user("b"), end("e"), flows("s a b e")))
    after = canonical(diagram(start("s"), user("a"), user("b"), end("e"), user("n"), flows("s a n b e")))
    old, new = before.decode().splitlines(), after.decode().splitlines()
    assert [line for line in old if line not in new] == ['    <sequenceFlow id="a_b" sourceRef="a" targetRef="b" />']
    assert all(' id="n"' in line or '"a_n"' in line or '"n_b"' in line for line in new if line not in old)


def test_comments_go_with_what_they_stand_before_and_texts_keep_their_blanks() -> None:
    data = b"""<?xml version="1.0"?><!-- file --><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
      xmlns:x="urn:x" id="d"><process id="p" isExecutable="true">
      <!-- the end --><endEvent id="e"/>
      <startEvent id="s"><documentation>two
  lines &amp; &lt;b&gt;</documentation><extensionElements><x:a>in <x:b/> between</x:a></extensionElements></startEvent>
      <sequenceFlow sourceRef="s" id="f" targetRef="e"/>
      <!-- last --></process></definitions>"""
    text = canonical(data).decode()
    assert text.index("<startEvent") < text.index("<!-- the end -->") < text.index("<endEvent")
    assert "<!-- file -->\n<definitions" in text and "<!-- last -->\n  </process>" in text
    assert "two\n  lines &amp; &lt;b&gt;</documentation>" in text
    assert "<x:a>in <x:b /> between</x:a>" in text
    assert same(text.encode(), data)


def test_namespaces_declared_inside_keep_their_meaning() -> None:
    data = b"""<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><b:process id="p">
      <b:extensionElements><q xmlns="urn:q" k="1"><r/></q><z:one xmlns:z="urn:1" z:k="1"/><z:one xmlns:z="urn:2" z:k="2"/>
      <y:two xmlns:y="urn:y" y:k="3"/></b:extensionElements></b:process></b:definitions>"""
    out = canonical(data)
    assert same(out, data)
    assert canonical(out) == out
    assert out.count(b'xmlns:y="urn:y"') == 1 and out.index(b"xmlns:y=") < out.index(b"<b:process")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"<!DOCTYPE x><definitions/>", XmlRefused),
        (b"<definitions>", XmlRefused),
        (b"<html/>", DefinitionRefused),
    ],
)
def test_what_is_no_diagram_is_refused(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        canonical(data)


def test_a_draft_whose_diagram_cannot_be_read_is_kept_as_it_is() -> None:
    package = Package({"process.bpmn": b"<oops", "README.md": b"x"})
    assert canonical_package(package).files == package.files
