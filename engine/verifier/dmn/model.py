"""The parts of DMN files: inputs, decisions, knowledge models, services, and what each requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..not_verified import NotVerified
from ..xml import Element
from .reading import logic_in, read_function
from .state import Logic
from .tables import Table
from .types import Types

KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}
NEEDS = ("requiredInput", "requiredDecision", "requiredKnowledge")
LISTS = ("inputData", "inputDecision", "outputDecision")
Reference = tuple[str, str]  # namespace of a file, and an id there


@dataclass(frozen=True)
class Part:
    """`refers` is what it requires; `lists` are those of a service."""

    kind: str
    file: str
    id: str
    name: str
    variable: str
    type: str
    logic: Logic | None
    refers: tuple[Reference, ...]
    lists: Mapping[str, tuple[Reference, ...]]

    @property
    def key(self) -> Reference:
        return self.file, self.id

    @property
    def table(self) -> Table | None:
        return self.logic if isinstance(self.logic, Table) else None


@dataclass(frozen=True)
class File:
    """One DMN file; `aliases` are the names it gives to the files it imports."""

    parts: Mapping[str, Part]
    types: Types
    names: frozenset[str]
    aliases: Mapping[str, str]


@dataclass(frozen=True)
class Model:
    """The file asked and those it imports, by namespace."""

    root: str
    files: Mapping[str, File]

    @property
    def parts(self) -> Mapping[str, Part]:
        return self.files[self.root].parts

    @property
    def names(self) -> set[str]:
        return {name for file in self.files.values() for name in file.names}

    def find(self, name: str, *kinds: str, file: str | None = None) -> Part:
        """By id, else name, else variable; `alias.name` in an imported file."""
        within = self.files[self.root if file is None else file]
        mine = [part for part in within.parts.values() if part.kind in kinds]
        for wanted in ("id", "name", "variable"):
            for part in mine:
                if getattr(part, wanted) == name:
                    return part
        alias, dot, rest = name.partition(".")
        if dot and alias in within.aliases:
            return self.find(rest, *kinds, file=within.aliases[alias])
        raise NotVerified(f"决策文件中没有“{name}”。")

    def part(self, reference: Reference) -> Part:
        file, id = reference
        if file not in self.files or id not in self.files[file].parts:
            raise NotVerified(f"引用的“{id}”不在这个文件里。")
        return self.files[file].parts[id]

    def needs(self, part: Part) -> Iterator[tuple[str, Part]]:
        """What the part requires, with the name of the import it comes by (empty for its own file)."""
        aliases = {file: alias for alias, file in self.files[part.file].aliases.items()}
        for need in map(self.part, part.refers):
            yield aliases.get(need.file, "") if need.file != part.file else "", need

    def path(self, part: Part) -> list[str]:
        """The names of imports that lead from the file asked to the part's own."""
        waiting: list[tuple[str, list[str]]] = [(self.root, [])]
        seen = {self.root}
        for file, path in waiting:
            if file == part.file:
                return path
            further = {alias: ns for alias, ns in self.files[file].aliases.items() if ns not in seen}
            seen |= set(further.values())
            waiting += [(ns, [*path, alias]) for alias, ns in further.items()]
        return []

    def service_inputs(self, part: Part) -> list[Part]:
        return [self.part(reference) for reference in (*part.lists["inputData"], *part.lists["inputDecision"])]

    def service_outputs(self, part: Part) -> list[Part]:
        return [self.part(reference) for reference in part.lists["outputDecision"]]


def read_part(element: Element, file: str) -> Part:
    variable = element.first("variable")
    name = element.get("name")
    kind = KINDS[element.tag]
    logic = logic_in(element)
    if kind == "knowledge":
        encapsulated = element.first("encapsulatedLogic")
        logic = read_function(encapsulated) if encapsulated is not None else None
    return Part(
        kind,
        file,
        element.get("id") or name,
        name,
        (variable.get("name") if variable is not None else "") or name,
        variable.get("typeRef") if variable is not None and kind != "knowledge" else "",
        logic,
        tuple(
            _reference(target.get("href"), file)
            for requirement in element.all("informationRequirement", "knowledgeRequirement")
            for target in requirement.all(*NEEDS)
        ),
        {tag: tuple(_reference(each.get("href"), file) for each in element.all(tag)) for tag in LISTS},
    )


def _reference(href: str, file: str) -> Reference:
    namespace, _, id = href.rpartition("#")
    return namespace or file, id
