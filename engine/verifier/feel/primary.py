"""The operands of an expression: literals, names, lists, contexts, ranges, paths, and the forms with words."""

from __future__ import annotations

from collections.abc import Iterable

from ..not_verified import NotFeel, TooMuch
from . import bounds
from .nodes import (
    Call,
    Definition,
    Entries,
    Filter,
    If,
    Interval,
    Items,
    Literal,
    Member,
    Name,
    Node,
    Path,
    Rounds,
    Type,
)
from .numbers import number_of
from .reading import read_any
from .scanner import KEYWORDS, NUMBER, Scanner

WORDS = {"true": True, "false": False, "null": None}


class Primary:
    """The lower half of the parser; `expression`, `tests` and what stands above are in parser.py."""

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

    # -- with words

    def textual(self) -> Node | None:
        if self.at.declared_ahead():
            return None
        if self.at.keyword("if"):
            condition = self.expression()
            self.at.need_keyword("then")
            then = self.expression()
            self.at.need_keyword("else")
            return If(condition, then, self.expression())
        for kind, word in (("for", "return"), ("some", "satisfies"), ("every", "satisfies")):
            if self.at.keyword(kind):
                return self.rounds(kind, word)
        if self.at.keyword("function"):
            return self.definition()
        return None

    def rounds(self, kind: str, word: str) -> Node:
        iterators = []
        self.at.scopes.append([])
        begin = self.at.at
        while not iterators or self.at.take(","):
            name = self.at.until(",", words=True)
            if name is None:
                raise self.at.fail("应为名称")
            self.at.need_keyword("in")
            start = self.expression()
            end = self.expression() if self.at.take("..") else None
            iterators.append((name, start, end))
            self.at.declare([name])
        self.at.need_keyword(word)
        body = self.expression()
        del self.at.scopes[-len(iterators) - 1 :]
        return Rounds(kind, tuple(iterators), body, "partial" in self.text[begin : self.at.at])

    def definition(self) -> Node:
        self.at.need("(")
        parameters: list[tuple[str, Type | None]] = []
        while not self.at.take(")"):
            if parameters:
                self.at.need(",")
            name = self.at.until(",", ")", ":", words=False)
            if name is None:
                raise self.at.fail("应为参数名称")
            parameters.append((name, self.type() if self.at.take(":") else None))
        self.at.declare(name for name, _ in parameters)
        external = self.at.keyword("external")
        body = self.expression()
        self.at.scopes.pop()
        return Definition(tuple(parameters), None if external else body)

    # -- paths

    def path(self) -> Node:
        first = self.primary()
        steps: list[Member | Filter | Call] = []
        while True:
            if self.at.peek("..") is None and self.at.take("."):
                name = self.at.name()
                if name is None:
                    raise self.at.fail("应为名称")
                steps.append(Member(name))
            elif self.at.peek("["):
                if (found := self.filter()) is None:
                    return Path(first, tuple(steps)) if steps else first
                steps.append(found)
            elif self.at.take("("):
                steps.append(self.call())
            else:
                return Path(first, tuple(steps)) if steps else first

    def filter(self) -> Filter | None:
        """A filter, or None where the bracket closes the interval around: `[1..10[`."""
        before = self.at.at
        self.at.take("[")
        try:
            condition = self.expression()
            self.at.need("]")
        except NotFeel:
            if not self.intervals:
                raise
            self.at.at = before
            return None
        return Filter(condition)

    def call(self) -> Call:
        arguments: list[Node] = []
        names: list[str] = []
        while not self.at.take(")"):
            if arguments:
                self.at.need(",")
            before = self.at.at
            name = self.at.until(":", ",", words=False)
            if name and self.at.take(":"):
                names.append(name)
            else:
                self.at.at = before
            arguments.append(self.expression())
        if names and len(names) != len(arguments):
            raise self.at.fail("参数应全部写名称或全部不写")
        return Call(tuple(arguments), tuple(names) if names else None)

    def primary(self) -> Node:
        at = self.at
        if (text := at.string()) is not None:
            return Literal(text)
        if at.take("@"):
            text = at.string()
            value = read_any(text) if text is not None else None
            if text is None:
                raise at.fail("应为引号中的日期、时间或时长")
            return Literal(value)
        if (found := NUMBER.match(self.text, at.at)) and at.peek("..") is None:
            at.at = found.end()
            return Literal(number_of(found[0]))
        if at.take("("):
            return self.parenthesis()
        if at.take("["):
            return self.bracket()
        if at.take("]"):
            return self.interval(self.expression(), False)
        if at.take("{"):
            return self.entries()
        name = at.declared()
        if name is None and (textual := self.textual()):
            return textual
        word = at.word()
        if name is None and word in WORDS:
            at.at += len(word or "")
            return Literal(WORDS[word or ""])
        if name is None and word not in KEYWORDS:
            name = at.name()
        if name is None:
            raise at.fail("应为值或名称")
        if name.split()[0] == "?":
            self.asked = True
        return Name(name)

    def parenthesis(self) -> Node:
        if operator := self.at.take("<=", ">=", "<", ">", "=", "!="):
            made = self.open_ended(operator)
            self.at.need(")")
            return made
        inner = self.expression()
        if self.at.peek(".."):
            return self.interval(inner, False)
        self.at.need(")")
        return inner

    def bracket(self) -> Node:
        items: list[Node] = []
        while not self.at.take("]"):
            if items:
                self.at.need(",")
            operator = self.at.take("<=", ">=", "<", ">")
            items.append(self.open_ended(operator) if operator else self.expression())
            if len(items) == 1 and self.at.peek(".."):
                return self.interval(items[0], True)
        return Items(tuple(items))

    def interval(self, start: Node, included: bool) -> Node:
        self.at.need("..")
        self.intervals += 1
        end = self.expression()
        self.intervals -= 1
        close = self.at.take("]", ")", "[")
        if close is None:
            raise self.at.fail("区间没有结束")
        return Interval(start, end, included, close == "]")

    def entries(self) -> Node:
        entries: list[tuple[str, Node]] = []
        self.at.scopes.append([])
        while not self.at.take("}"):
            if entries:
                self.at.need(",")
            key = self.at.string()
            if key is None:
                key = self.at.until(":", words=False)
            if key is None:
                raise self.at.fail("应为名称")
            self.at.need(":")
            entries.append((key, self.expression()))
            self.at.declare([key])
        del self.at.scopes[-len(entries) - 1 :]
        return Entries(tuple(entries))

    # -- types

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


BUILT_IN = ("date and time", "days and time duration", "day and time duration", "years and months duration",
            "year and month duration")  # fmt: skip
