"""How a habit becomes a value: weights, draws, texts with gaps, rows, and FEEL over the matter.

| in a data file | the value |
|---|---|
| `"= expression"` | FEEL over the document, the form's choices so far and the options |
| `"关于{place}{thing}的请示"` | gaps filled from what is chosen so far, the document, or a draw from `[lists]` |
| `["甲", "乙"]` | one of them |
| `{ "同意" = 9, "不同意" = 1 }` | one of them, by weight |
| `{ some = […], at_least = 1, at_most = 3 }` | several, in the order given; `some` may be FEEL |
| `{ one = "= expression" }` | one of a list that FEEL gives |
| `{ least = 1, most = 40 }` | a whole number |
| `{ rows = { field = … }, at_least = 1, at_most = 2 }` | rows of a list, each field filled in turn |
| `{ rows = { field = … }, each = "= expression" }` | a row for each of them, who is `item` |
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.words import OFFICE_FUNCTIONS

GAP = re.compile(r"\{(\w+)\}")


@dataclass
class Chooser:
    """`known` is what FEEL and gaps may read; choices of one form are added to it as they are made."""

    draw: random.Random
    lists: Mapping[str, Sequence[Any]]
    known: dict[str, Any]
    environment: feel.Environment
    drawn: dict[str, Any] = field(default_factory=dict)  # one draw of a list per form

    def choose(self, habit: Any) -> Any:
        if isinstance(habit, str):
            return self.evaluate(habit[1:]) if habit.startswith("=") else GAP.sub(self._gap, habit)
        if isinstance(habit, list):
            return self.choose(self.draw.choice(habit))
        if isinstance(habit, Mapping):
            return self._chosen(habit)
        return habit

    def evaluate(self, text: str) -> Any:
        self.known["chance"] = self.draw.random()
        return feel.to_json(feel.compile(text, OFFICE_FUNCTIONS).evaluate(self.known, self.environment))

    def _chosen(self, habit: Mapping[str, Any]) -> Any:
        if "some" in habit:
            return self._some(habit)
        if "one" in habit:
            found = self.choose(habit["one"]) if isinstance(habit["one"], str) else habit["one"]
            return self.draw.choice(found) if found else None
        if "rows" in habit:
            items = self.choose(habit["each"]) if "each" in habit else range(self._many(habit))
            return [self._row(habit["rows"], item) for item in items]
        if "least" in habit:
            return self.draw.randint(habit["least"], habit["most"])
        return self.draw.choices(list(habit), list(habit.values()))[0]

    def _some(self, habit: Mapping[str, Any]) -> list[Any]:
        found = self.choose(habit["some"]) if isinstance(habit["some"], str) else habit["some"]
        taken = self.draw.sample(range(len(found)), min(self._many(habit), len(found)))
        return [found[n] for n in sorted(taken)]

    def _many(self, habit: Mapping[str, Any]) -> int:
        return self.draw.randint(habit.get("at_least", 1), habit.get("at_most", habit.get("at_least", 1)))

    def _row(self, fields: Mapping[str, Any], item: Any) -> dict[str, Any]:
        outer, self.drawn = (dict(self.known), dict(self.drawn)), {}
        self.known["item"] = item
        row: dict[str, Any] = {}
        for name, habit in fields.items():
            row[name] = self.choose(habit)
            self.known[name] = row[name]
        self.known, self.drawn = outer
        return {name: value for name, value in row.items() if value is not None}

    def _gap(self, gap: re.Match[str]) -> str:
        name = gap[1]
        if name in self.lists and name not in self.drawn:
            self.drawn[name] = self.choose(self.draw.choice(self.lists[name]))
        found = self.drawn.get(name, self.known.get(name, ""))
        return "、".join(map(str, found)) if isinstance(found, list) else str(found)
