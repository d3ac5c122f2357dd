"""A decision table as a sheet of texts: what its editor shows and sends back."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.dmn.editing.document import Document


@dataclass(frozen=True, slots=True)
class InputColumn:
    id: str
    label: str
    expression: str
    type: str
    allowed: str


@dataclass(frozen=True, slots=True)
class OutputColumn:
    id: str
    label: str
    name: str
    type: str
    allowed: str
    default: str


@dataclass(frozen=True, slots=True)
class SheetRule:
    """`notes`: the description first, then one per annotation column of the table."""

    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`policy` as the file says it, with its aggregation: "UNIQUE", "COLLECT SUM". `notes`: titles of note columns."""

    id: str
    policy: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    notes: tuple[str, ...]
    rules: tuple[SheetRule, ...]


def read_sheet(document: Document, table: etree._Element) -> Sheet:
    """Every row as long as the columns, whatever the file holds."""
    inputs = tuple(_input(document, node) for node in document.all(table, "input"))
    outputs = tuple(_output(document, node) for node in document.all(table, "output"))
    titles = ("", *(node.get("name", "") for node in document.all(table, "annotation")))
    rules = tuple(_rule(document, node, len(inputs), len(outputs), len(titles)) for node in document.all(table, "rule"))
    policy = f"{table.get('hitPolicy') or 'UNIQUE'} {table.get('aggregation', '')}".strip()
    return Sheet(table.get("id", ""), policy, inputs, outputs, titles, rules)


def _input(document: Document, node: etree._Element) -> InputColumn:
    expression = document.one(node, "inputExpression")
    text = "" if expression is None else document.said(expression)
    kind = "" if expression is None else expression.get("typeRef", "")
    return InputColumn(node.get("id", ""), node.get("label", ""), text, kind, document.text(node, "inputValues"))


def _output(document: Document, node: etree._Element) -> OutputColumn:
    return OutputColumn(
        node.get("id", ""), node.get("label", ""), node.get("name", ""), node.get("typeRef", ""),
        document.text(node, "outputValues"), document.text(node, "defaultOutputEntry"),
    )  # fmt: skip


def _rule(document: Document, node: etree._Element, inputs: int, outputs: int, notes: int) -> SheetRule:
    description = document.one(node, "description")
    said = ["" if description is None else (description.text or "").strip(), *_said(document, node, "annotationEntry")]
    return SheetRule(
        node.get("id", ""),
        _filled(_said(document, node, "inputEntry"), inputs),
        _filled(_said(document, node, "outputEntry"), outputs),
        _filled(said, notes),
    )


def _said(document: Document, node: etree._Element, name: str) -> list[str]:
    return [document.said(child) for child in document.all(node, name)]


def _filled(texts: list[str], length: int) -> tuple[str, ...]:
    return tuple((texts + [""] * length)[:length])
