"""A FEEL text read into nodes: precedence from `or` down to the operands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..not_verified import TooMuch
from . import bounds
from .nodes import (
    Between,
    Cell,
    Chain,
    In,
    InstanceOf,
    Interval,
    Logic,
    Negative,
    Node,
    Test,
)
from .primary import Primary

COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
LEVELS = (("+", "-"), ("*", "/"), ("**",))


class Parser(Primary):
    def expression(self) -> Node:
        self.enter()
        try:
            return self.textual() or self.logic("or")
        finally:
            self.depth -= 1

    def logic(self, operator: str) -> Node:
        operands = [self.operand_of(operator)]
        while self.at.keyword(operator):
            operands.append(self.operand_of(operator))
        return operands[0] if len(operands) == 1 else Logic(operator, tuple(operands))

    def operand_of(self, operator: str) -> Node:
        return self.logic("and") if operator == "or" else self.comparison()

    def comparison(self) -> Node:
        left = self.arithmetic(0)
        while True:
            if operator := self.at.take(*COMPARISONS):
                left = Chain(left, ((operator, self.arithmetic(0)),))
            elif self.at.keyword("between"):
                low = self.arithmetic(0)
                self.at.need_keyword("and")
                left = Between(left, low, self.arithmetic(0))
            elif self.at.keyword("in"):
                left = In(left, self.tests_of_in())
            else:
                return left
            self.enter(terms=True)

    def arithmetic(self, level: int) -> Node:
        if level == len(LEVELS):
            return self.unary()
        first = self.arithmetic(level + 1)
        rest = []
        while operator := self.operator(LEVELS[level]):
            rest.append((operator, self.arithmetic(level + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def operator(self, wanted: tuple[str, ...]) -> str | None:
        found = self.at.peek("**", "->", *wanted)
        return self.at.take(found) if found in wanted and found else None

    def unary(self) -> Node:
        if self.at.peek("-") and not self.at.peek("->"):
            self.at.take("-")
            self.enter()
            try:
                return Negative(self.unary())
            finally:
                self.depth -= 1
        operand = self.path()
        while self.at.keyword("instance", "of"):
            operand = InstanceOf(operand, self.type())
        return operand

    # -- tests

    def tests_of_in(self) -> tuple[Node, ...]:
        """`in (a, > 5, [1..2])`, or one test; an opening parenthesis may also begin an interval."""
        before = self.at.at
        if self.at.take("("):
            tests = self.tests()
            if self.at.take(")") and (self.at.peek("..") or not self.at.peek("[", ".", "(")):
                return tests
            self.at.at = before
        return (self.test(),)

    def tests(self) -> tuple[Node, ...]:
        found = [self.test()]
        while self.at.take(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        if operator := self.at.take(*COMPARISONS):
            return Test(operator, self.arithmetic(0))
        return self.expression()

    def cell(self) -> Cell:
        """A whole text of unary tests."""
        before = self.at.at
        if self.at.take("-"):
            self.at.space()
            if self.at.at == len(self.text):
                return Cell((), False, ())
            self.at.at = before
        if self.at.keyword("not") and self.at.take("("):
            tests, asks = self.asking()
            if self.at.take(")") and self.is_done():
                return Cell(tests, True, asks)
        self.at.at = before
        tests, asks = self.asking()
        return Cell(tests, False, asks)

    def asking(self) -> tuple[tuple[Node, ...], tuple[bool, ...]]:
        tests: list[Node] = []
        asks: list[bool] = []
        while not tests or self.at.take(","):
            self.asked = False
            tests.append(self.test())
            asks.append(self.asked)
        return tuple(tests), tuple(asks)

    def is_done(self) -> bool:
        self.at.space()
        return self.at.at == len(self.text)

    def all(self, cell: bool) -> Node:
        node = self.cell() if cell else self.expression()
        if not self.is_done():
            raise self.at.fail("有多余的内容")
        return node

    def open_ended(self, operator: str) -> Node:
        """`< 5` between parentheses is the range of what is less."""
        end = self.arithmetic(0)
        if operator == "=":
            return Interval(end, end, True, True)
        if operator == "!=":
            raise self.at.fail("“!=”不是区间")
        included = "=" in operator
        return Interval(None, end, False, included) if operator[0] == "<" else Interval(end, None, included, False)


def parse(text: str, names: Iterable[str] = (), cell: bool = False) -> Node:
    """The nodes of an expression, or of a cell. `names` are all names declared; NotFeel where it is none."""
    if len(text) > bounds.TEXT:
        raise TooMuch("表达式过长,未予核验。")
    return _parse(text, frozenset(name for name in names if name.split()[0] in text), cell)


@lru_cache(maxsize=2_000)
def _parse(text: str, names: frozenset[str], cell: bool) -> Node:
    try:
        return Parser(text, names).all(cell)
    except RecursionError:
        raise TooMuch("表达式嵌套过深,未予核验。") from None
