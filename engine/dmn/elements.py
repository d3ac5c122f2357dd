"""Walking DMN elements, whatever the version of their namespace."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn.names import MODEL_NAMESPACES


def local(node: etree._Element) -> str:
    """The tag without its namespace; empty for an element that is not DMN's (extensions, diagrams)."""
    name = etree.QName(node)
    return name.localname if name.namespace in MODEL_NAMESPACES else ""


def children(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    return (child for child in node if local(child) == tag)


def first(node: etree._Element, tag: str) -> etree._Element | None:
    return next(children(node, tag), None)


def text_of(node: etree._Element) -> str:
    """The text of an element with a `text` child (DMN) or of the element itself."""
    inner = first(node, "text")
    return "".join(str(part) for part in (node if inner is None else inner).itertext()).strip()
