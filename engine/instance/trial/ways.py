"""Two ways compared event by event, in what both versions have; and why the draft goes another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import Asked, Happening
from engine.instance.trial.model import Cause, Condition, Decided
from engine.instance.trial.versions import Versions

Mark = tuple[str, str]  # kind and element of a happening


@dataclass
class Ways:
    """What was recorded and not done by the draft yet, and the other way round.

    A step that one version lacks lets the other run ahead; both behind each other is another way.
    """

    versions: Versions
    then: Counter[Mark] = field(default_factory=Counter)
    now: Counter[Mark] = field(default_factory=Counter)
    suspect: Cause | None = None

    def compare(
        self, seq: int, path: Sequence[Mapping[str, Any]], happenings: Sequence[Happening], asked: Sequence[Asked]
    ) -> Cause | None:
        """The cause when the ways part at this event. One that only may have parted is kept as `suspect`."""
        marks = [(step["kind"], step["element"]) for step in path]
        recorded = Counter(mark for mark in marks if self._common(mark))
        done: Counter[Mark] = Counter((h.kind, h.element) for h in happenings if self._common((h.kind, h.element)))
        self.then, self.now = self.then + recorded, self.now + done
        shared = self.then & self.now
        self.then, self.now = self.then - shared, self.now - shared
        if not self.then and not self.now:
            self.suspect = None
            return None
        if self.suspect is None or (self.then and self.now):
            self.suspect = self._cause(seq, path, marks, happenings, asked)
        return self.suspect if self.then and self.now else None

    def _common(self, mark: Mark) -> bool:
        kind, element = mark
        if kind == "take":
            return element in self.versions.flows
        return kind == "enter" and element in self.versions.elements

    def _cause(
        self, seq: int, path: Sequence[Mapping[str, Any]], marks: Sequence[Mark], happenings: Sequence[Happening],
        asked: Sequence[Asked],
    ) -> Cause:  # fmt: skip
        done: list[Mark] = [(h.kind, h.element) for h in happenings]
        now = self._unmatched(done, marks)
        then = self._unmatched(marks, done)
        place = next((n for n, mark in enumerate(done) if mark in now), len(done))
        group = self._asked(asked, happenings, place)
        decisions = _decisions(path, happenings, self.versions.unspoken)
        flows = self.versions.new_flows
        taken = [element for kind, element in now if kind == "take"]
        source = flows[taken[0]].source if taken else ""
        if group:
            source = flows[group[0].element].source if group[0].element in flows else group[0].element
        if not source:
            source = next((e for kind, e in (*now, *then) if kind == "enter"), "")
        kind = "decision" if decisions else "condition" if group else "flow"
        return Cause(kind, seq, source, _brief(then), _brief(now), tuple(self._condition(a) for a in group), decisions)

    def _unmatched(self, these: Sequence[Mark], those: Sequence[Mark]) -> list[Mark]:
        left, found = Counter(those), list[Mark]()
        for mark in these:
            if left[mark]:
                left[mark] -= 1
            elif self._common(mark) or mark[0] == "take":
                found.append(mark)
        return found

    def _asked(self, asked: Sequence[Asked], happenings: Sequence[Happening], place: int) -> list[Asked]:
        """The conditions of the gateway asked last before the ways part."""
        takes = {h.key: n for n, h in enumerate(happenings) if h.kind == "take"}
        groups: dict[str, list[Asked]] = {}
        for one in asked:
            groups.setdefault(one.key, []).append(one)
        before = [key for key in groups if takes.get(key, len(happenings)) <= place]
        return groups[before[-1]] if before else []

    def _condition(self, asked: Asked) -> Condition:
        values = tuple(
            (name, value) for name, value in sorted(asked.values.items()) if name not in self.versions.unspoken
        )
        return Condition(asked.element, asked.text.removeprefix("=").strip(), values, asked.result)


def _brief(marks: Iterable[Mark]) -> tuple[str, ...]:
    """The first flow and the first step."""
    found: dict[str, str] = {}
    for kind, element in marks:
        found.setdefault(kind, element)
    return tuple(found[kind] for kind in ("take", "enter") if kind in found)


def _decisions(
    path: Sequence[Mapping[str, Any]], happenings: Sequence[Happening], unspoken: frozenset[str]
) -> tuple[Decided, ...]:
    """Decisions of this event that came out otherwise: of each, the first one inside it that did."""
    then: dict[str, list[Mapping[str, Any]]] = {}
    for step in path:
        if step["kind"] == "decide":
            then.setdefault(step["element"], []).append(step.get("detail", {}))
    found = []
    for happening in happenings:
        if happening.kind == "decide" and then.get(happening.element):
            was, now = then[happening.element].pop(0), happening.detail
            if was.get("outputs") != now.get("outputs"):
                found.append(_decided(was, now, unspoken))
    return tuple(found)


def _decided(was: Mapping[str, Any], now: Mapping[str, Any], unspoken: frozenset[str]) -> Decided:
    old: dict[str, list[Mapping[str, Any]]] = {}
    for entry in was.get("trace", []):
        old.setdefault(str(entry.get("decision")), []).append(entry)
    for entry in now.get("trace", []):
        before = old.get(str(entry.get("decision")))
        other = before.pop(0) if before else {}
        if other.get("outputs") != entry.get("outputs"):
            break
    else:
        entry, other = now, was
    values = sorted((name, value) for name, value in entry.get("inputs", {}).items() if name not in unspoken)
    return Decided(str(entry.get("decision", "")), _rows(other), _rows(entry), tuple(values))


def _rows(entry: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(row["number"] for row in entry.get("matched", []) if isinstance(row, dict) and "number" in row)
