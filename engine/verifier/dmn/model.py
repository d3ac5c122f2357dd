"""The parts of a DMN file: inputs, decisions, knowledge models, services, and what each requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..not_verified import NotVerified
from ..xml import Element, read_xml
from .reading import logic_in, read_function
from .state import Logic
from .tables import Table
from .types import Types, read_item

KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}
NEEDS = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True)
class Part:
    """`refers` are the ids of what it requires; of a service, of what its lists name."""

    kind: str
    id: str
    name: str
    variable: str
    type: str
    logic: Logic | None = None
    refers: tuple[str, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_table(self) -> bool:
        return isinstance(self.logic, Table)

    @property
    def table(self) -> str:
        return self.logic.id if isinstance(self.logic, Table) else ""


@dataclass(frozen=True)
class Model:
    parts: Mapping[str, Part]
    types: Types
    names: frozenset[str]

    def find(self, name: str, *kinds: str) -> Part:
        """By id, else name, else variable."""
        mine = [part for part in self.parts.values() if part.kind in kinds]
        for wanted in ("id", "name", "variable"):
            for part in mine:
                if getattr(part, wanted) == name:
                    return part
        raise NotVerified(f"决策文件中没有“{name}”。")

    def needs(self, part: Part) -> list[Part]:
        return [self.part(reference) for reference in part.refers]

    def part(self, reference: str) -> Part:
        if reference not in self.parts:
            raise NotVerified(f"引用的“{reference}”不在这个文件里。")
        return self.parts[reference]

    def service_inputs(self, part: Part) -> list[Part]:
        lists = dict(part.lists)
        return [self.part(reference) for reference in (*lists["inputData"], *lists["inputDecision"])]

    def service_outputs(self, part: Part) -> list[Part]:
        return [self.part(reference) for reference in dict(part.lists)["outputDecision"]]


def read_model(xml: bytes) -> Model:
    root = read_xml(xml)
    if root.tag != "definitions" or "DMN" not in root.namespace.upper():
        raise NotVerified("文件不是 DMN 决策文件。")
    language = root.get("expressionLanguage")
    if language and "FEEL" not in language.upper():
        raise NotVerified(f"表达式语言“{language}”未予核验。")
    if any(True for _ in root.all("import")):
        raise NotVerified("引用其他文件的决策未予核验。")
    parts = {}
    for element in root.all(*KINDS):
        part = read_part(element)
        if part.id in parts:
            raise NotVerified(f"编号“{part.id}”重复。")
        parts[part.id] = part
    types = Types({item.name: item for item in map(read_item, root.all("itemDefinition"))})
    names = {element.get("name") for element in root.walk()} | {e.get("iteratorVariable") for e in root.walk()}
    return Model(parts, types, frozenset(name for name in names | types.names() if name))


def read_part(element: Element) -> Part:
    variable = element.first("variable")
    name = element.get("name")
    kind = KINDS[element.tag]
    refers = tuple(
        _id(target.get("href"))
        for requirement in element.all("informationRequirement", "knowledgeRequirement")
        for target in requirement.all(*NEEDS)
    )
    logic = logic_in(element)
    if kind == "knowledge":
        encapsulated = element.first("encapsulatedLogic")
        logic = read_function(encapsulated) if encapsulated is not None else None
    return Part(
        kind,
        element.get("id") or name,
        name,
        (variable.get("name") if variable is not None else "") or name,
        variable.get("typeRef") if variable is not None and kind != "knowledge" else "",
        logic,
        refers,
        tuple((tag, tuple(_id(e.get("href")) for e in element.all(tag))) for tag in LISTS),
    )


LISTS = ("inputData", "inputDecision", "outputDecision", "encapsulatedDecision")


def _id(href: str) -> str:
    return href.rpartition("#")[2]
