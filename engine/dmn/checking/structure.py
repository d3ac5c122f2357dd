"""Elements nobody knows, ids and names used twice, requirements that go in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.dmn.graph import Node, Unit
from engine.dmn.names import ELEMENTS, MODEL_NAMESPACES
from engine.errors import Finding


def check_elements(root: etree._Element, source: str) -> list[Finding]:
    """Elements in DMN's namespace that DMN does not have: they would be ignored."""
    findings = []
    for node in _elements(root):
        name = etree.QName(node).localname
        if name not in ELEMENTS:
            zh = f"第 {node.sourceline} 行的元素 <{name}> 不是 DMN 元素。"
            en = f"Line {node.sourceline}: <{name}> is not an element of DMN."
            findings.append(Finding("dmn_unknown_element", node.get("id"), zh, en, file=source))
    return findings


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    """DMN elements, not looking into extensions or diagrams."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = etree.QName(node)
        if name.namespace in MODEL_NAMESPACES:
            yield node
            if name.localname != "extensionElements":
                waiting += list(node)


def check_identity(root: etree._Element, unit: Unit, source: str) -> list[Finding]:
    findings = []
    ids = Counter(str(node.get("id")) for node in _elements(root) if node.get("id"))
    for identifier in (i for i, count in ids.items() if count > 1):
        zh, en = f"标识 {identifier} 重复。", f"The id {identifier} is used twice."
        findings.append(Finding("dmn_duplicate_id", identifier, zh, en, file=source))
    elements = unit.definitions.elements
    names = Counter(element.name for element in elements)
    for element in elements:
        if not element.name:
            zh, en = "元素没有名称。", "The element has no name."
            findings.append(Finding("dmn_no_name", element.id, zh, en, file=source))
        elif names[element.name] > 1:
            zh, en = f"名称“{element.name}”重复。", f"The name {element.name} is used twice."
            findings.append(Finding("dmn_duplicate_name", element.id, zh, en, file=source))
        if element.kind == "decision" and element.logic is None:
            zh, en = f"决策“{element.title}”没有逻辑。", f"The decision {element.title} has no logic."
            findings.append(Finding("dmn_no_logic", element.id, zh, en, "warning", source))
    for name, count in Counter(item.name for item in unit.definitions.types).items():
        if count > 1:
            zh, en = f"类型“{name}”重复。", f"The type {name} is defined twice."
            findings.append(Finding("dmn_duplicate_name", None, zh, en, file=source))
    return findings


def check_graph(unit: Unit, source: str) -> list[Finding]:
    """Requirements that lead back to where they came from."""
    findings = []
    done: set[str] = set()
    for node in unit.nodes.values():
        circle = _circle(node, done)
        if circle:
            done.update(n.key for n in circle)
            path = " → ".join(n.element.title for n in circle)
            zh, en = f"相互依赖形成循环:{path}。", f"The requirements go in a circle: {path}."
            findings.append(Finding("dmn_cycle", circle[0].key, zh, en, file=source))
    return findings


def _circle(start: Node, done: set[str]) -> list[Node] | None:
    """The first circle reachable from here, depth first without recursion; `done` nodes are known to be free."""
    path: list[Node] = []
    waiting: list[tuple[Node, bool]] = [(start, False)]
    while waiting:
        node, leaving = waiting.pop()
        if leaving:
            path.pop()
            done.add(node.key)
        elif node in path:
            return [*path[path.index(node) :], node]
        elif node.key not in done:
            path.append(node)
            waiting.append((node, True))
            waiting += [(need.node, False) for need in node.needs if need.alias is None]
    return None
