"""Every FEEL text and every decision file of the delivered procedures, with data made up for them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from engine import feel
from engine.feel import FeelError
from engine.words import OFFICE_FUNCTIONS
from engine.xml import parse

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
QUOTED = re.compile(r'"([^"\\]*)"')
MEMBER = re.compile(r"\.\s*([^\W\d]\w*)")
KNOWN = frozenset(OFFICE_FUNCTIONS | {"due", "term", "figure"})


def expressions() -> dict[str, str]:
    """Text to the file it stands in: of diagrams, procedure.toml, figures.toml and forms."""
    found: dict[str, str] = {}
    for folder in sorted(PROCESSES.iterdir()):
        for text in _of_diagram(folder / "process.bpmn"):
            found.setdefault(text, f"{folder.name}/process.bpmn")
        for name in ("procedure.toml", "figures.toml"):
            for text in _strings(tomllib.loads((folder / name).read_text("utf-8"))):
                if is_expression(text):
                    found.setdefault(text, f"{folder.name}/{name}")
        for path in sorted((folder / "forms").glob("*.json")):
            for text in _strings(json.loads(path.read_text("utf-8"))):
                if text.startswith("="):
                    found.setdefault(text[1:], f"{folder.name}/forms/{path.name}")
    return found


def decisions() -> list[Path]:
    return sorted(PROCESSES.glob("*/decisions/*.dmn"))


def is_expression(text: str) -> bool:
    """FEEL that computes something, not a plain word, name or number that happens to be readable as FEEL."""
    try:
        compiled = feel.compile(text, KNOWN)
    except FeelError:
        return False
    return len(compiled.free) > 0 and text.strip() not in compiled.free


def _of_diagram(path: Path) -> Iterator[str]:
    for element in parse(path.read_bytes(), source=path.name).iter():
        if isinstance(element.tag, str):
            texts = [*element.attrib.values(), element.text or ""]
            yield from (str(text).strip()[1:] for text in texts if str(text).strip().startswith("="))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


class Data:
    """Plausible variables for a text: the words it quotes, members it asks for, dates, numbers, and what is wrong."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def variables(self, text: str) -> dict[str, Any]:
        free = feel.compile(text, KNOWN).free - KNOWN
        members = sorted({*MEMBER.findall(text)} | free)
        words = QUOTED.findall(text) or ["特急"]
        return {name: self.value(words, members, 2) for name in sorted(free) if self.random.random() < 0.95}

    def value(self, words: list[str], members: list[str], depth: int) -> Any:
        chance = self.random.random()
        if chance < 0.4:
            return self.random.choice(words)
        if chance < 0.55:
            return self.random.choice([0, 1, 2, 3, 5, 10, -1, 1.5, 100])
        if chance < 0.7:
            return self.moment()
        if chance < 0.76 or depth == 0:
            return self.random.choice([None, True, False, "", "林草局"])
        if chance < 0.9:
            return [self.value(words, members, depth - 1) for _ in range(self.random.randint(0, 3))]
        return {name: self.value(words, members, depth - 1) for name in members}

    def moment(self) -> str:
        day = f"2026-{self.random.randint(1, 12):02d}-{self.random.randint(1, 28):02d}"
        return day if self.random.random() < 0.4 else f"{day}T{self.random.randint(0, 23):02d}:30:00+08:00"
