"""Operators by precedence: or, and, comparison, additive, multiplicative, power, minus, instance of."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.lexer import SYMBOL
from engine.feel.parser.primaries import PrimaryParser
from engine.feel.syntax import Between, Chain, Compare, InstanceOf, Logic, Negate, Node, Tests

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class ExpressionParser(PrimaryParser):
    def tests_of_in(self) -> tuple[Node, ...]:
        raise NotImplementedError

    def expression(self) -> Node:
        self.enter()
        closing, self.closing = self.closing, False
        node = self.disjunction()
        self.closing = closing
        self.depth -= 1
        return node

    def range_end(self) -> Node:
        """An expression after which `[` may close the range."""
        self.enter()
        closing, self.closing = self.closing, True
        node = self.additive()
        self.closing = closing
        self.depth -= 1
        return node

    def disjunction(self) -> Node:
        at = self.token.start
        operands = [self.conjunction()]
        while self.take("or"):
            operands.append(self.conjunction())
        return operands[0] if len(operands) == 1 else Logic(at, "or", tuple(operands))

    def conjunction(self) -> Node:
        at = self.token.start
        operands = [self.comparison()]
        while self.take("and"):
            operands.append(self.comparison())
        return operands[0] if len(operands) == 1 else Logic(at, "and", tuple(operands))

    def comparison(self) -> Node:
        node = self.additive()
        rounds = 0
        while True:
            token = self.token
            if token.kind == SYMBOL and token.text in _COMPARISONS:
                self.advance()
                node = Compare(token.start, token.text, node, self.additive())
            elif self.at("between"):
                self.advance()
                low = self.additive()
                self.expect("and")
                node = Between(token.start, node, low, self.additive())
            elif self.at("in"):
                self.advance()
                node = Tests(token.start, node, self.tests_of_in())
            else:
                self.depth -= rounds
                return node
            rounds += 1
            self.enter()

    def additive(self) -> Node:
        return self._chain(self.multiplicative, ("+", "-"))

    def multiplicative(self) -> Node:
        return self._chain(self.power, ("*", "/"))

    def power(self) -> Node:
        return self._chain(self.unary, ("**",))

    def _chain(self, operand: Callable[[], Node], operators: tuple[str, ...]) -> Node:
        at = self.token.start
        first = operand()
        if self.token.kind != SYMBOL or self.token.text not in operators:
            return first
        rest: list[tuple[str, Node]] = []
        while self.token.kind == SYMBOL and self.token.text in operators:
            operator = self.advance().text
            rest.append((operator, operand()))
        return Chain(at, first, tuple(rest))

    def unary(self) -> Node:
        if self.at("-"):
            at = self.advance().start
            self.enter()
            operand = self.unary()
            self.depth -= 1
            return Negate(at, operand)
        node = self.postfix()
        while self.token.text == "instance" and self.peek().text == "of":
            at = self.advance().start
            self.advance()
            node = InstanceOf(at, node, self.type())
        return node
