"""One change of a DMN file: texts of an element by place, then one act. Bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.dmn.editing.document import DECISION, INPUT, KNOWLEDGE, SOURCE, TABLE, Document
from engine.dmn.editing.drawing import redraw
from engine.dmn.editing.graph import GraphEdit, named
from engine.dmn.editing.table import LONGEST, TableEdit
from engine.errors import Invalid

NEW = {"add-decision": DECISION, "add-input-data": INPUT, "add-knowledge": KNOWLEDGE, "add-source": SOURCE}
OWN = frozenset({"name", "id", "variable", "type", "question", "description", "text", "parameters"})


@dataclass(frozen=True)
class Change:
    """`element` is the id of what is changed; `texts` by place (see `TableEdit.fill`, and OWN); `requires` None leaves
    the requirements as they are.

    `act`: one of the table's with its `number`, one of NEW with `name` and `new_id`, `rename-file` with `name`,
    `remove-element`, `make-table`, `make-literal`.
    """

    element: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] | None = None
    act: str = ""
    number: int = 0
    name: str = ""
    new_id: str = ""


def change(xml: bytes, wanted: Change) -> tuple[bytes, str]:
    """The changed file, and the id of the element to look at next ("" when it is gone).

    Raises XmlRefused and DefinitionRefused for the file, Missing for an element, Invalid for a text or an act.
    """
    document = Document(xml)
    graph = GraphEdit(document)
    before, shown = _structure(document, graph), wanted.element
    if wanted.element:
        shown = _fill(document, graph, document.element(wanted.element), wanted)
    if wanted.act in NEW:
        shown = str(graph.add(NEW[wanted.act], wanted.name, wanted.new_id).get("id"))
    elif wanted.act == "rename-file":
        document.root.set("name", named(wanted.name))
    elif wanted.act == "remove-element":
        graph.remove(document.element(shown))
        shown = ""
    elif wanted.act == "make-table":
        graph.make_table(_decision(document, shown))
    elif wanted.act == "make-literal":
        graph.make_literal(_decision(document, shown))
    elif wanted.act:
        TableEdit(document, document.table(shown)).act(wanted.act, wanted.number)
    if _structure(document, graph) != before:
        redraw(document)
    return document.bytes(), shown


def drawn(xml: bytes) -> bytes:
    """The file with a drawing of all its elements; as it is where nothing is missing."""
    document = Document(xml)
    redraw(document)
    return document.bytes()


def _structure(document: Document, graph: GraphEdit) -> dict[str, list[str]]:
    return {str(node.get("id")): sorted(graph.requires(node)) for node in document.elements()}


def _fill(document: Document, graph: GraphEdit, node: etree._Element, wanted: Change) -> str:
    own = {place: text for place, text in wanted.texts.items() if place in OWN}
    for place, text in own.items():
        if len(text) > LONGEST:
            raise Invalid({place: f"最多{LONGEST}字。"})
    if "variable" in own or "type" in own:
        graph.describe_variable(node, own.get("variable"), own.get("type"))
    if "name" in own:
        graph.rename(node, own["name"])
    if "description" in own:
        document.describe(node, own["description"].strip())
    if "question" in own:
        _question(document, node, own["question"].strip())
    if "text" in own:
        literal = graph.literal(node)
        if literal is None:
            raise Invalid({"text": "这里不是一个表达式。"})
        document.say(literal, own["text"].strip())
    if "parameters" in own:
        names = own["parameters"].replace(",", ",").replace("、", ",").split(",")
        graph.set_parameters(node, list(dict.fromkeys(name.strip() for name in names if name.strip())))
    if wanted.requires is not None:
        graph.require(node, wanted.requires)
    cells = {place: text for place, text in wanted.texts.items() if place not in OWN}
    if cells:
        table = document.table(str(node.get("id")))
        before = _types(document, table)
        TableEdit(document, table).fill(cells)
        _ask_for_columns(document, graph, node, table, cells)
        _type_inputs(document, graph, table, before)
    if "id" in own:
        graph.change_id(node, own["id"].strip())
    return str(node.get("id"))


def _ask_for_columns(
    document: Document, graph: GraphEdit, node: etree._Element, table: etree._Element, cells: Mapping[str, str]
) -> None:
    """A column that names a value makes the decision ask for it."""
    for number, column in enumerate(document.all(table, "input"), 1):
        expression = document.one(column, "inputExpression")
        if f"in.{number}.expression" in cells and expression is not None:
            graph.ask_by_name(node, document.said(expression), expression.get("typeRef", ""))


def _types(document: Document, table: etree._Element) -> list[str]:
    expressions = [document.one(column, "inputExpression") for column in document.all(table, "input")]
    return ["" if each is None else each.get("typeRef", "") for each in expressions]


def _type_inputs(document: Document, graph: GraphEdit, table: etree._Element, before: list[str]) -> None:
    """A column that changes its type takes the input it names along, unless that was declared otherwise."""
    columns = zip(document.all(table, "input"), before, _types(document, table), strict=True)
    for column, old, new in columns:
        named = document.text(column, "inputExpression")
        for node in document.elements() if old != new else ():
            same = document.name(node) == INPUT and graph.variable_name(node) == named
            if same and graph.variable_type(node) in ("", old):
                graph.describe_variable(node, None, new)


def _question(document: Document, node: etree._Element, text: str) -> None:
    found = document.one(node, "question")
    if found is None and text:
        found = document.make(node, "question", ("allowedAnswers", "variable", "informationRequirement", TABLE))
    if found is not None and not text:
        node.remove(found)
    elif found is not None:
        found.text = text


def _decision(document: Document, id: str) -> etree._Element:
    node = document.element(id)
    if document.name(node) != DECISION:
        raise Invalid({"do": "只有决策可以换成决策表或表达式。"})
    return node
