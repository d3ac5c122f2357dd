"""Unary tests: the cells of a decision table and the right side of `in`."""

from __future__ import annotations

from engine.feel.errors import FeelError
from engine.feel.lexer import END
from engine.feel.parser.brackets import UNARY_OPERATORS
from engine.feel.parser.expressions import ExpressionParser
from engine.feel.syntax import AnyValue, Node, Tests, UnaryCompare


class Parser(ExpressionParser):
    def read_expression(self) -> Node:
        node = self.expression()
        self._finish()
        return node

    def read_unary_tests(self) -> Node:
        at = self.token.start
        if self.at("-") and self.peek().kind == END:
            return AnyValue(at)
        if self.token.text == "not" and self.peek().text == "(":
            tests = self._negated()
            if tests is not None:
                return Tests(at, None, tests, True)
        tests = self._tests()
        self._finish()
        return Tests(at, None, tests)

    def _finish(self) -> None:
        if self.token.kind != END:
            raise self.unexpected()

    def _negated(self) -> tuple[Node, ...] | None:
        """What stands in a `not(…)` that is the whole cell; None, nothing read, when the text goes on after it.

        Brackets cannot be counted instead: an interval may open and close with either kind, as in `not([0..3))`.
        """
        begin, depth = self.index, self.depth
        try:
            self.advance()
            self.advance()
            tests = self._tests()
            self.expect(")")
            self._finish()
        except FeelError as error:
            if error.code == "feel_too_deep":
                raise
            self.jump(begin)
            self.depth, self.closing = depth, False
            return None
        return tests

    def _tests(self) -> tuple[Node, ...]:
        tests = [self.positive_test()]
        while self.take(","):
            tests.append(self.positive_test())
        return tuple(tests)

    def positive_test(self) -> Node:
        token = self.token
        if token.kind == "symbol" and token.text in UNARY_OPERATORS:
            self.advance()
            return UnaryCompare(token.start, token.text, self.additive())
        return self.expression()

    def tests_of_in(self) -> tuple[Node, ...]:
        """`in (a, b)`, `in < 5`, `in [1..5]`: what the value left of `in` is tested against."""
        token = self.token
        if token.kind == "symbol" and token.text in UNARY_OPERATORS:
            self.advance()
            return (UnaryCompare(token.start, token.text, self.additive()),)
        if not self.at("("):
            return (self.additive(),)
        start = self.advance().start
        first = self.positive_test()
        if self.at(","):
            tests = [first]
            while self.take(","):
                tests.append(self.positive_test())
            self.expect(")")
            return tuple(tests)
        if isinstance(first, UnaryCompare):
            self.expect(")")
            if not self.at(".", "[", "("):
                return (first,)
            self.ready = first
            return (self.additive(),)
        # one bracketed expression, or a range that starts with a bracket; operators may follow it
        if self.at(".."):
            self.ready = self.finish_range(start, first, False)
        else:
            self.expect(")")
            self.ready = first
        return (self.additive(),)
