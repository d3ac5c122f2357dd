"""XML of a package as plain elements: no DOCTYPE, no entities, bounded in size, depth and number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from .not_verified import NotVerified, TooMuch

BYTES = 20_000_000
DEPTH = 100
ELEMENTS = 100_000


@dataclass
class Element:
    """`tag` is the local name; attributes of other namespaces are kept as `{namespace}name`."""

    tag: str
    namespace: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def get(self, name: str, otherwise: str = "") -> str:
        return self.attributes.get(name, otherwise)

    def all(self, *tags: str) -> list[Element]:
        """Children of these names."""
        return [child for child in self.children if child.tag in tags]

    def first(self, *tags: str) -> Element | None:
        return next((child for child in self.children if child.tag in tags), None)

    def walk(self) -> Iterator[Element]:
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > ELEMENTS or len(self.open) >= DEPTH:
            raise TooMuch("XML 文件过大或嵌套过深。")
        namespace, _, tag = name.rpartition("\n")
        made = Element(tag, namespace, {_attribute(key): value for key, value in attributes.items()})
        if self.open:
            self.open[-1].children.append(made)
        else:
            self.root = made
        self.open.append(made)

    def end(self, name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].parts.append(text)


def read_xml(data: bytes) -> Element:
    """The root element; NotVerified for what is no XML or carries a DOCTYPE."""
    if len(data) > BYTES:
        raise TooMuch("XML 文件过大。")
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise NotVerified("文件不是合格的 XML。") from problem
    if reader.root is None:
        raise NotVerified("文件不是合格的 XML。")
    return reader.root


def _refuse(*_: object) -> None:
    raise NotVerified("XML 文件含有 DOCTYPE 或实体声明,已拒绝。")


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition("\n")
    return f"{{{namespace}}}{local}" if namespace else local
