"""Unary tests: cells, `in`, and a comparison in brackets as a range."""

from __future__ import annotations

from typing import Any

from engine.feel.compiler.core import EVALUATION, INPUT, Compiler, Frame, Run, compiles
from engine.feel.compiler.operators import ORDER_TESTS, equals, order
from engine.feel.compiler.structures import make_range
from engine.feel.environment import Evaluation
from engine.feel.ordering import contains
from engine.feel.ranges import Range
from engine.feel.syntax import AnyValue, Literal, Name, Node, RangeLiteral, Tests, UnaryCompare, mentions


@compiles(AnyValue)
def compile_any(c: Compiler, node: AnyValue) -> Run:
    return lambda f: True


@compiles(UnaryCompare)
def compile_unary_compare(c: Compiler, node: UnaryCompare) -> Run:
    """As a value: the range of what passes the test."""
    operand, symbol = c.compile(node.operand), node.operator

    def run(f: Frame) -> Any:
        e, value = f[EVALUATION], operand(f)
        if value is None or symbol == "!=":
            return e.null("no_range", "“!=”或空值不能作为区间。", "This comparison is not a range.")
        if symbol == "=":
            return make_range(e, value, value, True, True)
        if symbol in ("<", "<="):
            return make_range(e, None, value, False, symbol == "<=")
        return make_range(e, value, None, symbol == ">=", False)

    return run


@compiles(Tests)
def compile_tests(c: Compiler, node: Tests) -> Run:
    subject = (lambda f: f[INPUT]) if node.subject is None else c.compile(node.subject)
    texts = _texts(node)
    if texts is not None and not node.negated:
        return _member(subject, texts)
    place = INPUT if node.subject is None else c.place()
    tests = [_test(c, test, place) for test in node.tests]
    negated = node.negated

    def run(f: Frame) -> Any:
        f[place] = subject(f)
        result: bool | None = False
        for test in tests:
            passed = test(f)
            if passed is True:
                return not negated
            if passed is None:
                result = None
        return None if result is None else negated

    return run


def _texts(node: Tests) -> frozenset[str] | None:
    """The texts, when every test is a text: membership is then one look."""
    values = [test.value for test in node.tests if isinstance(test, Literal) and type(test.value) is str]
    return frozenset(values) if len(values) == len(node.tests) else None


def _member(subject: Run, texts: frozenset[str]) -> Run:
    first = next(iter(texts))

    def run(f: Frame) -> Any:
        value = subject(f)
        if type(value) is str:
            return value in texts
        return passes(f[EVALUATION], value, first)

    return run


def _test(c: Compiler, node: Node, place: int) -> Run:
    if isinstance(node, UnaryCompare):
        return _comparison(c, node, place)
    if isinstance(node, AnyValue):
        return lambda f: True
    if place == INPUT and _asks(node):
        run = c.compile(node)

        def asked(f: Frame) -> Any:
            value = run(f)
            return value if type(value) is bool else None

        return asked
    run = c.compile(node)
    if isinstance(node, RangeLiteral):
        return lambda f: _inside(f[EVALUATION], f[place], run(f))
    whole = place == INPUT and not isinstance(node, (Literal, Name))

    def matches(f: Frame) -> Any:
        value, expected = f[place], run(f)
        if whole and type(expected) is bool and type(value) is not bool:
            return expected  # the cell is a condition of its own
        return passes(f[EVALUATION], value, expected)

    return matches


def _inside(e: Evaluation, value: Any, interval: Range | None) -> bool | None:
    """A range that could not be made (null end) contains nothing, not even a null: the answer is null."""
    return None if interval is None else passes(e, value, interval)


def _comparison(c: Compiler, node: UnaryCompare, place: int) -> Run:
    operand, symbol = c.compile(node.operand), node.operator
    if symbol in ORDER_TESTS:
        test = ORDER_TESTS[symbol]
        return lambda f: order(f[EVALUATION], test, f[place], operand(f))

    def run(f: Frame) -> Any:
        same = equals(f[EVALUATION], f[place], operand(f))
        return same if same is None or symbol == "=" else not same

    return run


def _asks(node: Any) -> bool:
    """Whether the cell speaks of its input as `?`."""
    return mentions(node, "?")


def passes(e: Evaluation, value: Any, expected: Any) -> bool | None:
    """Whether a value passes one test value: in a range, in a list, or equal."""
    if type(expected) is Range:
        if type(value) is Range:
            return equals(e, value, expected)
        return contains(expected, value)
    if type(expected) is list:
        e.spend(len(expected))
        if type(value) is list and equals(e, value, expected) is True:
            return True
        return any(passes(e, value, item) is True for item in expected)
    return equals(e, value, expected) if value is not None or expected is None else False
