"""As much of DER (X.690) as signatures and timestamps need: tag, length, content, nothing taken on trust."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ELEMENTS = 10_000


class NotDer(ValueError):
    """The bytes are not DER."""


@dataclass(frozen=True)
class Element:
    """One element; `whole` is it with its tag and length."""

    tag: int
    content: bytes
    whole: bytes


def elements(data: bytes) -> list[Element]:
    """The elements that stand one after another in these bytes; raises NotDer unless they fill them exactly."""
    found: list[Element] = []
    place = 0
    while place < len(data):
        if len(found) == MAX_ELEMENTS:
            raise NotDer("too many elements")
        tag, start, length = _head(data, place)
        if start + length > len(data):
            raise NotDer("an element is longer than what holds it")
        found.append(Element(tag, data[start : start + length], data[place : start + length]))
        place = start + length
    return found


def inside(element: Element, tag: int) -> list[Element]:
    """The parts of an element that must have this tag."""
    if element.tag != tag:
        raise NotDer(f"tag {tag:#x} was expected, {element.tag:#x} is here")
    return elements(element.content)


def _head(data: bytes, place: int) -> tuple[int, int, int]:
    """Tag, start of the content, its length."""
    if place + 2 > len(data):
        raise NotDer("cut short")
    tag, length, start = data[place], data[place + 1], place + 2
    if tag & 0x1F == 0x1F:
        raise NotDer("a tag of several bytes")
    if length < 0x80:
        return tag, start, length
    count = length & 0x7F
    if not 0 < count <= 4 or start + count > len(data):
        raise NotDer("an indefinite or absurd length")
    length = int.from_bytes(data[start : start + count], "big")
    if length < 0x80 or data[start] == 0:
        raise NotDer("a length not in its shortest form")
    return tag, start + count, length
