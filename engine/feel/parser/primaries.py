"""What stands between operators: literals, names, calls, paths, filters, brackets, lists and contexts."""

from __future__ import annotations

from engine.feel.decimals import make_number
from engine.feel.errors import limit_error
from engine.feel.lexer import AT, NAME, NUMBER, STRING, unescape
from engine.feel.names import normalize
from engine.feel.parser.control import ControlParser
from engine.feel.syntax import (
    Call,
    ContextLiteral,
    Filter,
    ListLiteral,
    Literal,
    Name,
    Node,
    Path,
    RangeLiteral,
    UnaryCompare,
)
from engine.feel.temporal.reading import read_temporal

_CONSTANTS = {"true": True, "false": False, "null": None}
_CONTROL = ("if", "for", "some", "every", "function")
UNARY_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")


class PrimaryParser(ControlParser):
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
        """`[` after a range end closes it, unless a matching `]` is followed by another closing bracket."""
        depth, index = 0, self.index
        while index < len(self.tokens):
            text = self.tokens[index].text
            depth += (text in ("[", "(", "{")) - (text in ("]", ")", "}"))
            index += 1
            if depth == 0:
                break
        else:
            return True
        return self.tokens[min(index, len(self.tokens) - 1)].text not in ("]", ")", "[")

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

    def brackets(self) -> Node:
        start = self.advance().start
        if self.token.text in UNARY_OPERATORS:
            operator = self.advance().text
            self.enter()
            node: Node = UnaryCompare(start, operator, self.additive())
            self.depth -= 1
            self.expect(")")
            return node
        node = self.expression()
        if self.at(".."):
            return self.finish_range(start, node, False)
        self.expect(")")
        return node

    def finish_range(self, start: int, low: Node, included: bool) -> Node:
        self.expect("..")
        high = self.range_end()
        if not self.at("]", ")", "["):
            raise self.unexpected("区间应以 ]、) 或 [ 结束", "expected ], ) or [ at the end of the range")
        return RangeLiteral(start, low, high, included, self.advance().text == "]")

    def list_or_range(self) -> Node:
        start = self.advance().start
        if self.take("]"):
            return ListLiteral(start, ())
        first = self.list_item()
        if self.at(".."):
            return self.finish_range(start, first, True)
        items = [first]
        while self.take(","):
            items.append(self.list_item())
        self.expect("]")
        return ListLiteral(start, tuple(items))

    def list_item(self) -> Node:
        if self.token.text in UNARY_OPERATORS and self.token.kind == "symbol":
            start, operator = self.token.start, self.advance().text
            return UnaryCompare(start, operator, self.additive())
        return self.expression()

    def context(self) -> Node:
        start = self.advance().start
        entries: list[tuple[str, Node]] = []
        known = self.known
        self.enter()
        while not self.at("}"):
            if self.token.kind == STRING:
                token = self.advance()
                name = unescape(token, token.text[1:-1])
                self.known.add(normalize(name))
            else:
                name = self.read_declared(":")
            self.expect(":")
            entries.append((name, self.expression()))
            if not self.take(","):
                break
        self.expect("}")
        self.depth -= 1
        self.known = known
        return ContextLiteral(start, tuple(entries))

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
