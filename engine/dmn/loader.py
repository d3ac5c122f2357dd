"""From bytes to a model: read, link the imports, compile everything once."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.boxed import Function
from engine.dmn.definitions import Definitions, Element, Reference, allowed_values
from engine.dmn.expressions import Expressions
from engine.dmn.graph import Need, Node, Unit
from engine.dmn.logic import LogicCompiler
from engine.dmn.model import Model
from engine.dmn.names import MAX_IMPORTS, MAX_NAMES
from engine.dmn.reader import read
from engine.dmn.table_compiler import TableCompiler
from engine.dmn.types import build_types
from engine.errors import DefinitionRefused, Finding
from engine.feel.types import FunctionType, Type, resolve
from engine.words import OFFICE_FUNCTIONS


def load(xml: bytes, *, imports: Mapping[str, bytes] | None = None, source: str = "") -> Model:
    """A model from a DMN file; `imports` are the files it may import, by namespace.

    Raises XmlRefused for hostile or broken XML and DefinitionRefused when it is not DMN. An expression that
    is not FEEL does not stop loading: it is in `Model.findings` and null when reached.
    """
    loader = Loader(imports or {}, source)
    unit = loader.load(xml, source)
    return Model(unit, loader.findings)


class Loader:
    """Loads one file and, each once, the files it imports."""

    def __init__(self, files: Mapping[str, bytes], source: str) -> None:
        self.files = files
        self.source = source
        self.findings: list[Finding] = []
        self.units: dict[str, Unit] = {}
        self.open: list[str] = []

    def load(self, xml: bytes, source: str) -> Unit:
        definitions = read(xml, source=source)
        self.findings += definitions.findings
        self.open.append(definitions.namespace)
        imports = {}
        for item in definitions.imports:
            unit = self._imported(item.namespace)
            if unit is not None:
                imports[item.name] = unit
        self.open.pop()
        return self._compile(definitions, imports)

    def _imported(self, namespace: str) -> Unit | None:
        if namespace in self.units:
            return self.units[namespace]
        if namespace in self.open or len(self.units) >= MAX_IMPORTS:
            zh, en = "模型互相导入,或导入过多。", "Models import each other, or too many are imported."
            raise DefinitionRefused([Finding("dmn_import_cycle", None, zh, en, file=self.source)])
        data = self.files.get(namespace)
        if data is None:
            zh, en = f"没有找到导入的模型 {namespace}。", f"Imported model {namespace} is missing."
            self._note("dmn_import_missing", zh, en)
            return None
        self.units[namespace] = self.load(data, namespace)
        return self.units[namespace]

    def _compile(self, definitions: Definitions, imports: Mapping[str, Unit]) -> Unit:
        types: dict[str, Type] = {}
        for alias, unit in imports.items():
            for name, imported in unit.types.items():
                types.setdefault(name, imported)
                types[f"{alias}.{name}" if alias else name] = imported
        members = set(definitions.names).union(*(unit.definitions.names for unit in imports.values()))
        members.update(e.name for unit in imports.values() for e in unit.definitions.elements)
        if len(members) + len(definitions.elements) > MAX_NAMES:
            zh, en = "文件中的名称过多。", "The file holds too many names."
            raise DefinitionRefused([Finding("dmn_too_large", None, zh, en, file=self.source)])
        # The office's functions are known by their whole names (`leader in charge` holds a word of FEEL's own).
        expressions = Expressions(members | OFFICE_FUNCTIONS, types, self.findings, self.source)
        types.update(build_types(definitions.types, expressions.predicate))
        unit = Unit(definitions, types, imports)
        for element in definitions.elements:
            kind = expressions.type(element.type, element.id)
            callable_ = element.kind in ("knowledge", "service")
            unit.nodes[element.id] = Node(element, _result_type(kind, types) if callable_ else kind)
        tables = TableCompiler(expressions, allowed_values(definitions.types))
        compiler = LogicCompiler(expressions, tables)
        for node in unit.nodes.values():
            self._link(unit, node)
        for node in unit.nodes.values():
            self._compile_node(node, compiler, expressions)
        return unit

    def _link(self, unit: Unit, node: Node) -> None:
        element = node.element
        node.needs = self._find(unit, element, (*element.requires, *element.knows))
        node.outputs = self._find(unit, element, element.outputs)

    def _find(self, unit: Unit, element: Element, references: tuple[Reference, ...]) -> tuple[Need, ...]:
        found = []
        for reference in references:
            need = unit.find(reference)
            if need is None:
                zh = f"“{element.name}”引用的 {reference[1]} 不存在。"
                self._note(
                    "dmn_missing_requirement",
                    zh,
                    f"{element.name} requires {reference[1]}, which is missing.",
                    element.id,
                )
            else:
                found.append(need)
        return tuple(found)

    def _compile_node(self, node: Node, compiler: LogicCompiler, expressions: Expressions) -> None:
        element = node.element
        names = frozenset(visible(node)) | {element.name}
        if element.kind == "service":
            inputs = [n for n in node.needs if n.node.element.kind == "input"]
            decisions = [n for n in node.needs if n.node.element.kind != "input"]
            node.needs = (*inputs, *decisions)
            node.parameters = tuple(need.node.element.name for need in node.needs)
            node.parameter_types = tuple(need.node.type for need in node.needs)
        elif isinstance(element.logic, Function) and element.kind == "knowledge":
            node.parameters = tuple(p.name for p in element.logic.parameters)
            node.parameter_types = tuple(expressions.type(p.type) for p in element.logic.parameters)
            node.logic = compiler.function(element.logic, names, element.name, node.type)
        elif element.logic is not None:
            node.logic = compiler.compile(element.logic, names, element.type)

    def _note(self, code: str, zh: str, en: str, element: str | None = None) -> None:
        self.findings.append(Finding(code, element, zh, en, file=self.source))


def visible(node: Node) -> set[str]:
    """The names the logic of an element may use: what it requires, and the names of imports."""
    return {need.alias or need.node.element.name for need in node.needs} | {
        need.node.element.name for need in node.needs
    }


def _result_type(kind: Type | None, types: Mapping[str, Type]) -> Type | None:
    """What an element gives: a function type on the variable of a callable speaks about its result."""
    found = resolve(kind, types) if kind is not None else None
    return found.result if isinstance(found, FunctionType) else kind
