"""A foreign file while it is being converted: its tree, what was noted, which names are read and written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.dialects.fields import FormField
from engine.bpmn.dialects.notes import Note
from engine.bpmn.dialects.translation import Names
from engine.bpmn.names import BPMN, VENDORS, ZEEBE, local


@dataclass
class ForeignFile:
    """`forms`: element -> fields, `start` for the start form. `terms`: element -> declared term. `decisions`: those
    that come along. `written`: names something in the file gives a value."""

    root: etree._Element
    decisions: frozenset[str] = frozenset()
    groups: dict[str, str] = field(default_factory=dict)  # a group or person of the old system -> ours
    names: Names = field(default_factory=Names)
    notes: list[Note] = field(default_factory=list)
    forms: dict[str, list[FormField]] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, object] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)
    starters: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    scripted: set[str] = field(default_factory=set)  # those of `written` that a script works out
    missing: set[str] = field(default_factory=set)

    @property
    def processes(self) -> Collection[str]:
        return {process.get("id") or "" for process in self.root.findall(f"{BPMN}process")}

    def attribute(self, element: etree._Element, *names: str) -> str:
        """The first vendor attribute of these names, whoever the vendor."""
        for name in names:
            for space in VENDORS:
                if value := element.get(f"{{{space}}}{name}"):
                    return value.strip()
        return ""

    def extend(self, element: etree._Element, name: str, /, **attributes: str) -> etree._Element:
        """Add a native extension; the block stands after the documentation."""
        block = element.find(f"{BPMN}extensionElements")
        if block is None:
            block = etree.Element(f"{BPMN}extensionElements")
            after = len(element.findall(f"{BPMN}documentation"))
            element.insert(after, block)
        return self.child(block, name, **attributes)

    def child(self, parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{ZEEBE}{name}", attributes)

    def converted(self, element: etree._Element | None, what: str, zh: str, en: str) -> None:
        self._note("converted", element, what, zh, en)

    def dropped(self, element: etree._Element | None, what: str, zh: str, en: str) -> None:
        self._note("dropped", element, what, zh, en)

    def decide(self, element: etree._Element | None, what: str, zh: str, en: str) -> None:
        self._note("decide", element, what, zh, en)

    def kept(self, element: etree._Element | None, what: str, zh: str, en: str) -> None:
        self._note("kept", element, what, zh, en)

    def _note(self, kind: str, element: etree._Element | None, what: str, zh: str, en: str) -> None:
        id_ = "" if element is None else owner_of(element)
        note = Note(kind, id_, " ".join(what.split())[:200], zh, en)  # type: ignore[arg-type]
        if note not in self.notes:
            self.notes.append(note)


def owner_of(element: etree._Element) -> str:
    """The id of the element, or of the nearest one around it that has one."""
    current: etree._Element | None = element
    while current is not None and not current.get("id"):
        current = current.getparent()
    return "" if current is None else current.get("id") or ""


def name_of(element: etree._Element) -> str:
    return element.get("name") or element.get("id") or local(element.tag)
