"""FEEL texts of a model, compiled once: expressions, cells, lists of allowed values, declared types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine import feel
from engine.dmn.functions import ExternalFunction
from engine.dmn.java import find_native
from engine.dmn.quick_tests import quicken
from engine.dmn.run import Logic, Run, Scope, Test
from engine.dmn.types import named
from engine.errors import Finding
from engine.feel import Environment, Evaluation, FeelError
from engine.feel.names import split_name
from engine.feel.syntax import FunctionDefinition
from engine.feel.types import ANY, Type, coerce, is_known

_NOWHERE: Mapping[str, Any] = {}


def known_in(text: str, names: Iterable[str]) -> frozenset[str]:
    """Those of the names of several words or with special characters that may occur in the text."""
    return frozenset(name for name in names if not name.isidentifier() and first_word(name) in text)


@lru_cache(maxsize=8192)
def first_word(name: str) -> str:
    words = split_name(name)
    return words[0] if words else "\0"


class Expressions:
    """Compiles the texts of one file; what is not FEEL is noted in `findings` and null when reached.

    `members` are names of several words that occur behind a dot (components, columns, context entries).
    """

    def __init__(
        self, members: Collection[str], types: Mapping[str, Type], findings: list[Finding], source: str
    ) -> None:
        self.members = frozenset(name for name in members if not name.isidentifier())
        self.types = types
        self.findings = findings
        self.source = source

    def literal(self, text: str, names: frozenset[str], element: str) -> Logic:
        """An expression; an empty one is null."""
        if not text.strip():
            return lambda scope, run: None
        compiled = self._compile(text, names, element, unary=False)
        if isinstance(compiled, FeelError):
            return self._broken(compiled)
        tree = compiled.syntax
        if isinstance(tree, FunctionDefinition) and tree.external:
            return self._external(tree, self.literal(text[tree.body.at :], names, element))
        return compiled.run

    def tests(self, text: str, names: frozenset[str], element: str) -> Test:
        """Unary tests, as in a cell or a list of allowed values."""
        compiled = self._compile(text, names, element, unary=True)
        if isinstance(compiled, FeelError):
            broken = self._broken(compiled)
            return lambda value, scope, run: broken(scope, run)
        run_cell = compiled.run
        return quicken(compiled.syntax, lambda value, scope, run: run_cell(scope, run, value))

    def predicate(self, text: str) -> Callable[[Any], bool]:
        """Whether a value meets unary tests that use nothing but the value."""
        test = self.tests(text, frozenset(), "")
        environment = Environment()
        return lambda value: test(value, {}, Run(environment)) is True

    def values(self, text: str) -> tuple[Any, ...]:
        """The values a list of allowed values names, in order; empty when it is no such list."""
        try:
            found = feel.compile(f"[{text}]").run(_NOWHERE, Evaluation())
        except FeelError:
            return ()
        return tuple(found) if isinstance(found, list) else ()

    def type(self, reference: str | None, element: str = "") -> Type | None:
        """The declared type, or None: nothing declared, anything allowed, or unknown (which is noted)."""
        kind = named(reference)
        if kind is None or kind == ANY:
            return None
        if not is_known(kind, self.types):
            zh, en = f"没有类型“{reference}”。", f"There is no type {reference}."
            self.findings.append(Finding("dmn_unknown_type", element or None, zh, en, file=self.source))
            return None
        return kind

    def typed(self, logic: Logic, reference: str | None, element: str) -> Logic:
        """The logic with its declared type applied: converted, or null with a warning."""
        kind = self.type(reference, element)
        if kind is None:
            return logic
        types = self.types

        def run_typed(scope: Scope, run: Run) -> Any:
            value = logic(scope, run)
            if value is None:
                return None
            converted = coerce(value, kind, types)
            if converted is None:
                run.null("dmn_type", f"值不是 {reference}。", f"The value is not a {reference}.")
            return converted

        return run_typed

    def _compile(self, text: str, names: frozenset[str], element: str, *, unary: bool) -> feel.Expression | FeelError:
        try:
            return feel.compile(text, known_in(text, names | self.members), unary=unary)
        except FeelError as error:
            finding = Finding(error.code, element or None, error.zh, f"{error.en} In: {text}", file=self.source)
            self.findings.append(finding)
            return error

    @staticmethod
    def _external(tree: FunctionDefinition, mapping: Logic) -> Logic:
        """`function(a) external {java: {...}}`."""
        parameters, types = zip(*tree.parameters, strict=True) if tree.parameters else ((), ())

        def run_external(scope: Scope, run: Run) -> ExternalFunction:
            found = mapping(scope, run)
            native = find_native(found.get("java")) if isinstance(found, dict) else None
            return ExternalFunction(parameters, types, native)

        return run_external

    @staticmethod
    def _broken(error: FeelError) -> Logic:
        def run_broken(scope: Scope, run: Run) -> None:
            run.null(error.code, error.zh, error.en)

        return run_broken
