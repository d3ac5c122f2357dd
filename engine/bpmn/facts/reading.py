"""Reading the facts of every element of a diagram file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine import xml
from engine.bpmn.canonical.running import is_step
from engine.bpmn.facts.keys import KEYS, MARKS, NAMED, PARTS, REFERENCES, SILENT
from engine.bpmn.names import BPMN, DC, DD, DI, local, space
from engine.errors import DefinitionRefused, Finding


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """`facts`: short name -> text as written (a lane or another element by its id); `place`: numbers of its drawing.

    `scope` is the process or sub-process it stands in, "" for what stands in none.
    """

    id: str
    type: str
    name: str
    scope: str
    facts: Mapping[str, str]
    place: tuple[float, ...] | None


def facts_of(data: bytes, *, source: str = "") -> dict[str, ElementFacts]:
    """Every element that stands for itself, by id, in the file's order. Raises XmlRefused, DefinitionRefused."""
    root = xml.parse(data, source=source)
    if root.tag != f"{BPMN}definitions":
        raise DefinitionRefused(
            [Finding("not_bpmn", None, "文件不是 BPMN 2.0 图。", "The file is not a BPMN 2.0 diagram.", file=source)]
        )
    declared = {e.get("id") or "": _declared(e) for e in root if local(e.tag) in REFERENCES.values()}
    lanes = {
        (reference.text or "").strip(): lane.get("id") or ""
        for lane in root.iter(f"{BPMN}lane")  # an inner lane comes after the one it stands in
        for reference in lane.findall(f"{BPMN}flowNodeRef")
    }
    defaults = {element.get("default") for element in root.iter() if element.get("default")}
    places = _places(root)
    found: dict[str, ElementFacts] = {}
    for element in root.iter(etree.Element):
        id = element.get("id") or ""
        if not id or not _is_part(element) or id in found:
            continue
        facts = _merged(_facts(element, "", declared))
        if id in lanes:
            facts["lane"] = lanes[id]
        if id in defaults:
            facts["default"] = "true"
        name = (element.get("name") or element.findtext(f"{BPMN}text") or "").strip()
        found[id] = ElementFacts(id, local(element.tag), name, _scope(element), facts, places.get(id))
    return found


def _is_part(element: etree._Element) -> bool:
    own = isinstance(element.tag, str) and element.tag.startswith(BPMN)
    return own and (is_step(element) or local(element.tag) in PARTS)


def _scope(element: etree._Element) -> str:
    parent = element.getparent()
    while parent is not None and not _is_part(parent):
        parent = parent.getparent()
    return "" if parent is None else parent.get("id") or ""


def _facts(element: etree._Element, path: str, declared: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names and texts of an element and of all inside that does not stand for itself."""
    for attribute, text in element.attrib.items():
        name, value = str(attribute), str(text)
        said = f"@{local(name)}"
        if said in SILENT or not value.strip() or space(name).endswith("XMLSchema-instance"):
            continue
        reference = REFERENCES.get(local(name))
        if reference is not None:
            yield reference, declared.get(value.strip(), value.strip())
        else:
            yield _key(path + said, space(name)), value.strip()
    if not len(element) and (inside := (element.text or "").strip()):
        yield _key(path, space(element.tag)), inside
    for child in element:
        below = (f"{path}/" if path else "") + local(child.tag)
        if _is_part(child) or local(child.tag) in SILENT or below in MARKS or below == "laneSet":
            continue
        if below in NAMED:
            kind, name, value = NAMED[below]
            yield f"{kind}.{child.get(name) or ''}", (child.get(value) or "").strip()
            continue
        if local(child.tag).endswith("EventDefinition"):
            yield "trigger", local(child.tag).removesuffix("EventDefinition")
        elif local(child.tag).endswith("LoopCharacteristics"):
            yield "loop", _loop(child)
        yield from _facts(child, below, declared)


def _key(place: str, namespace: str) -> str:
    """The short name of a place; `a/@b` and `a@b` are the same one."""
    named = KEYS.get(place) or KEYS.get(place.replace("@", "/@", 1))
    if named is not None and namespace in ("", BPMN[1:-1], "http://camunda.org/schema/zeebe/1.0"):
        return named
    return f"other.{place}"


def _loop(element: etree._Element) -> str:
    if local(element.tag) == "standardLoopCharacteristics":
        return "loop"
    return "sequential" if element.get("isSequential") == "true" else "parallel"


def _merged(found: Iterator[tuple[str, str]]) -> dict[str, str]:
    """The same name said twice stands once, with a number behind the second."""
    facts: dict[str, str] = {}
    for key, value in found:
        if key == "loop.sequential":
            continue  # said by the kind of loop
        name, n = key, 1
        while name in facts:
            n += 1
            name = f"{key}#{n}"
        facts[name] = value
    return facts


def _declared(element: etree._Element) -> str:
    """What an event refers to: its name or code, and by what a message finds its matter."""
    name = element.get("errorCode") or element.get("escalationCode") or element.get("name") or ""
    keys = [child.get("correlationKey") or "" for child in element.iter() if local(child.tag) == "subscription"]
    return " ".join([name, *(f"({key})" for key in keys if key)])


def _places(root: etree._Element) -> dict[str, tuple[float, ...]]:
    """Corners, points and label of every drawn element, to a tenth of a pixel."""
    found: dict[str, tuple[float, ...]] = {}
    for drawn in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
        numbers = [
            _number(one.get(name))
            for one in drawn.iter(f"{DC}Bounds", f"{DD}waypoint")
            for name in ("x", "y", "width", "height")
            if one.get(name) is not None
        ]
        found.setdefault(drawn.get("bpmnElement") or "", tuple(numbers))
    return found


def _number(text: str | None) -> float:
    try:
        return round(float(text or 0), 1)
    except ValueError:
        return 0.0
