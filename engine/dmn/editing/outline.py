"""A DMN file as a list: its elements, what each asks for, and its logic where that is a table or one expression."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.editing.document import DECISION, LITERAL, TABLE, Document
from engine.dmn.editing.graph import LOGIC, GraphEdit, possible
from engine.dmn.editing.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class Node:
    """`logic`: decisionTable, literalExpression, another boxed expression's name, or "".
    `requires`: ids within the file; `possible`: those it may ask for."""

    id: str
    kind: str
    name: str
    variable: str
    type: str
    question: str
    description: str
    requires: tuple[str, ...]
    possible: tuple[str, ...]
    logic: str
    text: str
    parameters: tuple[str, ...]
    sheet: Sheet | None


@dataclass(frozen=True, slots=True)
class Outline:
    name: str
    namespace: str
    nodes: tuple[Node, ...]
    types: tuple[str, ...]

    def node(self, id: str) -> Node | None:
        return next((node for node in self.nodes if node.id == id), None)

    @property
    def decisions(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind == DECISION)


def outline(xml: bytes) -> Outline:
    """Raises XmlRefused, or DefinitionRefused for what is not DMN."""
    document = Document(xml)
    graph = GraphEdit(document)
    nodes = []
    for element in document.elements():
        inside = document.one(element, "encapsulatedLogic")
        holder = element if inside is None else inside
        logic = next((document.name(child) for child in holder if document.name(child) in LOGIC), "")
        literal, table = graph.literal(element), document.one(element, TABLE)
        description = document.one(element, "description")
        nodes.append(
            Node(
                element.get("id", ""), document.name(element), element.get("name", ""), graph.variable_name(element),
                graph.variable_type(element), _said(document, element, "question"),
                "" if description is None else (description.text or "").strip(),
                tuple(graph.requires(element)), tuple(e.get("id", "") for e in possible(document, element)), logic,
                document.said(literal) if literal is not None and logic == LITERAL else "",
                tuple(graph.parameters(element)), read_sheet(document, table) if table is not None else None,
            )
        )  # fmt: skip
    types = tuple(node.get("name", "") for node in document.all(document.root, "itemDefinition"))
    return Outline(document.root.get("name", ""), document.namespace, tuple(nodes), types)


def _said(document: Document, element: object, name: str) -> str:
    node = document.one(element, name)  # type: ignore[arg-type]
    return "" if node is None else "".join(map(str, node.itertext())).strip()
