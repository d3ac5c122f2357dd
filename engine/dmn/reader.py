"""XML of DMN 1.1 to 1.5 to the plain data of `boxed`; nothing is judged here beyond being DMN at all."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn import boxed
from engine.dmn.boxed_reader import BoxedReader
from engine.dmn.definitions import Definitions, Element, Import, ItemDefinition, Reference
from engine.dmn.elements import children, first, local, text_of
from engine.dmn.names import MODEL_NAMESPACES
from engine.errors import DefinitionRefused, Finding
from engine.feel.names import normalize
from engine.xml import parse

_KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}


def read(xml: bytes, *, source: str = "") -> Definitions:
    """The content of one DMN file. Raises XmlRefused, or DefinitionRefused when it is not DMN."""
    root = parse(xml, source=source)
    tag = etree.QName(root)
    if tag.localname != "definitions" or tag.namespace not in MODEL_NAMESPACES:
        zh, en = "这不是 DMN 1.1–1.5 文件。", "This is not a DMN 1.1-1.5 file."
        raise DefinitionRefused([Finding("dmn_not_dmn", None, zh, en, file=source)])
    return DefinitionsReader(root, source).read()


def namespace(xml: bytes) -> str:
    """The namespace under which a DMN file may be imported. Raises XmlRefused."""
    return parse(xml).get("namespace", "")


class DefinitionsReader:
    """One pass over a `definitions` element."""

    def __init__(self, root: etree._Element, source: str) -> None:
        self.root = root
        self.namespace = root.get("namespace", "")
        self.imports = tuple(
            Import(child.get("name", ""), child.get("namespace", ""))
            for child in children(root, "import")
            if is_model_import(child)
        )
        language = root.get("expressionLanguage", "")
        self.boxed = BoxedReader(self.namespace, self.imports, language, source)

    def read(self) -> Definitions:
        types = tuple(self._item(child) for child in children(self.root, "itemDefinition"))
        elements = tuple(self._element(child) for child in self.root if local(child) in _KINDS)
        return Definitions(
            name=self.root.get("name", ""),
            namespace=self.namespace,
            imports=self.imports,
            types=types,
            elements=elements,
            names=frozenset(self.boxed.member_names),
            findings=tuple(self.boxed.findings),
        )

    def _item(self, node: etree._Element) -> ItemDefinition:
        reference = first(node, "typeRef")
        function = first(node, "functionItem")
        name = node.get("name", "")
        if local(node) == "itemComponent":
            self.boxed.member_names.add(name)
        return ItemDefinition(
            name=name,
            id=node.get("id") or name,
            type=self.boxed.type_name(text_of(reference), node) if reference is not None else None,
            allowed=self.boxed.tests(node, "allowedValues"),
            constraint=self.boxed.tests(node, "typeConstraint"),
            collection=node.get("isCollection") in ("true", "1"),
            components=tuple(self._item(child) for child in children(node, "itemComponent")),
            parameters=None
            if function is None
            else tuple(self.boxed.parameter(child) for child in children(function, "parameters")),
            returns=None if function is None else self.boxed.type_name(function.get("outputTypeRef"), function),
        )

    def _element(self, node: etree._Element) -> Element:
        kind = _KINDS[local(node)]
        variable = first(node, "variable")
        name = node.get("name", "")
        reader = self.boxed
        logic: boxed.Boxed | None = None
        if kind == "decision":
            logic = reader.only_expression(node)
        elif kind == "knowledge":
            body = first(node, "encapsulatedLogic")
            logic = reader.function(body) if body is not None else None
        question = first(node, "question")
        return Element(
            kind=kind,  # type: ignore[arg-type]
            id=node.get("id") or name,
            name=normalize((variable.get("name") if variable is not None else None) or name),
            title=normalize(name),
            type=reader.type_of(variable) if variable is not None else reader.type_of(node),
            question=text_of(question) if question is not None else "",
            logic=logic,
            requires=tuple(self._references(node, "informationRequirement"))
            + tuple(self._hrefs(node, "inputData", "inputDecision")),
            knows=tuple(self._references(node, "knowledgeRequirement")),
            outputs=tuple(self._hrefs(node, "outputDecision")),
            encapsulated=tuple(self._hrefs(node, "encapsulatedDecision")),
        )

    def _references(self, node: etree._Element, requirement: str) -> Iterator[Reference]:
        for child in children(node, requirement):
            yield from self._hrefs(child, "requiredInput", "requiredDecision", "requiredKnowledge")

    def _hrefs(self, node: etree._Element, *tags: str) -> Iterator[Reference]:
        for tag in tags:
            for child in children(node, tag):
                namespace, _, identifier = child.get("href", "").rpartition("#")
                yield (namespace or self.namespace, identifier)


def is_model_import(node: etree._Element) -> bool:
    """Whether an import brings in decisions (not a PMML model or an XML schema)."""
    kind = node.get("importType", "")
    return kind in MODEL_NAMESPACES or kind.startswith(
        ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")
    )
