"""What the demo's people do with the matters of one procedure: a data file of habits, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "habits"
EVEN = (1,) * 12


@dataclass(frozen=True)
class Pace:
    """Shares of the way from now to the due: the earliest and the latest moment a step is done."""

    usual: tuple[float, float] = (0.05, 0.8)
    late: float = 0.05  # of the tasks are done after their due
    hours: tuple[float, float] = (0.5, 8.0)  # office hours, where a step has no due
    steps: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Habits:
    """`answers` maps a step (also "start") to field -> how it is filled, see choice.py.

    `share` of all matters begin here, spread over the months by `months`; `asides` replace those of office.toml.
    """

    procedure: str
    share: float = 0.0
    months: Sequence[int] = EVEN
    starters: Sequence[str] = ()
    round_the_clock: float = 0.0  # share of matters that come outside office hours
    lists: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    opinions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    not_before: Mapping[str, str] = field(default_factory=dict)  # step -> FEEL, a moment
    pace: Pace = Pace()
    asides: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficeHabits:
    """What concerns every procedure: asides of a thousand tasks, words, absences."""

    asides: Mapping[str, int]
    words: Mapping[str, Sequence[str]]
    absences: Sequence[Mapping[str, Any]]
    orders: Sequence[Mapping[str, Any]]
    recent: Mapping[str, Any]  # the small demo: matters of each procedure, and what lies in the boxes


def read_habits(procedure: str, folder: Path = FOLDER) -> Habits:
    """The habits for a procedure; without a file nobody starts it and its forms are answered from their schema."""
    file = folder / f"{procedure}.toml"
    if not file.is_file():
        return Habits(procedure)
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    pace = raw.pop("pace", {})
    steps = {step: tuple(span) for step, span in pace.pop("steps", {}).items()}
    spans: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in pace.items()}
    answers = {"start": raw.pop("start", {}), **raw.pop("answers", {})}
    for step, fields in answers.items():
        if like := fields.pop("like", ""):  # the fields of another step's habits, and its own
            answers[step] = {**answers[like], **fields}
    return Habits(procedure, pace=Pace(**spans, steps=steps), answers=answers, **raw)


def read_office_habits(folder: Path = FOLDER) -> OfficeHabits:
    return OfficeHabits(**tomllib.loads((folder / "office.toml").read_text(encoding="utf-8")))
