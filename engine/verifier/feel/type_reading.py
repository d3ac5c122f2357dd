"""The beginning of the parser: its place in the text, its bounds, and the types a text may name."""

from __future__ import annotations

from collections.abc import Iterable

from ..not_verified import TooMuch
from . import bounds
from .nodes import Node, Type
from .scanner import Scanner

BUILT_IN = ("date and time", "days and time duration", "day and time duration", "years and months duration",
            "year and month duration")  # fmt: skip


class TypeReader:
    """`expression`, `open_ended` and what stands above are in parser.py."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text = text
        self.at = Scanner(text, names)
        self.depth = 0
        self.terms = 0
        self.asked = False
        self.intervals = 0  # whose end is being read

    def expression(self) -> Node:
        raise NotImplementedError

    def open_ended(self, operator: str) -> Node:
        raise NotImplementedError

    def enter(self, terms: bool = False) -> None:
        """One level deeper, or one more comparison in a row, which also nests."""
        if terms:
            self.terms += 1
        else:
            self.depth += 1
        if self.depth > bounds.DEPTH or self.terms > 500:
            raise TooMuch("表达式嵌套过深,未予核验。")

    def type(self) -> Type:
        self.enter()
        try:
            return self.type_inside()
        finally:
            self.depth -= 1

    def type_inside(self) -> Type:
        if self.at.keyword("function"):
            parts = self.type_parts(named=False)[0] if self.at.peek("<") else ()
            self.at.need("->")
            return Type("function", (*parts, self.type()))
        name = next((n for n in BUILT_IN if self.at.keyword(*n.split())), None) or self.qualified()
        if name in ("list", "range", "context") and self.at.peek("<"):
            parts, keys = self.type_parts(named=name == "context")
            return Type(name, parts, keys)
        return Type(name)

    def type_parts(self, named: bool) -> tuple[tuple[Type, ...], tuple[str, ...]]:
        parts: list[Type] = []
        keys: list[str] = []
        self.at.need("<")
        while not self.at.take(">"):
            if parts:
                self.at.need(",")
            if named:
                keys.append(self.at.until(":", words=False) or "")
                self.at.need(":")
            parts.append(self.type())
        return tuple(parts), tuple(keys)

    def qualified(self) -> str:
        name = self.at.name()
        while name is not None and self.at.peek("..") is None and self.at.take("."):
            name += "." + (self.at.name() or "")
        if name is None:
            raise self.at.fail("应为类型")
        return name
