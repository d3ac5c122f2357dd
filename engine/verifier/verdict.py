"""The verdict in plain Chinese and as JSON: one line for each layer, the first illegal event by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .chain import Event
from .findings import JOURNAL, LAYERS, Finding, Findings
from .package import Package
from .wording import cut, shown

VERIFIED, TAMPERED, UNUSABLE, PARTLY = 0, 1, 2, 3  # exit codes
KINDS = {VERIFIED: "verified", TAMPERED: "tampered", UNUSABLE: "unusable", PARTLY: "partly"}
SENTENCES = {
    VERIFIED: ("通过:五层全部核验,未发现改动。", "Verified: all five layers hold."),
    TAMPERED: ("不通过:内容被改动,或与签名的总账不符。", "Tampered: something is not what was signed."),
    PARTLY: ("未发现改动,但有未核验的内容(见下)。", "Nothing was found changed; some of it is not verified (below)."),
}
STATES = {"passed": "通过", "failed": "不通过", "not_verified": "未全部核验"}
NUMERALS = "零一二三四五"
SHOWN = 12
NAME = 200  # characters of an identifier


@dataclass(frozen=True)
class Path:
    """Where a matter went, for a drawing: elements and flows by how often, as its proved events tell; `at`: which
    element an event is about. A matter that moved to another version is told on that one, `definition` ("": on the
    first)."""

    elements: dict[str, int]
    flows: dict[str, int]
    waiting: tuple[str, ...]
    at: dict[int, str]
    definition: str = ""

    @classmethod
    def of(cls, events: Iterable[Event]) -> Path:
        elements: dict[str, int] = {}
        flows: dict[str, int] = {}
        waiting: dict[str, str] = {}
        at: dict[int, str] = {}
        definition = ""
        for event in events:
            if event.meta.get("kind") == "instance.migrated":
                definition, elements, waiting = _moved(event.body or {}, definition, elements, waiting)
            about, moved = (event.body or {}).get("element"), (event.body or {}).get("moved")
            if isinstance(about, str):
                at[event.seq] = about
            path = moved.get("path") if isinstance(moved, dict) else None
            for step in path if isinstance(path, list) else ():
                if not isinstance(step, dict) or not isinstance(step.get("element"), str):
                    continue
                element, key = step["element"], str(step.get("key"))
                at.setdefault(event.seq, element)
                match step.get("kind"):
                    case "enter":
                        elements[element] = elements.get(element, 0) + 1
                        waiting[key] = element
                    case "take":
                        flows[element] = flows.get(element, 0) + 1
                    case "exit" | "cancel":
                        waiting.pop(key, None)
        return cls(elements, flows, tuple(dict.fromkeys(waiting.values())), at, definition)


def _moved(
    body: Mapping[str, Any], definition: str, elements: dict[str, int], waiting: dict[str, str]
) -> tuple[str, dict[str, int], dict[str, str]]:
    """The path so far under the names of the version a matter moved to."""
    mapping, named = body.get("mapping"), body.get("definition")
    if not isinstance(mapping, dict) or not isinstance(named, str):
        return definition, elements, waiting
    visited: dict[str, int] = {}
    for element, often in elements.items():
        if isinstance(partner := mapping.get(element), str):
            visited[partner] = visited.get(partner, 0) + often
    return named, visited, {key: str(mapping.get(element, element)) for key, element in waiting.items()}


@dataclass(frozen=True)
class Verdict:
    """What was found, and by how many events of how many matters."""

    found: Findings
    instances: tuple[tuple[str, int, str], ...]  # number, events, definition
    walked: Mapping[str, Path]

    @property
    def exit_code(self) -> int:
        return TAMPERED if self.found.faults else PARTLY if self.found.gaps else VERIFIED

    @property
    def first(self) -> Finding | None:
        """The first illegal event; where no event can be named, the first fault."""
        order = {number: n for n, (number, _, _) in enumerate(self.instances)}
        named = [fault for fault in self.found.faults if fault.seq is not None]
        first = min(
            named,
            key=lambda fault: (fault.instance == JOURNAL, order.get(fault.instance, 0), fault.seq, fault.layer),
            default=self.found.faults[0] if self.found.faults else None,
        )
        walked = self.walked.get(first.instance) if first else None
        if first is None or first.element or walked is None or first.seq is None:
            return first
        missing = next(iter(walked.waiting), "")  # an event that is not there is about what was waited for
        return replace(first, element=cut(walked.at.get(first.seq, missing), NAME))

    def state(self, layer: int) -> str:
        if any(fault.layer == layer for fault in self.found.faults):
            return "failed"
        return "not_verified" if any(gap.layer == layer for gap in self.found.gaps) else "passed"

    def as_json(self) -> dict[str, Any]:
        first, found = self.first, self.found
        return {
            "verdict": KINDS[self.exit_code],
            "exit": self.exit_code,
            "zh": SENTENCES[self.exit_code][0],
            "en": SENTENCES[self.exit_code][1],
            "first": first.as_json() if first else None,
            "layers": [
                {
                    "layer": layer, "zh": zh, "en": en, "state": self.state(layer),
                    "facts": [{"zh": shown(fact[0]), "en": shown(fact[1])} for fact in found.facts.get(layer, [])],
                    "faults": [fault.as_json() for fault in found.faults if fault.layer == layer],
                    "not_verified": [gap.as_json() for gap in found.gaps if gap.layer == layer],
                }
                for layer, (zh, en) in LAYERS.items()
            ],
            "faults": found.counted["faults"],
            "not_verified": found.counted["gaps"],
            "instances": [
                {
                    "number": shown(number), "events": events, "definition": _named(walked.definition or definition),
                    "elements": {_named(name): often for name, often in walked.elements.items()},
                    "flows": {_named(name): often for name, often in walked.flows.items()},
                    "waiting": list(map(_named, walked.waiting)),
                }
                for number, events, definition in self.instances
                if (walked := self.walked.get(number)) is not None
            ],
        }  # fmt: skip

    def as_text(self) -> str:
        events = sum(events for _, events, _ in self.instances)
        lines = [f"核验结论:{SENTENCES[self.exit_code][0]}", f"事项 {len(self.instances)} 件,事件 {events} 条。", ""]
        for layer, (name, _) in LAYERS.items():
            facts = ",".join(fact[0] for fact in self.found.facts.get(layer, [])[:3])
            lines.append(f"第{NUMERALS[layer]}层 {name}:{STATES[self.state(layer)]}{f'({facts})' if facts else ''}")
        if first := self.first:
            lines += ["", f"第一处问题:{_place(first)}{first.zh}"]
        lines += _listed("全部问题", self.found.faults, self.found.counted["faults"])
        lines += _listed("未核验的内容", self.found.gaps, self.found.counted["gaps"])
        return "".join(f"{shown(line)}\n" for line in lines)


def pronounce(package: Package, found: Findings, walked: Mapping[str, Path]) -> Verdict:
    listed = tuple((instance.number, instance.events, instance.definition) for instance in package.instances)
    found.faults.sort(key=lambda fault: fault.layer)
    found.gaps.sort(key=lambda gap: gap.layer)
    return Verdict(found, listed, walked)


def _named(text: str) -> str:
    return shown(cut(text, NAME))


def _place(finding: Finding) -> str:
    if not finding.instance:
        return ""
    return "机关日志," if finding.instance == JOURNAL else f"事项 {finding.instance},"


def _listed(title: str, findings: list[Finding], count: int) -> list[str]:
    if not findings:
        return []
    lines = ["", f"{title}({count} 处):"]
    lines += [f"  · 第{NUMERALS[each.layer]}层 {_place(each)}{each.zh}" for each in findings[:SHOWN]]
    return [*lines, f"  · 另有 {count - SHOWN} 处,见 --json 输出。"] if count > SHOWN else lines
