"""Everything in brackets: lists, contexts, ranges, and expressions that stand in parentheses."""

from __future__ import annotations

from engine.feel.lexer import STRING, SYMBOL, unescape
from engine.feel.names import normalize
from engine.feel.parser.control import ControlParser
from engine.feel.syntax import ContextLiteral, ListLiteral, Node, RangeLiteral, UnaryCompare

UNARY_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")


class BracketParser(ControlParser):
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
        if self.token.text in UNARY_OPERATORS and self.token.kind == SYMBOL:
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
