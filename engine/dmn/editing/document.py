"""A DMN file open for changing: find, make and write its elements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn.names import MODEL_NAMESPACES
from engine.errors import DefinitionRefused, Finding, Missing
from engine.xml import parse, serialize

INPUT, DECISION, KNOWLEDGE, SOURCE = "inputData", "decision", "businessKnowledgeModel", "knowledgeSource"
KINDS = (INPUT, DECISION, KNOWLEDGE, SOURCE)
LITERAL, TABLE = "literalExpression", "decisionTable"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


class Document:
    """Raises XmlRefused, or DefinitionRefused for what is not DMN."""

    def __init__(self, xml: bytes) -> None:
        self.root = parse(xml, comments=True)
        name = etree.QName(self.root)
        self.namespace = name.namespace or ""
        if name.localname != "definitions" or name.namespace not in MODEL_NAMESPACES:
            zh, en = "这不是 DMN 1.1–1.5 文件。", "This is not a DMN 1.1-1.5 file."
            raise DefinitionRefused([Finding("dmn_not_dmn", None, zh, en)])

    def bytes(self) -> bytes:
        """The file as it was written, with what is new indented like its neighbours."""
        _indent(self.root, 0)
        return serialize(self.root).replace(b"<?xml version='1.0' encoding='UTF-8'?>", DECLARATION, 1) + b"\n"

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def name(self, node: etree._Element) -> str:
        """The tag without its namespace; empty for a comment, and for what is not DMN's."""
        if not isinstance(node.tag, str):
            return ""
        name = etree.QName(node)
        return name.localname if name.namespace == self.namespace else ""

    def elements(self) -> Iterator[etree._Element]:
        """Inputs, decisions, knowledge models and sources, in the order of the file."""
        return (node for node in self.root if self.name(node) in KINDS)

    def element(self, id: str) -> etree._Element:
        """One of `elements` by its id; raises Missing."""
        for node in self.elements():
            if node.get("id") == id:
                return node
        raise Missing("dmn_no_element", f"文件中没有“{id}”。", f"The file holds no {id}.")

    def all(self, parent: etree._Element, name: str) -> list[etree._Element]:
        return list(parent.iterchildren(self.tag(name)))

    def one(self, parent: etree._Element, name: str) -> etree._Element | None:
        return next(parent.iterchildren(self.tag(name)), None)

    def table(self, id: str) -> etree._Element:
        """The decision table of a decision; raises Missing."""
        found = self.one(self.element(id), TABLE)
        if found is None:
            raise Missing("dmn_no_table", f"“{id}”不是决策表。", f"{id} is no decision table.")
        return found

    def text(self, parent: etree._Element, name: str) -> str:
        """What an element `<name><text>…</text></name>` below `parent` says; empty without one."""
        node = self.one(parent, name)
        return "" if node is None else self.said(node)

    def said(self, node: etree._Element) -> str:
        inner = self.one(node, "text")
        return ("".join(map(str, (node if inner is None else inner).itertext()))).strip()

    def say(self, node: etree._Element, text: str) -> None:
        inner = self.one(node, "text")
        if inner is None:
            inner = etree.SubElement(node, self.tag("text"))
        for child in list(inner):
            inner.remove(child)
        inner.text = text

    def put(self, parent: etree._Element, name: str, text: str, before: tuple[str, ...] = ()) -> None:
        """Set `<name><text>` below `parent`, in front of the elements it must precede; empty text takes it away."""
        node = self.one(parent, name)
        if not text:
            if node is not None:
                parent.remove(node)
            return
        if node is None:
            node = self.make(parent, name, before, id=self.new_id(name))
        self.say(node, text)

    def make(
        self, parent: etree._Element, tag: str, before: tuple[str, ...] = (), /, **attributes: str
    ) -> etree._Element:
        """A new child, in front of the first of `before` that is there, else at the end."""
        node = etree.Element(self.tag(tag), attributes, None)
        for place, child in enumerate(parent):
            if self.name(child) in before:
                parent.insert(place, node)
                return node
        parent.append(node)
        return node

    def describe(self, node: etree._Element, text: str) -> None:
        """Its description, which has no `<text>` of its own and stands first."""
        found = self.one(node, "description")
        if found is None and text:
            found = etree.Element(self.tag("description"))
            node.insert(0, found)
        if found is not None and not text:
            node.remove(found)
        elif found is not None:
            found.text = text

    def ids(self) -> set[str]:
        return {str(node.get("id")) for node in self.root.iter("*") if node.get("id")}

    def new_id(self, stem: str) -> str:
        """`stem` where it is free, else with the first free number."""
        taken = self.ids()
        number = 1
        while f"{stem}_{number}" in taken:
            number += 1
        return f"{stem}_{number}"


def _indent(node: etree._Element, depth: int) -> None:
    """One child per line where there are several or where it was so; a lone text stays beside its tag."""
    children = list(node)
    spaces = [node.text, *(child.tail for child in children)]
    if not children or any(space and space.strip() for space in spaces):
        return
    if len(children) > 1 or len(children[0]) or any(space and "\n" in space for space in spaces):
        inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
        node.text = inner
        for child in children:
            child.tail = inner
        children[-1].tail = outer
    for child in children:
        _indent(child, depth + 1)


def set_text(node: etree._Element, name: str, text: str) -> None:
    """Set an attribute; an empty one is taken away."""
    if text:
        node.set(name, text)
    elif name in node.attrib:
        del node.attrib[name]
