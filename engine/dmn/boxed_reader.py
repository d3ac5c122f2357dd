"""Boxed expressions of a DMN file, element by element."""

from __future__ import annotations

from lxml import etree

from engine.dmn import boxed
from engine.dmn.definitions import Import
from engine.dmn.elements import children, first, local, text_of
from engine.dmn.names import (
    FEEL_NAMESPACES,
    FEEL_TYPES,
    LANGUAGES,
    MAX_FEEL,
    TYPE_ALIASES,
)
from engine.dmn.table_reader import TableReader
from engine.errors import DefinitionRefused, Finding

EXPRESSIONS = (
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "relation",
    "invocation",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "every",
    "some",
)


class BoxedReader:
    """Reads boxed expressions; remembers every member name it meets, for FEEL's longest match."""

    def __init__(self, namespace: str, imports: tuple[Import, ...], language: str, source: str) -> None:
        self.namespace = namespace
        self.language = language
        self.import_names = {item.namespace: item.name for item in imports}
        self.source = source
        self.member_names: set[str] = set()
        self.length = 0
        self.findings: list[Finding] = []

    def type_name(self, reference: str | None, node: etree._Element) -> str | None:
        """`feel:string`, `ns:tPerson` and `dateTime` in one spelling; None when nothing is said."""
        if not reference:
            return None
        prefix, colon, rest = reference.partition(":")
        if colon:
            namespace = node.nsmap.get(prefix)
            reference = rest
            if namespace in self.import_names and namespace != self.namespace:
                return f"{self.import_names[namespace]}.{rest}"
            if namespace in FEEL_NAMESPACES:
                return TYPE_ALIASES.get(rest, rest)
        return reference if reference in FEEL_TYPES else TYPE_ALIASES.get(reference, reference)

    def type_of(self, node: etree._Element) -> str | None:
        """The `typeRef` attribute, or DMN 1.1's child element."""
        inner = first(node, "typeRef")
        return self.type_name(node.get("typeRef") or (text_of(inner) if inner is not None else None), node)

    def tests(self, node: etree._Element, tag: str) -> str | None:
        inner = first(node, tag)
        return (text_of(inner) or None) if inner is not None else None

    def parameter(self, node: etree._Element) -> boxed.Parameter:
        return boxed.Parameter(node.get("name", ""), self.type_of(node))

    def only_expression(self, node: etree._Element) -> boxed.Boxed | None:
        """The boxed expression among the children, if any."""
        found = next((child for child in node if local(child) in EXPRESSIONS), None)
        return None if found is None else self.expression(found)

    def required(self, node: etree._Element | None, parent: etree._Element) -> boxed.Boxed:
        """The expression inside `node`; an empty one (null) when the file leaves it out."""
        inner = self.only_expression(node) if node is not None else None
        return inner if inner is not None else boxed.Literal(parent.get("id", ""), None, "")

    def literal(self, node: etree._Element) -> boxed.Literal:
        return boxed.Literal(node.get("id", ""), self.type_of(node), self.feel(node))

    def feel(self, node: etree._Element) -> str:
        """The text of an expression; empty, and noted, when it is in another language than FEEL."""
        language = node.get("expressionLanguage") or self.language
        text = text_of(node)
        self.length += len(text)
        if self.length > MAX_FEEL:
            zh, en = "文件中的表达式过长。", "The file holds too much FEEL."
            raise DefinitionRefused([Finding("dmn_too_large", None, zh, en, file=self.source)])
        if not text or language.rstrip("/").lower() in LANGUAGES:
            return text
        zh, en = f"表达式语言“{language}”不支持,只支持 FEEL。", f"Only FEEL is supported, not {language}."
        self.findings.append(Finding("dmn_language", node.get("id"), zh, en, file=self.source))
        return ""

    def expression(self, node: etree._Element) -> boxed.Boxed:
        tag = local(node)
        identifier, kind = node.get("id", ""), self.type_of(node)
        if tag == "literalExpression":
            return self.literal(node)
        if tag == "decisionTable":
            return TableReader(self).read(node)
        if tag == "context":
            return boxed.Context(identifier, kind, tuple(self._entry(c) for c in children(node, "contextEntry")))
        if tag == "list":
            return boxed.Items(identifier, kind, self._expressions(node))
        if tag == "relation":
            return self._relation(node)
        if tag == "invocation":
            return self._invocation(node)
        if tag == "functionDefinition":
            return self.function(node)
        if tag == "conditional":
            parts = [self.required(first(node, part), node) for part in ("if", "then", "else")]
            return boxed.Conditional(identifier, kind, *parts)
        source = self.required(first(node, "in"), node)
        if tag == "filter":
            return boxed.Filter(identifier, kind, source, self.required(first(node, "match"), node))
        body = self.required(first(node, "return" if tag == "for" else "satisfies"), node)
        variable = node.get("iteratorVariable", "")
        self.member_names.add(variable)
        return boxed.Iteration(identifier, kind, tag, variable, source, body)  # type: ignore[arg-type]

    def function(self, node: etree._Element) -> boxed.Function:
        parameters = tuple(self.parameter(child) for child in children(node, "formalParameter"))
        kind = node.get("kind") or "FEEL"
        return boxed.Function(node.get("id", ""), self.type_of(node), kind, parameters, self.only_expression(node))

    def _expressions(self, node: etree._Element) -> tuple[boxed.Boxed, ...]:
        return tuple(self.expression(child) for child in node if local(child) in EXPRESSIONS)

    def _entry(self, node: etree._Element) -> boxed.Entry:
        variable = first(node, "variable")
        value = self.required(node, node)
        if variable is None:
            return boxed.Entry(None, None, value)
        name = variable.get("name", "")
        self.member_names.add(name)
        return boxed.Entry(name, self.type_of(variable), value)

    def _relation(self, node: etree._Element) -> boxed.Relation:
        columns = tuple((c.get("name", ""), self.type_of(c)) for c in children(node, "column"))
        self.member_names.update(name for name, _ in columns)
        rows = tuple(self._expressions(row) for row in children(node, "row"))
        return boxed.Relation(node.get("id", ""), self.type_of(node), columns, rows)

    def _invocation(self, node: etree._Element) -> boxed.Invocation:
        bindings = []
        for binding in children(node, "binding"):
            parameter = first(binding, "parameter")
            name = parameter.get("name", "") if parameter is not None else ""
            bindings.append((name, self.required(binding, binding)))
        called = self.required(node, node)
        return boxed.Invocation(node.get("id", ""), self.type_of(node), called, tuple(bindings))
