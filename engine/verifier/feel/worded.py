"""The forms that begin with a word: if, for, some, every, function."""

from __future__ import annotations

from .nodes import Definition, If, Node, Rounds, Type
from .type_reading import TypeReader


class Worded(TypeReader):
    """Forms whose parts are expressions again."""

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
        iterators: list[tuple[str, Node, Node | None]] = []
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
