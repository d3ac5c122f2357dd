"""All scenarios of a package, one after another, with what came of each: for the command line and for the workbench."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from engine.definition import Definition, Package
from engine.errors import DefinitionRefused, Refused
from engine.scenario.coverage import Coverage, row_names
from engine.scenario.difference import chinese
from engine.scenario.reader import Scenario, read_scenario
from engine.scenario.runner import Report, run

Others = Callable[[frozenset[str]], Mapping[str, Package]]  # the packages of procedures a story names beside its own


@dataclass(frozen=True)
class Played:
    """What came of one scenario; `problems` in Chinese and English, `times` how often each flow was taken, `rows` the
    rows of decision tables that matched."""

    file: str
    title: str
    steps: int
    problems: tuple[tuple[str, str], ...] = ()
    times: Mapping[str, int] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()
    seconds: float = 0

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file, "title": self.title, "ok": self.ok, "steps": self.steps,
            "problems": [{"zh": zh, "en": en} for zh, en in self.problems],
            "times": dict(self.times), "rows": sorted(self.rows), "seconds": self.seconds,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Played:
        return cls(
            kept["file"], kept["title"], kept["steps"], tuple((p["zh"], p["en"]) for p in kept["problems"]),
            kept["times"], frozenset(kept["rows"]), kept["seconds"],
        )  # fmt: skip


def scenarios_of(package: Package) -> dict[str, bytes]:
    """Path -> content of every scenario of the package."""
    return package.under("scenarios/", ".toml")


def play(definition: Definition, file: str, others: Others, seconds: float | None = None) -> Played:
    """Run one scenario of the package; whatever is wrong with it is told, never raised."""
    begun, data = monotonic(), definition.package.files[file]
    story: Scenario | None = None
    try:
        story = read_scenario(data, file)
        report = run(story, definition.package, others=others(story.others), seconds=seconds)
    except DefinitionRefused as refused:
        told = [(finding.zh, finding.en) for finding in refused.findings]
    except Refused as refused:
        told = [(refused.zh, refused.en)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A story is an analyst's text: what the actions cannot make head or tail of is the story's mistake.
        told = [(f"无法执行：{error}", f"Cannot be played: {error}")]
    else:
        problems = [(chinese(p), str(p)) for p in report.problems] or list(_proves_nothing(story, report, definition))
        return Played(
            file, report.title, report.steps, tuple(problems), dict(report.times),
            row_names(definition, report.rules), round(monotonic() - begun, 2),
        )  # fmt: skip
    return Played(file, story.title if story else file, 0, tuple(told), seconds=round(monotonic() - begun, 2))


def _proves_nothing(story: Scenario, report: Report, definition: Definition) -> Iterator[tuple[str, str]]:
    """A story that went as told, whatever the procedure does."""
    key = definition.procedure.key
    if story.procedure != key:
        zh = f"场景是流程“{story.procedure}”的，不是“{key}”的。"
        yield zh, f"The scenario is of {story.procedure!r}, not of {key!r}."
    elif not report.times and not any("refused" in step.expected for step in story.steps):
        yield "场景没有发起这个流程的事项，什么也没有证明。", "No matter of the procedure was begun; it proves nothing."


def covered(definition: Definition, played: Iterable[Played]) -> Coverage:
    """What these scenarios went through together."""
    times: Counter[str] = Counter()
    rows: set[str] = set()
    for one in played:
        times.update(one.times)
        rows |= one.rows
    return Coverage.named(definition, times, rows)
