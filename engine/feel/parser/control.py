"""`if`, `for`, `some`, `every` and `function`."""

from __future__ import annotations

from engine.feel.lexer import KEYWORDS, STRING, unescape
from engine.feel.parser.types import TypeParser
from engine.feel.syntax import For, FunctionDefinition, If, Iterator, Node, Quantified
from engine.feel.types import Type


class ControlParser(TypeParser):
    reserved = KEYWORDS - {"function"}

    def expression(self) -> Node:
        raise NotImplementedError

    def additive(self) -> Node:
        raise NotImplementedError

    def range_end(self) -> Node:
        raise NotImplementedError

    def control(self) -> Node:
        token = self.advance()
        if token.text == "if":
            condition = self.expression()
            self.expect("then")
            then = self.expression()
            self.expect("else")
            return If(token.start, condition, then, self.expression())
        if token.text == "for":
            iterators = self._iterators("return")
            return For(token.start, iterators, self.expression())
        if token.text == "function":
            return self._function(token.start)
        iterators = self._iterators("satisfies")
        return Quantified(token.start, token.text == "every", iterators, self.expression())

    def _iterators(self, end: str) -> tuple[Iterator, ...]:
        found: list[Iterator] = []
        while True:
            name = self.read_declared("in")
            self.expect("in")
            domain = self.expression()
            stop = self.expression() if self.take("..") else None
            found.append(Iterator(name, domain, stop))
            if not self.take(","):
                break
        self.expect(end)
        return tuple(found)

    def _function(self, start: int) -> Node:
        self.expect("(")
        parameters: list[tuple[str, Type | None]] = []
        while not self.at(")"):
            name = self._parameter()
            parameters.append((name, self.type() if self.take(":") else None))
            if not self.take(","):
                break
        self.expect(")")
        external = self.token.text == "external" and self.peek().text == "{"
        if external:
            self.advance()
        return FunctionDefinition(start, tuple(parameters), self.expression(), external)

    def _parameter(self) -> str:
        if self.token.kind == STRING:
            token = self.advance()
            return unescape(token, token.text[1:-1])
        return self.read_declared(":", ",", ")")
