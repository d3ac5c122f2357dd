"""What the scenarios of a procedure went through: its sequence flows, and the rows of its decision tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from engine import dmn
from engine.definition import Definition


@dataclass(frozen=True)
class Counted:
    """One line of the account: of `all`, what was `met`, what is `excused`, and what is neither."""

    name: str
    all: frozenset[str]
    met: frozenset[str]
    excused: frozenset[str]

    @property
    def missed(self) -> list[str]:
        return sorted(self.all - self.met - self.excused, key=_natural)


@dataclass(frozen=True)
class Coverage:
    """`untaken` flows and `unmatched` rows have no scenario; `excused` say why in procedure.toml `[uncovered]`.

    A row is called decision#number, as in `[uncovered]`. `times` counts how often each flow was taken.
    """

    flows: frozenset[str]
    taken: frozenset[str]
    excused: Mapping[str, str]
    rows: frozenset[str] = frozenset()
    matched: frozenset[str] = frozenset()
    times: Mapping[str, int] = field(default_factory=dict)

    @property
    def untaken(self) -> list[str]:
        return sorted(self.flows - self.taken - self.excused.keys())

    @property
    def unmatched(self) -> list[str]:
        return sorted(self.rows - self.matched - self.excused.keys(), key=_natural)

    @property
    def needless(self) -> list[str]:
        """Excuses for what was taken after all, or does not exist."""
        return sorted(id for id in self.excused if id in self.taken | self.matched or id not in self.flows | self.rows)

    @property
    def complete(self) -> bool:
        return not (self.untaken or self.unmatched)

    @property
    def account(self) -> list[Counted]:
        """The flows, then each decision."""
        excused = frozenset(self.excused)
        lines = [Counted("", self.flows, self.taken, excused & self.flows - self.taken)]
        for decision in sorted({row.partition("#")[0] for row in self.rows}):
            rows = frozenset(row for row in self.rows if row.partition("#")[0] == decision)
            lines.append(Counted(decision, rows, rows & self.matched, excused & rows - self.matched))
        return lines

    @classmethod
    def of(
        cls, definition: Definition, taken: Iterable[str], matched: Collection[tuple[dmn.Table, int]] = ()
    ) -> Coverage:
        """`taken` are flows, as often as they were taken (or a Counter); `matched` what `dmn.watch` saw."""
        return cls.named(definition, taken, row_names(definition, matched))

    @classmethod
    def named(cls, definition: Definition, taken: Iterable[str], rows: Collection[str]) -> Coverage:
        """The same from the names of rows, as a report keeps them."""
        flows = frozenset(f for p in definition.program.processes.values() for f in p.flows)
        times = Counter({flow: count for flow, count in Counter(taken).items() if flow in flows})
        every = frozenset(_rows(definition))
        excused = dict(definition.procedure.uncovered)
        return cls(flows, frozenset(times), excused, every, every & frozenset(rows), times)

    def as_json(self) -> dict[str, object]:
        return {
            "flows": len(self.flows), "taken": len(self.taken), "untaken": self.untaken, "excused": dict(self.excused),
            "rows": len(self.rows), "matched": len(self.matched), "unmatched": self.unmatched,
            "needless": self.needless,
        }  # fmt: skip


def row_names(definition: Definition, matched: Collection[tuple[dmn.Table, int]]) -> frozenset[str]:
    """The rows of the package's tables among those that matched."""
    return frozenset(name for name, row in _rows(definition).items() if row in matched)


def _rows(definition: Definition) -> dict[str, tuple[dmn.Table, int]]:
    return {row_name(id, n): (table, n) for id, table in definition.tables.items() for n in _numbers(table)}


def _numbers(table: dmn.Table) -> range:
    return range(1, len(table.rules) + 1)


def row_name(decision: str, number: int) -> str:
    return f"{decision}#{number}"


def _natural(id: str) -> tuple[str, int, str]:
    """decision#2 before decision#10."""
    decision, _, number = id.partition("#")
    return decision, int(number) if number.isdigit() else 0, id
