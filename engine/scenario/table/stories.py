"""A scenario file as a table of its steps, and the file with a step changed, added, moved or taken out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import toml
from engine.errors import DefinitionRefused, Finding
from engine.scenario.reader import EXPECTATIONS
from engine.scenario.table.offers import StoryOffers
from engine.scenario.table.words import STARTING
from engine.toml import literal, rewrite

Raw = dict[str, Any]
SHORT = 90  # characters of a summary


@dataclass(frozen=True)
class Line:
    """One step for the eye: `values` and `expected` in few words."""

    n: int
    at: datetime | None
    who: str
    act: str
    act_en: str
    step: str
    unit: str
    values: str
    opinion: str
    expected: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Story:
    title: str
    procedure: str
    only: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class StoryFile:
    """The file as TOML knows it; `steps` are its own tables."""

    text: str
    raw: Raw
    steps: list[Raw]


def open_story(data: bytes, file: str) -> StoryFile:
    """Raises DefinitionRefused when it is no TOML or its steps are no tables."""
    try:
        text = data.decode("utf-8")
        raw = toml.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found = Finding("bad_toml", None, f"无法读取:{error}", f"Unreadable: {error}", file=file)
        raise DefinitionRefused([found]) from error
    steps = raw.get("step", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise DefinitionRefused([Finding("bad_step", None, "step 应为表。", "step must be tables.", file=file)])
    return StoryFile(text, raw, steps)


def read_story(data: bytes, file: str, offers: StoryOffers) -> Story:
    opened = open_story(data, file)
    only = opened.raw.get("only", [])
    return Story(
        str(opened.raw.get("title", file)), str(opened.raw.get("procedure", "")),
        tuple(map(str, only)) if isinstance(only, list) else (),
        tuple(_line(n, step, offers) for n, step in enumerate(opened.steps)),
    )  # fmt: skip


def changed(data: bytes, file: str, change: Callable[[Raw, list[Raw]], None]) -> bytes:
    """The file after `change(raw, steps)` has changed its tables in place; comments stay."""
    opened = open_story(data, file)
    raw = toml.loads(opened.text)
    steps = raw.get("step", [])
    change(raw, steps)
    raw.pop("step", None)
    return rewrite(opened.text, {**raw, "step": steps} if steps else raw).encode()


def _line(n: int, step: Mapping[str, Any], offers: StoryOffers) -> Line:
    at, do = step.get("at"), str(step.get("do", "observe"))
    act, task = offers.words("acts", do), str(step.get("task", ""))
    person = offers.words("people", str(step.get("by", ""))).zh
    values, labels = step.get("values", {}), {f.path[0]: f.label for f in offers.fields(do, task)}
    return Line(
        n, at if isinstance(at, datetime) else None, person.partition("(")[0], act.zh, act.en or act.zh,
        "发起" if do == STARTING else offers.words("tasks", task).zh if task else "", str(step.get("unit", "")),
        _short(values, labels) if isinstance(values, Mapping) else "", str(step.get("opinion", "")),
        tuple(_expected(step, offers)), str(step.get("note", "")),
    )  # fmt: skip


def _short(values: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The values by their labels, cut to a line or two."""
    text = ",".join(f"{labels.get(name) or name}:{_written(value)}" for name, value in values.items())
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_written, value))
    try:
        return value if isinstance(value, str) else literal(value)
    except TypeError:
        return str(value)


def _expected(step: Mapping[str, Any], offers: StoryOffers) -> list[str]:
    """What the step expects, in words."""
    said: list[str] = []
    if "refused" in step:
        said.append(f"被拒绝:{step['refused']}")
    opens = step.get("opens")
    if isinstance(opens, list):
        names = [offers.words("tasks", str(o.get("task", ""))).zh for o in opens if isinstance(o, Mapping)]
        said.append(f"开出 {'、'.join(dict.fromkeys(names))}" if names else "不开任务")
    shows = step.get("shows")
    if isinstance(shows, Mapping) and "state" in shows:
        said.append(f"状态 {shows['state']}")
    lights = step.get("lights")
    if isinstance(lights, list):
        said += [f"{light.get('light', '')}灯" for light in lights if isinstance(light, Mapping)][:3]
    counted = len([name for name in EXPECTATIONS & step.keys() if name not in ("refused", "opens", "lights", "shows")])
    return [*said, *([f"另{counted}项"] if counted else [])]
