"""XML as a plain tree by expat; a DOCTYPE is refused before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_DEPTH = 200


class XmlRefused(Exception):
    """The bytes are no harmless XML."""


@dataclass
class Element:
    """`space` is the namespace, `name` the local name; attributes in a namespace are named `{namespace}name`."""

    space: str
    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters directly within, before the first child."""
        return "".join(self.pieces)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, name: str, space: str | None = None) -> Iterator[Element]:
        """Direct children of this name, in the parent's namespace unless another is given."""
        wanted = self.space if space is None else space
        return (child for child in self.children if child.name == name and child.space == wanted)

    def one(self, name: str, space: str | None = None) -> Element | None:
        return next(self.all(name, space), None)


def read_xml(data: bytes) -> Element:
    """The root element. Raises XmlRefused for a DOCTYPE, broken XML or absurd depth."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []

    def refuse(*_: object) -> None:
        raise XmlRefused("a DOCTYPE is not allowed")

    def start(tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        named = {_attribute(key): value for key, value in attributes.items()}
        element = Element(space, name, named)
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)
        if len(stack) > MOST_DEPTH:
            raise XmlRefused("nested too deep")

    def end(_: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        if stack and not stack[-1].children:
            stack[-1].pieces.append(text)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlRefused(str(error)) from error
    if len(roots) != 1:
        raise XmlRefused("no root element")
    return roots[0]


def _attribute(key: str) -> str:
    space, _, name = key.rpartition(" ")
    return f"{{{space}}}{name}" if space else name
