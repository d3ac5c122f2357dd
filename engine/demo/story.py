"""One document's story: who starts it, how each step is answered, how far it goes."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import feel

FILE = Path(__file__).parent / "outgoing_document.toml"


@dataclass
class Story:
    title: str
    by: str
    age: int
    steps: int
    values: dict[str, Any]
    answers: dict[str, list[dict[str, Any]]]
    usual: Mapping[str, dict[str, Any]]
    opinions: Mapping[str, list[str]]
    rests: bool = False  # left lying for days, to be overdue
    instance: int | None = None
    done: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def finishes(self) -> bool:
        return self.steps >= 99

    def answer(self, element: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """The values typed at a step, by its occurrence in this story."""
        n = self.seen.get(element, 0)
        self.seen[element] = n + 1
        special = self.answers.get(element, [])
        typed = special[n] if n < len(special) else self.usual.get(element, {})
        return {key: _typed(value, document) for key, value in typed.items()}

    def opinion(self, element: str, wanted: str, draw: random.Random) -> str:
        if wanted == "none":
            return ""
        return draw.choice(self.opinions.get(element, ["已办。"]))


def _typed(value: Any, document: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("="):
        known = {"copy_to": None, "main_to": None, **document}
        return feel.to_json(feel.evaluate(value[1:], known))
    return value


def read_stories(file: Path = FILE) -> list[Story]:
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        Story(
            title=s["title"], by=s["by"], age=s["age"], steps=s["steps"],
            values={**raw["start"], "urgency": "平件", **s.get("values", {}), "title": s["title"]},
            answers=s.get("answers", {}), usual=raw["answers"], opinions=raw["opinions"], rests=s.get("rests", False),
        )
        for s in raw["stories"]
    ]  # fmt: skip
