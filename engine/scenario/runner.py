"""Running a scenario: an office of its own, a simulated clock, the real actions, and a list of differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from engine import actions, dmn
from engine.actions import Receipt
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.errors import Missing, NotNow, Refused
from engine.organization import OfficeData, load_office
from engine.scenario import expectations as see
from engine.scenario.acts import SYSTEM_ACTOR, Acts
from engine.scenario.difference import Difference, chinese, told
from engine.scenario.judging import judged
from engine.scenario.reader import Scenario, Step
from engine.scenario.table.words import ACTS
from engine.store.office import Office, open_office
from engine.store.rebuild import recorded
from engine.store.replay import compare

TOO_LONG = "scenario_too_long"


@dataclass
class Report:
    """`problems` is empty when the story went as told. `flows` are those its instances took."""

    title: str
    steps: int = 0
    problems: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)
    times: Counter[str] = field(default_factory=Counter)  # how often each flow was taken
    rules: dmn.Matched = field(default_factory=set)  # rows of decision tables that matched, of forms too

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "ok": self.ok, "steps": self.steps, "problems": self.problems}


def run(
    scenario: Scenario,
    package: Package,
    data: OfficeData | None = None,
    url: str = "sqlite://",
    others: Mapping[str, Package] | None = None,
    look: Callable[[Office], None] | None = None,
    seconds: float | None = None,
) -> Report:
    """Play a scenario against a package; also asserts that every instance re-executes equal.

    `others` are the packages of procedures that its steps may name (Scenario.others), by key; `look` may see the
    office as the story leaves it. Raises NotNow `scenario_too_long` when it takes more than `seconds`.
    """
    packages = []
    for key in sorted(scenario.others):
        if others is None or key not in others:
            raise Missing("no_procedure", f"场景需要流程“{key}”。", f"The scenario needs the procedure {key!r}.")
        packages.append(others[key])
    with stage(scenario.steps[0].at, [*packages, package], data, url) as (office, clock):
        play = Play(scenario, office, clock, None if seconds is None else monotonic() + seconds)
        with dmn.watch() as play.report.rules:
            for step in scenario.steps:
                play.step(step)
        play.finish()
        if look is not None:
            look(office)
        return play.report


@contextmanager
def stage(
    begins: datetime, packages: Iterable[Package], data: OfficeData | None = None, url: str = "sqlite://"
) -> Iterator[tuple[Office, SimulatedClock]]:
    """The office of a story, the day before it begins: the cast, its calendar and these procedures; gone afterwards."""
    clock = SimulatedClock(begins - timedelta(days=1))
    folder = TemporaryDirectory(prefix="banjie-scenario-")
    office = open_office(url, clock=clock, files=Path(folder.name))
    data = data or load_office("qinglan")
    try:
        actions.load_calendar(office, data.calendar, SYSTEM_ACTOR)
        actions.load_organization(office, data.organization, SYSTEM_ACTOR)
        for package in packages:
            actions.publish_definition(office, package, SYSTEM_ACTOR)
        yield office, clock
    finally:
        office.database.dispose()
        folder.cleanup()


class Play(Acts):
    """A scenario being played: the acts, and what is compared after each."""

    def __init__(self, scenario: Scenario, office: Office, clock: SimulatedClock, until: float | None = None) -> None:
        super().__init__(scenario, office)
        self.clock, self.until = clock, until
        self.report = Report(scenario.title)

    def step(self, step: Step) -> None:
        self.report.steps += 1
        receipt, refusal = None, None
        try:
            receipt = self.do(step)
        except Refused as refused:
            if refused.code == TOO_LONG:
                raise
            refusal = refused
        self._name(step)
        for problem in judged(
            self.office, self.scenario, step, self.instances.get(step.instance), receipt, refusal
        ):
            told_of = f"{step.at:%m-%d %H:%M} {step.by} {step.do} {step.task}"
            act = next((choice.zh for choice in ACTS if choice.value == step.do), step.do)
            said = " ".join(filter(None, (f"{step.at:%m-%d %H:%M}", step.by, act, step.task)))
            self._complain(step, f" ({told_of}): {problem}", f"（{said}）：{chinese(problem)}")

    def do(self, step: Step) -> Receipt | None:
        """Let time pass up to a step and do it, with what it sets going elsewhere; raises what the action raises."""
        self._in_time()
        self._pass_time(step)
        try:
            return self.act(step)
        finally:
            if actions.deliver_messages(self.office):
                self._deliver_rest()

    def _complain(self, step: Step, en: str, zh: str) -> None:
        self.report.problems.append(Difference(f"step {step.number}{en}", f"第{step.number}步{zh}"))

    def _pass_time(self, step: Step) -> None:
        """Move the clock to the step, stopping at every timer on the way."""
        if step.at.astimezone(UTC) < self.office.now():
            at = f"{step.at:%m-%d %H:%M}"
            self._complain(step, f": {at} lies before the step before it", f"：{at} 早于上一步")
        for _ in range(10_000):
            self._in_time()
            due = actions.next_due(self.office)
            if due is None or due > step.at:
                break
            self.clock.move_to(due)
            if not actions.fire_timers(self.office):
                break
            self._deliver_rest()
        self.clock.move_to(step.at)

    def _in_time(self) -> None:
        if self.until is not None and monotonic() > self.until:
            raise NotNow(TOO_LONG, "场景用时过长,已停止。", "The scenario takes too long and was stopped.")

    def _deliver_rest(self) -> None:
        """Messages may cause messages."""
        while actions.deliver_messages(self.office):
            pass

    def _name(self, step: Step) -> None:
        """Give names to the matters that this step's matter started."""
        for name, procedure in step.names.items():
            found = see.newest_from(self.office, self.instances[step.instance], procedure)
            if found is not None:
                self.instances[name] = found
            else:
                self._complain(
                    step, f": no {procedure} was started from {step.instance}", f"：没有由它发起的流程“{procedure}”"
                )

    def finish(self) -> None:
        """After the last step: every instance must re-execute equal to its rows; gather what was taken."""
        for instance_id, procedure in see.instances(self.office):
            for difference in compare(self.office, instance_id):
                self.report.problems.append(Difference(f"replay: {difference}", f"重演不一致：{difference}"))
            if procedure != self.scenario.procedure:
                continue
            with self.office.database.read() as connection:
                for event in recorded(connection, instance_id):
                    given = {p for task in event.body.get("moved", {}).get("opened", []) for p in task["people"]}
                    if self.scenario.only and (strangers := given - self.scenario.only):
                        names = sorted(strangers)
                        en, zh = f"event {event.seq} gave a task to {names}", f"任务给了不该给的人：{told(names)}"
                        self.report.problems.append(Difference(en, zh))
                    for happening in event.body.get("moved", {}).get("path", []):
                        if happening["kind"] == "take":
                            self.report.flows.add(happening["element"])
                            self.report.times[happening["element"]] += 1
