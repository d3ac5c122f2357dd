"""Many trials counted together, as plain JSON that can be kept and gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from engine.instance.trial.model import Ask, Cause, DueChange, Trial

EXAMPLES = 5  # different values told with a cause
KINDS = ("same", "diverged", "asks", "unread")


class Tally:
    """`content` is the report: numbers, and behind each the ids of its matters.

    `matters`, `same`, `diverged`, `asks`, `unread` count matters; `causes` tell why matters part, `asked` which
    answers nobody gave, `dues` by step how many are late then and now, `visits` and `flows` what the draft
    goes through.
    """

    def __init__(self, content: dict[str, Any] | None = None) -> None:
        self.content: dict[str, Any] = content or {
            "matters": 0, "events": 0, **dict.fromkeys(KINDS, 0), "of": {kind: [] for kind in KINDS}, "causes": [],
            "asked": [], "dues": {}, "dropped": {}, "timers": {}, "visits": {}, "flows": {},
        }  # fmt: skip
        self._causes = {_key(_cause_group(entry)): entry for entry in self.content["causes"]}
        self._asked = {_key(_ask_group(entry)): entry for entry in self.content["asked"]}

    def add(self, instance_id: int, trial: Trial) -> None:
        content = self.content
        content["matters"] += 1
        content["events"] += trial.events
        content[trial.kind] += 1
        content["of"][trial.kind].append(instance_id)
        if trial.cause is not None and trial.kind == "diverged":
            self._cause(instance_id, trial.cause)
        for ask in {one.group: one for one in trial.asks}.values():
            self._ask(instance_id, ask)
        for change in trial.dues:
            self._due(instance_id, change)
        for name in ("visits", "flows", "dropped", "timers"):
            counted = content[name]
            for element, n in getattr(trial, name).items():
                counted[element] = counted.get(element, 0) + n

    def _cause(self, instance_id: int, cause: Cause) -> None:
        entry = {
            "kind": cause.kind, "element": cause.element, "then": list(cause.then), "now": list(cause.now),
            "conditions": [{"flow": c.flow, "text": c.text, "result": c.result} for c in cause.conditions],
            "decisions": [
                {"decision": d.decision, "then": list(d.then), "now": list(d.now)} for d in cause.decisions
            ],
            "zh": cause.words[0], "en": cause.words[1],
        }  # fmt: skip
        key = _key(_cause_group(entry))
        if key not in self._causes:
            self._causes[key] = {**entry, "count": 0, "values": [], "of": []}
            self.content["causes"].append(self._causes[key])
        found = self._causes[key]
        found["count"] += 1
        found["of"].append(instance_id)
        values = cause.values
        known = next((one for one in found["values"] if one["values"] == values), None)
        if known is not None:
            known["count"] += 1
        elif values and len(found["values"]) < EXAMPLES:
            found["values"].append({"values": values, "count": 1})

    def _ask(self, instance_id: int, ask: Ask) -> None:
        entry = {"kind": ask.kind, "element": ask.element, "name": ask.name, "zh": ask.words[0], "en": ask.words[1]}
        key = _key(_ask_group(entry))
        if key not in self._asked:
            self._asked[key] = {**entry, "count": 0, "of": []}
            self.content["asked"].append(self._asked[key])
        self._asked[key]["count"] += 1
        self._asked[key]["of"].append(instance_id)

    def _due(self, instance_id: int, change: DueChange) -> None:
        """`gained`: late then, in time now; `lost`: the other way round; `moved`: another due, either way."""
        step = self.content["dues"].setdefault(
            change.element,
            {"closed": 0, "moved": 0, "late_then": 0, "late_now": 0, "gained": 0, "lost": 0,
             "of": {"gained": [], "lost": [], "moved": []}},
        )  # fmt: skip
        step["closed"] += 1
        step["late_then"] += change.was_late
        step["late_now"] += change.is_late
        told = {
            "moved": change.then != change.now,
            "gained": change.was_late and not change.is_late,
            "lost": change.is_late and not change.was_late,
        }
        for name, holds in told.items():
            if holds:
                step[name] += 1
                if instance_id not in step["of"][name][-1:]:
                    step["of"][name].append(instance_id)

    def as_json(self) -> dict[str, Any]:
        """Sorted, the most frequent first."""
        return {
            **self.content, "causes": sorted(self.content["causes"], key=_often),
            "asked": sorted(self.content["asked"], key=_often),
        }  # fmt: skip


def _often(entry: Mapping[str, Any]) -> int:
    return -int(entry["count"])


def _cause_group(entry: Mapping[str, Any]) -> list[Any]:
    return [entry[name] for name in ("kind", "element", "then", "now", "conditions", "decisions", "zh")]


def _ask_group(entry: Mapping[str, Any]) -> list[Any]:
    return [entry[name] for name in ("kind", "element", "name", "zh")]


def _key(group: list[Any]) -> bytes:
    return orjson.dumps(group, option=orjson.OPT_SORT_KEYS)
