"""Which sequence flows scenarios took, and which nobody takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.definition import Definition


@dataclass(frozen=True)
class Coverage:
    """`untaken` flows have no scenario; `excused` of them say why in procedure.toml `[uncovered]`."""

    flows: frozenset[str]
    taken: frozenset[str]
    excused: dict[str, str]

    @property
    def untaken(self) -> list[str]:
        return sorted(self.flows - self.taken - self.excused.keys())

    @classmethod
    def of(cls, definition: Definition, taken: Iterable[str]) -> Coverage:
        flows = frozenset(f for p in definition.program.processes.values() for f in p.flows)
        return cls(flows, flows & frozenset(taken), dict(definition.procedure.uncovered))

    def as_json(self) -> dict[str, object]:
        return {
            "flows": len(self.flows), "taken": len(self.taken), "untaken": self.untaken, "excused": self.excused,
        }  # fmt: skip
