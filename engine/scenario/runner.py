"""Running a scenario: an office of its own, a simulated clock, the real actions, and a list of differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine import actions, dmn
from engine.actions import Receipt
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.errors import Missing, Refused
from engine.organization import OfficeData, load_office
from engine.scenario import expectations as see
from engine.scenario import figures
from engine.scenario.acts import SYSTEM_ACTOR, Acts
from engine.scenario.reader import Scenario, Step
from engine.store.office import Office, open_office
from engine.store.rebuild import recorded
from engine.store.replay import compare


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
) -> Report:
    """Play a scenario against a package; also asserts that every instance re-executes equal.

    `others` are the packages of procedures that its steps may name (Scenario.others), by key; `look` may see the
    office as the story leaves it.
    """
    clock = SimulatedClock(scenario.steps[0].at - timedelta(days=1))
    folder = TemporaryDirectory(prefix="banjie-scenario-")
    office = open_office(url, clock=clock, files=Path(folder.name))
    data = data or load_office("qinglan")
    try:
        actions.load_calendar(office, data.calendar, SYSTEM_ACTOR)
        actions.load_organization(office, data.organization, SYSTEM_ACTOR)
        for key in sorted(scenario.others):
            if others is None or key not in others:
                raise Missing("no_procedure", f"场景需要流程“{key}”。", f"The scenario needs the procedure {key!r}.")
            actions.publish_definition(office, others[key], SYSTEM_ACTOR)
        actions.publish_definition(office, package, SYSTEM_ACTOR)
        play = Play(scenario, office, clock)
        with dmn.watch() as play.report.rules:
            for step in scenario.steps:
                play.step(step)
        play.finish()
        if look is not None:
            look(office)
        return play.report
    finally:
        office.database.dispose()
        folder.cleanup()


class Play(Acts):
    """A scenario being played: the acts, and what is compared after each."""

    def __init__(self, scenario: Scenario, office: Office, clock: SimulatedClock) -> None:
        super().__init__(scenario, office)
        self.clock = clock
        self.report = Report(scenario.title)

    def step(self, step: Step) -> None:
        self.report.steps += 1
        self._pass_time(step)
        receipt, refusal = None, None
        try:
            receipt = self.act(step)
        except Refused as refused:
            refusal = refused
        if actions.deliver_messages(self.office):
            self._deliver_rest()
        self._name(step)
        for problem in self._problems(step, receipt, refusal):
            self.report.problems.append(
                f"step {step.number} ({step.at:%m-%d %H:%M} {step.by} {step.do} {step.task}): {problem}"
            )

    def _pass_time(self, step: Step) -> None:
        """Move the clock to the step, stopping at every timer on the way."""
        if step.at.astimezone(UTC) < self.office.now():
            self.report.problems.append(f"step {step.number}: {step.at:%m-%d %H:%M} lies before the step before it")
        for _ in range(10_000):
            due = actions.next_due(self.office)
            if due is None or due > step.at:
                break
            self.clock.move_to(due)
            if not actions.fire_timers(self.office):
                break
            self._deliver_rest()
        self.clock.move_to(step.at)

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
                self.report.problems.append(f"step {step.number}: no {procedure} was started from {step.instance}")

    def _problems(self, step: Step, receipt: Receipt | None, refusal: Refused | None) -> list[str]:
        wanted = step.expected
        if refusal is not None:
            if wanted.get("refused") != refusal.code:
                return [f"refused: {refusal} {refusal.details or ''}"]
            missing = set(wanted.get("fields", [])) - set(getattr(refusal, "fields", {}))
            return [f"no complaint about {sorted(missing)}, only {getattr(refusal, 'fields', {})}"] if missing else []
        if "refused" in wanted:
            return [f"expected the refusal {wanted['refused']}, but it was done"]
        problems = figures.differences(self.office, self.scenario.procedure, wanted.get("figures", []))
        if receipt is not None and "opens" in wanted:
            problems += see.differences_of_tasks(wanted["opens"], see.opened_tasks(self.office, receipt.opened))
        if receipt is not None and "takes" in wanted:
            path = recorded_path(self.office, receipt)
            problems += [f"flow {flow} was not taken" for flow in wanted["takes"] if flow not in path]
        instance_id = self.instances.get(step.instance)
        if instance_id is not None:
            if "shows" in wanted:
                problems += see.subset(wanted["shows"], see.instance_facts(self.office, instance_id))
            if "lights" in wanted:
                found = see.lights(self.office, instance_id)
                for wish in wanted["lights"]:
                    if not any(not see.subset(wish, one) for one in found):
                        problems.append(f"expected light {wish}, found {found}")
            for person, steps in wanted.get("sees", {}).items():
                found_steps = see.todo(self.office, instance_id, person)
                if found_steps != sorted(steps):
                    problems.append(f"{person} should see {sorted(steps)} in 待办, sees {found_steps}")
            if "links" in wanted:
                problems += see.subset(list(wanted["links"]), see.links(self.office, instance_id), "links")
            if "readings" in wanted:
                found = see.readings(self.office, instance_id)
                problems += [
                    f"expected reading {wish}, found {found}"
                    for wish in wanted["readings"]
                    if not any(not see.subset(wish, one) for one in found)
                ]
            if "facts" in wanted:
                kinds = self._facts(instance_id)
                problems += [
                    f"no fact {kind!r} in history, only {sorted(kinds)}"
                    for kind in wanted["facts"]
                    if kind not in kinds
                ]
        return problems

    def _facts(self, instance_id: int) -> set[str]:
        with self.office.database.read() as connection:
            events = recorded(connection, instance_id)
        facts = {fact["kind"] for e in events for fact in e.body.get("moved", {}).get("facts", [])}
        return facts | {e.body["exception"] for e in events if e.body.get("exception")} | {e.kind for e in events}

    def finish(self) -> None:
        """After the last step: every instance must re-execute equal to its rows; gather what was taken."""
        for instance_id, procedure in see.instances(self.office):
            for difference in compare(self.office, instance_id):
                self.report.problems.append(f"replay: {difference}")
            if procedure != self.scenario.procedure:
                continue
            with self.office.database.read() as connection:
                for event in recorded(connection, instance_id):
                    given = {p for task in event.body.get("moved", {}).get("opened", []) for p in task["people"]}
                    if self.scenario.only and (strangers := given - self.scenario.only):
                        self.report.problems.append(f"event {event.seq} gave a task to {sorted(strangers)}")
                    for happening in event.body.get("moved", {}).get("path", []):
                        if happening["kind"] == "take":
                            self.report.flows.add(happening["element"])
                            self.report.times[happening["element"]] += 1


def recorded_path(office: Office, receipt: Receipt) -> set[str]:
    """Flows taken by the event of a receipt."""
    with office.database.read() as connection:
        event = recorded(connection, receipt.instance_id)[receipt.seq - 1]
    path = event.body.get("moved", {}).get("path", [])
    return {h["element"] for h in path if h["kind"] == "take"}
