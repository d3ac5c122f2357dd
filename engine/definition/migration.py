"""What moving running matters from one version of a procedure to another means: pairs, open questions, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.bpmn import ElementInfo, kinds, match, misfits
from engine.definition.definition import Definition
from engine.errors import Finding, NotNow


@dataclass(frozen=True)
class Partner:
    """An element of the other version that can stand for one of this."""

    id: str
    name: str


@dataclass(frozen=True)
class Question:
    """An element somebody must decide about: tokens stand there and nothing stands for it by itself."""

    element: str
    name: str
    partners: tuple[Partner, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """From `old` to `new`; `mapping` holds a partner for each element that has one, `chosen` what people decided."""

    old: Definition
    new: Definition
    chosen: Mapping[str, str]
    mapping: Mapping[str, str] = field(repr=False)

    @property
    def difference(self) -> dict[str, list[Any]]:
        """Ids of elements the other version adds, drops and calls otherwise."""
        before, after, partners = self.elements(self.old), self.elements(self.new), set(self.mapping.values())
        return {
            "added": [id for id in after if id not in partners],
            "removed": [id for id in before if id not in self.mapping],
            "renamed": [[id, self.mapping[id]] for id in before if self.mapping.get(id, id) != id],
        }

    @cached_property
    def _kinds(self) -> tuple[dict[str, str], dict[str, str]]:
        return kinds(self.old.program), kinds(self.new.program)

    @staticmethod
    def elements(definition: Definition) -> dict[str, ElementInfo]:
        """Every element of the package's processes."""
        return {id: info for process in definition.program.processes.values() for id, info in process.elements.items()}

    def partners(self, element: str) -> tuple[Partner, ...]:
        """Elements of the other version a token could move to: of the same kind, in the partner of its scope."""
        mine, theirs = self._kinds
        found = []
        for id, info in self.elements(self.new).items():
            if theirs[id] != mine.get(element):
                continue
            if not misfits(self.old.program, self.old.procedure.process, self.new.program, self.new.procedure.process,
                           {**self.chosen, element: id}):  # fmt: skip
                found.append(Partner(id, info.name or id))
        return tuple(found)

    def questions(self, standing: Iterable[str]) -> tuple[Question, ...]:
        """What has to be decided for matters whose tokens stand on these elements."""
        known = self.elements(self.old)
        wanted = [id for id in dict.fromkeys(standing) if id not in self.mapping or id in self.chosen]
        return tuple(Question(id, self.name_of(self.old, id), self.partners(id)) for id in wanted if id in known)

    def warnings(self, standing: Iterable[str]) -> tuple[Finding, ...]:
        """What an open step loses: fields of its form that the other version's form does not have."""
        found = []
        for id in dict.fromkeys(standing):
            target = self.mapping.get(id)
            if target is None:
                continue
            before, after = self.old.form(id), self.new.form(target)
            if before is None:
                continue
            kept = {name for f in after.fields for name in f.path} if after is not None else set()
            lost = sorted({name for f in before.fields for name in f.path} - kept)
            if lost:
                name, fields = self.name_of(self.old, id), "、".join(lost)
                found.append(Finding(
                    "migration_fields", id, f"“{name}”的表单在新版本中没有这些字段:{fields}。",
                    f"The form of “{name}” has no such fields in the other version: {fields}.", "warning",
                ))  # fmt: skip
        return tuple(found)

    def name_of(self, definition: Definition, id: str) -> str:
        info = self.elements(definition).get(id)
        return (info.name if info else "") or id


def plan_migration(old: Definition, new: Definition, chosen: Mapping[str, str]) -> Plan:
    """Raises NotNow `migration_other_procedure`, `migration_same_version`, or why a chosen pair cannot be."""
    if old.procedure.key != new.procedure.key:
        raise NotNow(
            "migration_other_procedure", f"“{new.procedure.name}”是另一种事项的流程,不能迁移过去。",
            f"“{new.procedure.name}” is another procedure.",
        )  # fmt: skip
    if old.hash == new.hash:
        raise NotNow("migration_same_version", "两版的内容相同,不必迁移。", "Both versions say the same.")
    versions = (old.program, old.procedure.process, new.program, new.procedure.process)
    wrong = misfits(*versions, chosen)
    if wrong:
        first = wrong[0]
        raise NotNow(first.code, first.zh, first.en, findings=[one.as_json() for one in wrong])
    return Plan(old, new, dict(chosen), match(*versions, chosen))
