"""What a new decision file begins with: one table with one input, one output and a rule, enough to pass the check."""

from __future__ import annotations

from engine.dmn.editing.document import DECISION, Document
from engine.dmn.editing.drawing import redraw
from engine.dmn.editing.graph import GraphEdit, named
from engine.dmn.editing.table import TableEdit

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def new_file(name: str, id: str, namespace: str) -> bytes:
    """`id` is the decision's, by which the diagram calls it; raises Invalid for name or id."""
    document = Document(f'<definitions xmlns="{MODEL}"/>'.encode())
    for attribute, text in (("id", f"{id}_file"), ("name", named(name)), ("namespace", namespace)):
        document.root.set(attribute, text)
    graph = GraphEdit(document)
    decision = graph.add(DECISION, name, id)
    graph.describe_variable(decision, id, "string")
    edit = TableEdit(document, document.table(id))
    edit.fill({"in.1.expression": "urgency", "in.1.label": "紧急程度", "out.1.label": "结果", "out.1.name": "result"})
    edit.act("add-rule", 0)
    edit.fill({"rule.1.in.1": "-", "rule.1.out.1": '"待定"'})
    graph.ask_by_name(decision, "urgency", "string")
    redraw(document)
    return document.bytes()
