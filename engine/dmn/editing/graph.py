"""Acts on the requirements graph: inputs, decisions, knowledge models and sources, and what asks for what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from engine.dmn.editing.document import DECISION, INPUT, KINDS, KNOWLEDGE, LITERAL, SOURCE, TABLE, Document, set_text
from engine.errors import Invalid

NEEDS = ("informationRequirement", "knowledgeRequirement", "authorityRequirement")
LOGIC = (
    LITERAL, TABLE, "context", "invocation", "functionDefinition", "relation", "list", "conditional", "filter", "for",
    "every", "some",
)  # fmt: skip
STEMS = {INPUT: "input", DECISION: "decision", KNOWLEDGE: "knowledge", SOURCE: "source"}
ID = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
PLAIN_NAME = re.compile(r"[^\W\d]\w*\Z")
LONGEST_NAME = 200


class GraphEdit:
    """The elements of a document and what they require of each other."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def add(self, kind: str, name: str, id: str = "") -> etree._Element:
        """A new element; a decision begins as a table with one column on each side. Raises Invalid for name or id."""
        document = self.document
        name = named(name)
        if id and (not ID.fullmatch(id) or id in document.ids()):
            raise Invalid({"id": "标识由字母、数字、下划线组成,以字母开头,且不能重复。"})
        node = document.make(document.root, kind, ("DMNDI",), id=id or document.new_id(STEMS[kind]), name=name)
        place = next((n for n, child in enumerate(document.root) if _is_drawing(child)), len(document.root))
        document.root.insert(place, node)
        if kind != SOURCE:
            self._variable(node)
        if kind == DECISION:
            self.make_table(node)
        elif kind == KNOWLEDGE:
            logic = document.make(node, "encapsulatedLogic", id=document.new_id("logic"))
            literal = document.make(logic, LITERAL, id=document.new_id("logic"))
            document.say(literal, "")
        return node

    def rename(self, node: etree._Element, name: str) -> None:
        """Its title; the variable goes with it while it still bears the same name."""
        name, before = named(name), node.get("name", "")
        node.set("name", name)
        variable = self.document.one(node, "variable")
        if variable is not None and variable.get("name") == before and PLAIN_NAME.match(name):
            variable.set("name", name)

    def change_id(self, node: etree._Element, id: str) -> None:
        """Its id, and every reference to it within the file."""
        before = node.get("id", "")
        if id == before:
            return
        if not ID.fullmatch(id) or id in self.document.ids():
            raise Invalid({"id": "标识由字母、数字、下划线组成,以字母开头,且不能重复。"})
        node.set("id", id)
        for each in self.document.root.iter("*"):
            if each.get("href") == f"#{before}":
                each.set("href", f"#{id}")
            if each.get("dmnElementRef") == before:
                each.set("dmnElementRef", id)

    def describe_variable(self, node: etree._Element, name: str | None, kind: str | None) -> None:
        """What expressions call it, and its type; None leaves each as it is."""
        variable = self._variable(node)
        if name is not None:
            variable.set("name", named(name))
        if kind is not None:
            set_text(variable, "typeRef", kind.strip())

    def requires(self, node: etree._Element) -> dict[str, etree._Element]:
        """Id of what an element of this file asks for → the requirement that says so."""
        found = {}
        for need in node:
            if self.document.name(need) in NEEDS:
                for target in need:
                    href = target.get("href", "") if isinstance(target.tag, str) else ""
                    if href.startswith("#"):
                        found[href[1:]] = need
        return found

    def require(self, node: etree._Element, wanted: Iterable[str]) -> None:
        """Make an element ask for exactly these elements of the file; what it asks of imported files stays."""
        wanted, now = list(wanted), self.requires(node)
        for id, need in now.items():
            if id not in wanted:
                node.remove(need)
        for id in wanted:
            if id not in now:
                self.ask(node, id)

    def ask(self, node: etree._Element, id: str) -> None:
        """One more requirement; raises Invalid where the standard knows none between such elements."""
        target = self.document.element(id)
        names = _requirement(self.document.name(node), self.document.name(target))
        if names is None or target is node:
            raise Invalid({"requires": f"这里不能依赖“{target.get('name', id)}”。"})
        before = (*NEEDS[NEEDS.index(names[0]) + 1 :], *LOGIC, "encapsulatedLogic", "type")
        need = self.document.make(node, names[0], before, id=self.document.new_id("need"))
        self.document.make(need, names[1], href=f"#{id}")

    def ask_by_name(self, node: etree._Element, name: str, kind: str) -> None:
        """See to it that an expression of `node` may use a plain name: ask for what bears it, else for a new input."""
        if not PLAIN_NAME.match(name):
            return
        bearer = next((each for each in self.document.elements() if self.variable_name(each) == name), None)
        if bearer is None:
            bearer = self.add(INPUT, name)
            self.describe_variable(bearer, name, kind)
        if bearer is not node and bearer.get("id") not in self.requires(node):
            self.ask(node, str(bearer.get("id")))

    def remove(self, node: etree._Element) -> None:
        """The element, and every requirement of others that asks for it."""
        for other in self.document.elements():
            need = self.requires(other).get(node.get("id", ""))
            if need is not None:
                other.remove(need)
        self.document.root.remove(node)

    def make_table(self, node: etree._Element) -> None:
        """A table with one column on each side and no rule, in the place of its logic."""
        self._drop_logic(node)
        document = self.document
        table = document.make(node, TABLE, id=document.new_id("table"), hitPolicy="UNIQUE")
        column = document.make(table, "input", id=document.new_id("input"))
        expression = document.make(column, "inputExpression", id=document.new_id("expression"), typeRef="string")
        document.say(expression, "")
        document.make(table, "output", id=document.new_id("output"), typeRef="string")

    def make_literal(self, node: etree._Element, text: str = "") -> None:
        """One expression in the place of its logic."""
        self._drop_logic(node)
        self.document.say(self.document.make(node, LITERAL, id=self.document.new_id("logic")), text)

    def literal(self, node: etree._Element) -> etree._Element | None:
        """The expression of a decision or a knowledge model, None where its logic is something else."""
        inside = self.document.one(node, "encapsulatedLogic")
        return self.document.one(node if inside is None else inside, LITERAL)

    def parameters(self, node: etree._Element) -> list[str]:
        inside = self.document.one(node, "encapsulatedLogic")
        found = [] if inside is None else self.document.all(inside, "formalParameter")
        return [each.get("name", "") for each in found]

    def set_parameters(self, node: etree._Element, names: list[str]) -> None:
        """The parameters of a knowledge model by name; those that stay keep their types."""
        inside = self.document.one(node, "encapsulatedLogic")
        if inside is None:
            raise Invalid({"parameters": "只有业务知识模型有参数。"})
        there = {each.get("name", ""): each for each in self.document.all(inside, "formalParameter")}
        for each in there.values():
            inside.remove(each)
        for name in names:
            kept = there.get(name)
            if kept is None:
                kept = self.document.make(inside, "formalParameter", id=self.document.new_id("parameter"), name=name)
                inside.remove(kept)
            place = next((n for n, child in enumerate(inside) if self.document.name(child) in LOGIC), len(inside))
            inside.insert(place, kept)

    def variable_name(self, node: etree._Element) -> str:
        variable = self.document.one(node, "variable")
        return (variable.get("name", "") if variable is not None else "") or node.get("name", "")

    def variable_type(self, node: etree._Element) -> str:
        variable = self.document.one(node, "variable")
        return variable.get("typeRef", "") if variable is not None else ""

    def _variable(self, node: etree._Element) -> etree._Element:
        found = self.document.one(node, "variable")
        if found is None:
            before = (*NEEDS, *LOGIC, "encapsulatedLogic", "supportedObjective", "decisionMaker", "decisionOwner")
            found = self.document.make(
                node, "variable", before, id=self.document.new_id("variable"), name=node.get("name", "")
            )
        return found

    def _drop_logic(self, node: etree._Element) -> None:
        for child in list(node):
            if self.document.name(child) in LOGIC:
                node.remove(child)


def possible(document: Document, node: etree._Element) -> Iterator[etree._Element]:
    """The elements of the file this one may ask for."""
    kind = document.name(node)
    return (e for e in document.elements() if e is not node and _requirement(kind, document.name(e)) is not None)


def named(name: str) -> str:
    """A name as it is kept; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid({"name": f"名称应为1至{LONGEST_NAME}字。"})
    return name


def _requirement(asking: str, target: str) -> tuple[str, str] | None:
    if target == SOURCE:
        return (NEEDS[2], "requiredAuthority") if asking in KINDS and asking != INPUT else None
    if asking == SOURCE:
        return {INPUT: (NEEDS[2], "requiredInput"), DECISION: (NEEDS[2], "requiredDecision")}.get(target)
    if target == KNOWLEDGE:
        return (NEEDS[1], "requiredKnowledge") if asking in (DECISION, KNOWLEDGE) else None
    return (NEEDS[0], "requiredInput" if target == INPUT else "requiredDecision") if asking == DECISION else None


def _is_drawing(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and etree.QName(node).localname in ("DMNDI", "artifact", "textAnnotation")
