"""What stands between operators: literals, names, calls, paths, filters, brackets, lists and contexts."""

from __future__ import annotations

from engine.feel.decimals import make_number
from engine.feel.errors import limit_error
from engine.feel.lexer import AT, NAME, NUMBER, STRING, SYMBOL, Token, unescape
from engine.feel.names import normalize
from engine.feel.parser.brackets import BracketParser
from engine.feel.syntax import (
    Call,
    Filter,
    Literal,
    Name,
    Node,
    Path,
)
from engine.feel.temporal.reading import read_temporal

_CONSTANTS = {"true": True, "false": False, "null": None}
_CONTROL = ("if", "for", "some", "every", "function")
_CONTINUING = ("and", "or", "then", "else", "return", "satisfies", "in", "between", "instance")
_GOES_ON = ("]", ")", "[", "(", ".", "+", "-", "*", "/", "**")


class PrimaryParser(BracketParser):
    ready: Node | None = None  # already read by the caller; the next primary

    def postfix(self) -> Node:
        node = self.primary()
        rounds = 0
        while True:
            token = self.token
            if self.at("."):
                self.advance()
                node = Path(token.start, node, self.property_name())
            elif self.at("[") and not (self.closing and self._closes_range()):
                self.advance()
                node = Filter(token.start, node, self.expression())
                self.expect("]")
            elif self.at("("):
                self.advance()
                node = self.call(token.start, node)
            else:
                self.depth -= rounds
                return node
            rounds += 1
            self.enter()

    def property_name(self) -> str:
        if self.token.kind != NAME:
            raise self.unexpected("“.”之后应为名称", 'expected a name after "."')
        found = self.match_known()
        return self.read_name() if found or self.token.text not in _CONSTANTS else self.advance().text

    def _closes_range(self) -> bool:
        """`[` after a range end closes it, unless it opens a filter after which the range still is to be closed."""
        if not self._starts_expression(self.peek()):
            return True
        depth, index = 0, self.index
        while index < len(self.tokens):
            text = self.tokens[index].text
            depth += (text in ("[", "(", "{")) - (text in ("]", ")", "}"))
            index += 1
            if depth == 0:
                break
        else:
            return True
        return self.tokens[min(index, len(self.tokens) - 1)].text not in _GOES_ON

    def _starts_expression(self, token: Token) -> bool:
        if token.kind == SYMBOL:
            return token.text in ("(", "[", "]", "{", "-")
        return token.kind in (NUMBER, STRING, AT) or (token.kind == NAME and token.text not in _CONTINUING)

    def primary(self) -> Node:
        if self.ready is not None:
            node, self.ready = self.ready, None
            return node
        token = self.token
        if token.kind == NUMBER:
            self.advance()
            value = make_number(token.text)
            if value is None:
                raise limit_error(
                    "feel_number_out_of_range", "数字超出可表示的范围。", "The number is out of range.", token.start
                )
            return Literal(token.start, value)
        if token.kind == STRING:
            self.advance()
            return Literal(token.start, unescape(token, token.text[1:-1]))
        if token.kind == AT:
            self.advance()
            body = token.text[1:].strip()
            return Literal(token.start, read_temporal(unescape(token, body[1:-1])))
        if self.at("("):
            return self.brackets()
        if self.at("["):
            return self.list_or_range()
        if self.at("]"):
            self.advance()
            return self.finish_range(token.start, self.range_end(), False)
        if self.at("{"):
            return self.context()
        if token.kind == NAME:
            if self.match_known() is None:
                if token.text in _CONSTANTS:
                    self.advance()
                    return Literal(token.start, _CONSTANTS[token.text])
                if token.text in _CONTROL:
                    return self.control()
                if token.text in self.reserved:
                    raise self.unexpected()
            return Name(token.start, self.read_name())
        raise self.unexpected()

    def call(self, start: int, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        while not self.at(")"):
            name = self._argument_name()
            if name is not None:
                names.append(name)
            arguments.append(self.expression())
            if not self.take(","):
                break
        self.expect(")")
        if names and len(names) != len(arguments):
            raise self.unexpected("参数要么都写名称,要么都不写", "either all arguments are named or none")
        return Call(start, function, tuple(arguments), tuple(names) if names else None)

    def _argument_name(self) -> str | None:
        """`name :` before an argument; words, digits and special characters up to the colon."""
        if self.token.kind != NAME:
            return None
        index = self.index
        while self.tokens[index].kind in (NAME, NUMBER) or self.tokens[index].text in ("-", "+", "*", "/", "'"):
            index += 1
        if self.tokens[index].text != ":":
            return None
        name = normalize(self.text[self.token.start : self.tokens[index - 1].end])
        self.jump(index + 1)
        return name
