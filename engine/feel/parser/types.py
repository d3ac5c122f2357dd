"""Type expressions: `list<number>`, `context<a: string>`, `function<number> -> Any`, `range<date>`, names."""

from __future__ import annotations

from engine.feel.lexer import NAME
from engine.feel.parser.cursor import Cursor
from engine.feel.types import ANY, ContextType, FunctionType, ListType, RangeType, Type, simple_type


class TypeParser(Cursor):
    def type(self) -> Type:
        self.enter()
        kind = self._type()
        self.depth -= 1
        return kind

    def _type(self) -> Type:
        if self.token.kind == NAME and self.peek().text == "<":
            if self.token.text == "list":
                return ListType(self._argument())
            if self.token.text == "range":
                return RangeType(self._argument())
            if self.token.text == "context":
                return self._context()
            if self.token.text == "function":
                return self._function_type()
        if self.token.text in ("null", "function"):
            return simple_type(self.advance().text)
        words = [self._type_name()]
        while self.at("."):
            self.advance()
            words.append(self.read_name())
        return simple_type(".".join(words))

    def _type_name(self) -> str:
        for name in (
            "days and time duration",
            "years and months duration",
            "day and time duration",
            "year and month duration",
            "date and time",
        ):
            parts = name.split()
            if all(self.peek(i).text == part for i, part in enumerate(parts)):
                self.jump(self.index + len(parts))
                return name
        return self.read_name()

    def _argument(self) -> Type:
        self.advance()
        self.advance()
        of = self.type()
        self.expect(">")
        return of

    def _context(self) -> Type:
        self.advance()
        self.advance()
        fields: dict[str, Type] = {}
        while not self.at(">"):
            name = self.read_declared(":")
            self.expect(":")
            fields[name] = self.type()
            if not self.take(","):
                break
        self.expect(">")
        return ContextType(fields)

    def _function_type(self) -> Type:
        self.advance()
        self.advance()
        parameters: list[Type] = []
        while not self.at(">"):
            parameters.append(self.type())
            if not self.take(","):
                break
        self.expect(">")
        return FunctionType(tuple(parameters), self.type() if self.take("->") else ANY)
