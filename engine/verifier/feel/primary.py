"""The operands of an expression: literals, names, lists, contexts, ranges, and the paths from them."""

from __future__ import annotations

from ..not_verified import NotFeel
from .nodes import (
    Call,
    Entries,
    Filter,
    Interval,
    Items,
    Literal,
    Member,
    Name,
    Node,
    Path,
)
from .numbers import number_of
from .reading import read_any
from .scanner import KEYWORDS, NUMBER
from .worded import Worded

WORDS = {"true": True, "false": False, "null": None}


class Primary(Worded):
    """One operand at a time."""

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
