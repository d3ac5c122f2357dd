"""The compiled expression and the cache of compiled expressions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import DecimalException
from functools import lru_cache
from typing import Any

from engine.feel.border import from_python
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import Compiler, Run
from engine.feel.environment import DEFAULT_ENVIRONMENT, Environment, Evaluation
from engine.feel.errors import FeelError, FeelWarning, limit_error
from engine.feel.lexer import END
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import PROPERTY_NAMES, KnownNames
from engine.feel.parser import Parser
from engine.feel.syntax import Node
from engine.feel.types import Type

_STANDARD = KnownNames((*BUILTINS, *PROPERTY_NAMES))
_MISSING: Mapping[str, Any] = {}


class Expression:
    """One text, compiled; may be evaluated any number of times, from any thread.

    `free` are the names it reads from the context (or from the environment's functions), `syntax` is its tree.
    """

    __slots__ = ("_empty", "_run", "free", "syntax", "text", "unary")

    def __init__(self, text: str, syntax: Node, run: Run, slots: int, free: frozenset[str], unary: bool) -> None:
        self.text = text
        self.syntax = syntax
        self.free = free
        self.unary = unary
        self._run = run
        self._empty: list[Any] = [None] * (slots - 2)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def run(self, context: Mapping[str, Any], evaluation: Evaluation, value: Any = None) -> Any:
        """Evaluate within a running evaluation (shared budget and warnings); `value` is the cell's input `?`."""
        frame = [evaluation, context, *self._empty]
        frame[2] = value
        try:
            result = self._run(frame)
            if type(result) is list or type(result) is dict:
                evaluation.check_result(result)
            return result
        except RecursionError:
            raise limit_error("feel_too_deep", "表达式计算嵌套过深。", "The evaluation is nested too deeply.") from None
        except DecimalException:  # a NaN that a caller put into the context
            raise limit_error(
                "feel_bad_number", "数据中有不是数的数字。", "The data holds a number that is none."
            ) from None

    def evaluate(self, context: Mapping[str, Any] = _MISSING, environment: Environment | None = None) -> Any:
        """The value; null where something inside was undefined. Raises FeelError only when a limit is hit."""
        return self.run(context, Evaluation(environment))

    def evaluate_with_warnings(
        self, context: Mapping[str, Any] = _MISSING, environment: Environment | None = None
    ) -> tuple[Any, list[FeelWarning]]:
        evaluation = Evaluation(environment)
        return self.run(context, evaluation), evaluation.warnings

    def test(
        self, value: Any, context: Mapping[str, Any] = _MISSING, environment: Environment | None = None
    ) -> bool | None:
        """For unary tests: whether the value (a FEEL value) passes."""
        result = self.run(context, Evaluation(environment), value)
        return result if isinstance(result, bool) else None


def compile(
    text: str, names: frozenset[str] = frozenset(), *, unary: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Expression:
    """The compiled text, from the cache when it was compiled before.

    `names` are the known names of variables, functions and entries; only those of several words or with special
    characters matter. `unary`: the text is a cell (`> 5`, `"a","b"`, `-`, `not(...)`). Raises FeelError.
    """
    if not isinstance(text, str):
        raise FeelError("feel_syntax", 0, "表达式必须是文本。", "An expression is a text.")
    if names:
        names = frozenset(name for name in names if not name.isidentifier())
    return _compile(text, names, unary, limits)


@lru_cache(maxsize=4096)
def _compile(text: str, names: frozenset[str], unary: bool, limits: Limits) -> Expression:
    try:
        parser = Parser(text, KnownNames(names, _STANDARD), limits)
        syntax = parser.read_unary_tests() if unary else parser.read_expression()
        compiler = Compiler(unary)
        run = compiler.compile(syntax)
    except RecursionError:
        raise limit_error("feel_too_deep", "表达式嵌套过深。", "The expression is nested too deeply.") from None
    return Expression(text, syntax, run, compiler.slots, frozenset(compiler.free), unary)


def special_names(context: Mapping[str, Any], depth: int = 0) -> set[str]:
    """The names in a context, nested ones too, that are not one plain word."""
    found: set[str] = set()
    for key, value in context.items():
        if isinstance(key, str) and not key.isidentifier():
            found.add(key)
        if depth < 8:
            rows = value if isinstance(value, list) else [value]
            for row in rows[:20]:
                if isinstance(row, Mapping):
                    found |= special_names(row, depth + 1)
    return found


def evaluate(text: str, context: Mapping[str, Any] = _MISSING, environment: Environment | None = None) -> Any:
    """Compile and evaluate; the names of the context and of the environment's functions are known."""
    return _compile_for(text, context, environment, False).evaluate(context, environment)


def unary_test(
    text: str, value: Any, context: Mapping[str, Any] = _MISSING, environment: Environment | None = None
) -> bool | None:
    """Whether a value passes the unary tests of a cell; null when that cannot be said."""
    return _compile_for(text, context, environment, True).test(from_python(value), context, environment)


def _compile_for(text: str, context: Mapping[str, Any], environment: Environment | None, unary: bool) -> Expression:
    environment = environment or DEFAULT_ENVIRONMENT
    known = special_names(context)
    known.update(name for name in environment.functions if " " in name)
    return compile(text, frozenset(known), unary=unary, limits=environment.limits)


def names(text: str, known: frozenset[str] = frozenset(), *, unary: bool = False) -> frozenset[str]:
    """The free variables of an expression: what it reads from its context. Raises FeelError on bad syntax."""
    return compile(text, known, unary=unary).free - {"?"}


def parse_type(text: str, known: frozenset[str] = frozenset()) -> Type:
    """A type expression such as `list<number>` or `tLoan`; unknown names become a NamedType. Raises FeelError."""
    parser = Parser(text, KnownNames(known, _STANDARD), DEFAULT_LIMITS)
    kind = parser.type()
    if parser.token.kind != END:
        raise parser.unexpected()
    return kind
