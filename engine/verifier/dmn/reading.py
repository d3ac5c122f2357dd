"""Elements of a DMN file as boxed logic."""

from __future__ import annotations

from ..not_verified import NotVerified
from ..xml import Element
from . import boxed
from .state import Logic
from .tables import read_table
from .types import text_of

BOXED = (
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
    "some",
    "every",
)


def logic_in(element: Element | None) -> Logic | None:
    """The boxed expression that is a child of the element."""
    inner = element.first(*BOXED) if element is not None else None
    return None if inner is None else read_logic(inner)


def needed(element: Element | None) -> Logic:
    """The same, null where there is none."""
    return logic_in(element) or boxed.Literal("")


def read_logic(element: Element) -> Logic:
    language = element.get("expressionLanguage")
    if language and "FEEL" not in language.upper():
        raise NotVerified(f"表达式语言“{language}”未予核验。")
    made = _read(element)
    kind = element.get("typeRef")
    return boxed.Typed(made, kind) if kind and element.tag not in ("decisionTable", "functionDefinition") else made


def _read(element: Element) -> Logic:
    match element.tag:
        case "literalExpression":
            return boxed.Literal(text_of(element))
        case "decisionTable":
            return read_table(element)
        case "context":
            return boxed.Context(tuple(_entry(entry) for entry in element.all("contextEntry")))
        case "list":
            return boxed.Items(tuple(read_logic(item) for item in element.all(*BOXED)))
        case "relation":
            columns = tuple((column.get("name"), column.get("typeRef")) for column in element.all("column"))
            return boxed.Relation(columns, tuple(tuple(map(read_logic, r.all(*BOXED))) for r in element.all("row")))
        case "invocation":
            bindings = tuple((_name(binding, "parameter"), needed(binding)) for binding in element.all("binding"))
            return boxed.Invocation(needed(element), bindings)
        case "functionDefinition":
            return read_function(element)
        case "conditional":
            return boxed.Conditional(*(needed(element.first(tag)) for tag in ("if", "then", "else")))
        case "filter":
            return boxed.Filter(needed(element.first("in")), needed(element.first("match")))
        case "for":
            return boxed.Loop("for", element.get("iteratorVariable"), _part(element, "in"), _part(element, "return"))
        case _:
            body = _part(element, "satisfies")
            return boxed.Loop(element.tag, element.get("iteratorVariable"), _part(element, "in"), body)


def read_function(element: Element) -> Logic:
    if element.get("kind", "FEEL") != "FEEL":
        raise NotVerified("外部函数未予核验。")
    parameters = tuple((p.get("name"), p.get("typeRef")) for p in element.all("formalParameter"))
    return boxed.Definition(parameters, needed(element))


def _entry(entry: Element) -> tuple[str, str, Logic]:
    variable = entry.first("variable")
    name, kind = (variable.get("name"), variable.get("typeRef")) if variable is not None else ("", "")
    return name, kind, needed(entry)


def _name(element: Element, tag: str) -> str:
    inner = element.first(tag)
    return inner.get("name") if inner is not None else ""


def _part(element: Element, tag: str) -> Logic:
    return needed(element.first(tag))
