"""Texts that are not FEEL, names that mean nothing where they stand, and calls with the wrong arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from engine import feel
from engine.dmn import boxed
from engine.dmn.checking.free_names import Use, uses
from engine.dmn.checking.places import Place, boxes, places
from engine.dmn.definitions import ItemDefinition
from engine.dmn.expressions import known_in
from engine.dmn.graph import Node, Unit
from engine.dmn.loader import visible
from engine.errors import Finding
from engine.feel import FeelError, Function
from engine.feel.builtins import BUILTINS
from engine.words import OFFICE_FUNCTIONS


class NameCheck:
    """Checks every text of a file against the names visible where it stands."""

    def __init__(self, unit: Unit, functions: Collection[str] | None, source: str) -> None:
        self.unit = unit
        self.functions = functions
        self.source = source
        units = [unit, *unit.imports.values()]
        self.members = OFFICE_FUNCTIONS.union(
            *(u.definitions.names for u in units),
            *((e.name for e in u.definitions.elements) for u in unit.imports.values()),
        )
        self.findings: list[Finding] = []

    def run(self) -> list[Finding]:
        for node in self.unit.nodes.values():
            logic = node.element.logic
            if logic is None:
                continue
            arity = {need.node.element.name: _accepts(need.node) for need in node.needs if need.node.logic}
            for place in places(logic, frozenset(visible(node) | {node.element.name}), node.key):
                self._check(place, arity)
            for part in boxes(logic):
                self._check_shape(part, node)
        for item in self.unit.definitions.types:
            for place in _constraints(item):
                self._check(place, {})
        return self.findings

    def _check(self, place: Place, arity: dict[str, Callable[[int], bool]]) -> None:
        if not place.text.strip():
            return
        try:
            known = known_in(place.text, place.names | self.members)
            compiled = feel.compile(place.text, known, unary=place.unary)
        except FeelError as error:
            self._find(error.code, place, error.zh, error.en)
            return
        visible_here = place.names | (frozenset({"?"}) if place.unary else frozenset())
        for use in uses(compiled.syntax, guarded=place.guarded):
            if use.name in visible_here:
                accepts = arity.get(use.name)
            elif use.name in BUILTINS:
                accepts = BUILTINS[use.name].accepts
            else:
                self._unknown(place, use)
                continue
            if accepts is not None and use.arguments is not None and not accepts(use.arguments):
                zh, en = f"“{use.name}”的参数个数不对。", f"Wrong number of arguments for {use.name}."
                self._find("dmn_wrong_arity", place, zh, en)

    def _unknown(self, place: Place, use: Use) -> None:
        at = use.at + 1
        if use.called:
            if self.functions is not None and use.name in self.functions:
                return
            severity = "warning" if self.functions is None else "error"
            zh, en = f"第{at}个字符处:没有函数“{use.name}”。", f"At character {at}: no function {use.name}."
            self._find("dmn_unknown_function", place, zh, en, warning=severity == "warning")
        elif not use.guarded and use.name not in (self.functions or ()):
            zh = f"第{at}个字符处:没有名为“{use.name}”的数据,或没有声明依赖。"
            en = f"At character {at}: {use.name} is unknown, or not among the requirements."
            self._find("dmn_unknown_name", place, zh, en)

    def _find(self, code: str, place: Place, zh: str, en: str, *, warning: bool = False) -> None:
        zh_where = f"{place.zh}:" if place.zh else ""
        en_where = f"{place.en.strip()}: " if place.en else ""
        zh, en = f"{zh_where}{zh}(原文:{place.text})", f"{en_where}{en} In: {place.text}"
        self.findings.append(
            Finding(code, place.element or None, zh, en, "warning" if warning else "error", self.source)
        )

    def _check_shape(self, part: boxed.Boxed, node: Node) -> None:
        """Rows with the wrong number of cells; invocations with parameters the called logic does not have."""
        element = part.id or node.key
        if isinstance(part, boxed.Table):
            for number, rule in enumerate(part.rules, 1):
                if len(rule.tests) != len(part.inputs) or len(rule.outputs) != len(part.outputs):
                    zh, en = f"规则 {number} 的单元格个数不对。", f"Rule {number} has the wrong number of cells."
                    self._add("dmn_wrong_arity", rule.id or element, zh, en)
        elif isinstance(part, boxed.Relation):
            for number, row in enumerate(part.rows, 1):
                if len(row) != len(part.columns):
                    zh, en = f"第 {number} 行的单元格个数不对。", f"Row {number} has the wrong number of cells."
                    self._add("dmn_wrong_arity", element, zh, en)
        elif isinstance(part, boxed.Invocation) and isinstance(part.called, boxed.Literal):
            called = {need.node.element.name: need.node for need in node.needs}.get(part.called.text)
            given = {name for name, _ in part.bindings}
            if called is not None and called.logic is not None and given != set(called.parameters):
                wanted = "、".join(called.parameters)
                zh = f"调用“{part.called.text}”的参数应为:{wanted}。"
                en = f"The parameters of {part.called.text} are: {', '.join(called.parameters)}."
                self._add("dmn_wrong_arity", element, zh, en)

    def _add(self, code: str, element: str, zh: str, en: str) -> None:
        self.findings.append(Finding(code, element, zh, en, file=self.source))


def _accepts(node: Node) -> Callable[[int], bool]:
    if node.element.kind in ("knowledge", "service"):
        return Function(node.parameters, None).accepts
    return lambda count: True  # a decision may return any function


def _constraints(item: ItemDefinition) -> Iterator[Place]:
    for text in (item.allowed, item.constraint):
        if text:
            zh, en = f"类型“{item.name}”", f"type {item.name} "
            yield Place(text, frozenset(), item.id, True, zh, en)
    for component in item.components:
        yield from _constraints(component)
