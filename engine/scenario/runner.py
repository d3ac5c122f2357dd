"""Running a scenario: an office of its own, a simulated clock, the real actions, and a list of differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Receipt, Upload
from engine.clock import SimulatedClock, local
from engine.definition import Package
from engine.definition.definition import START
from engine.errors import Refused
from engine.organization import OfficeData, load_office
from engine.organization.changes import appoint, delegate, mark_absent
from engine.organization.records import Deputy
from engine.scenario import expectations as see
from engine.scenario.reader import Scenario, Step
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.rebuild import recorded
from engine.store.replay import compare
from engine.store.work import SYSTEM
from engine.task import typed

SYSTEM_ACTOR = Actor(SYSTEM)


@dataclass
class Report:
    """`problems` is empty when the story went as told. `flows` are those its instances took."""

    title: str
    steps: int = 0
    problems: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)  # decision#row numbers that matched

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "ok": self.ok, "steps": self.steps, "problems": self.problems}


def run(scenario: Scenario, package: Package, data: OfficeData | None = None, url: str = "sqlite://") -> Report:
    """Play a scenario against a package; also asserts that every instance re-executes equal."""
    clock = SimulatedClock(scenario.steps[0].at - timedelta(days=1))
    folder = TemporaryDirectory(prefix="banjie-scenario-")
    office = open_office(url, clock=clock, files=Path(folder.name))
    data = data or load_office("qinglan")
    try:
        actions.load_calendar(office, data.calendar, SYSTEM_ACTOR)
        actions.load_organization(office, data.organization, SYSTEM_ACTOR)
        published = actions.publish_definition(office, package, SYSTEM_ACTOR)
        play = _Play(scenario, office, clock, published.definition_id)
        for step in scenario.steps:
            play.step(step)
        play.finish()
        return play.report
    finally:
        office.database.dispose()
        folder.cleanup()


class _Play:
    def __init__(self, scenario: Scenario, office: Office, clock: SimulatedClock, definition_id: int) -> None:
        self.scenario, self.office, self.clock, self.definition_id = scenario, office, clock, definition_id
        self.report = Report(scenario.title)
        self.instances: dict[str, int] = {}

    def step(self, step: Step) -> None:
        self.report.steps += 1
        self._pass_time(step)
        receipt, refusal = None, None
        try:
            receipt = ACTS[step.do](self, step)
        except Refused as refused:
            refusal = refused
        for problem in self._problems(step, receipt, refusal):
            self.report.problems.append(
                f"step {step.number} ({step.at:%m-%d %H:%M} {step.by} {step.do} {step.task}): {problem}"
            )

    def _pass_time(self, step: Step) -> None:
        """Move the clock to the step, stopping at every timer on the way."""
        for _ in range(10_000):
            due = actions.next_due(self.office)
            if due is None or due > step.at:
                break
            self.clock.move_to(due)
            if not actions.fire_timers(self.office):
                break
        self.clock.move_to(step.at)

    def _problems(self, step: Step, receipt: Receipt | None, refusal: Refused | None) -> list[str]:
        wanted = step.expected
        if refusal is not None:
            if wanted.get("refused") != refusal.code:
                return [f"refused: {refusal} {refusal.details or ''}"]
            missing = set(wanted.get("fields", [])) - set(getattr(refusal, "fields", {}))
            return [f"no complaint about {sorted(missing)}, only {getattr(refusal, 'fields', {})}"] if missing else []
        if "refused" in wanted:
            return [f"expected the refusal {wanted['refused']}, but it was done"]
        problems: list[str] = []
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
        for instance_id in self.instances.values():
            for difference in compare(self.office, instance_id):
                self.report.problems.append(f"replay: {difference}")
            with self.office.database.read() as connection:
                for event in recorded(connection, instance_id):
                    for happening in event.body.get("moved", {}).get("path", []):
                        if happening["kind"] == "take":
                            self.report.flows.add(happening["element"])
                        if happening["kind"] == "decide":
                            detail = happening.get("detail", {})
                            self.report.rules |= {f"{detail.get('decision')}#{m}" for m in detail.get("matched", [])}

    # -- acts

    def start(self, step: Step) -> Receipt:
        with self.office.database.read() as connection:
            definition = self.office.definition(connection, self.definition_id)
        command = actions.StartInstance(
            self.scenario.procedure,
            typed(definition, START, {}, step.values),
            self._command(step),
            uploads=_uploads(step),
        )
        receipt = actions.start_instance(self.office, command, Actor(step.by))
        self.instances[step.instance] = receipt.instance_id
        return receipt

    def complete(self, step: Step) -> Receipt:
        task_id = self._task(step)
        document = see.instance_facts(self.office, self.instances[step.instance])["document"]
        with self.office.database.read() as connection:
            definition = self.office.definition(connection, self.definition_id)
        values = typed(definition, step.task, document, step.values)
        command = actions.CompleteTask(task_id, values, self._command(step), step.opinion, uploads=_uploads(step))
        return actions.complete_task(self.office, command, Actor(step.by))

    def claim(self, step: Step) -> Receipt:
        return actions.claim_task(self.office, actions.ClaimTask(self._task(step), self._command(step)), Actor(step.by))

    def release(self, step: Step) -> Receipt:
        command = actions.ReleaseTask(self._task(step), self._command(step))
        return actions.release_task(self.office, command, Actor(step.by))

    def draft(self, step: Step) -> None:
        command = actions.SaveDraft(step.values, self.scenario.procedure, self._task(step), opinion=step.opinion)
        actions.save_draft(self.office, command, Actor(step.by))

    def cancel(self, step: Step) -> Receipt:
        command = actions.CancelInstance(self.instances[step.instance], step.opinion, self._command(step))
        return actions.cancel_instance(self.office, command, Actor(step.by))

    def correlate(self, step: Step) -> Receipt:
        command = actions.CorrelateMessage(
            step.task, str(see.instance_facts(self.office, self.instances[step.instance])["case"]),
            self._command(step), step.values,
        )  # fmt: skip
        return actions.correlate_message(self.office, command, SYSTEM_ACTOR)

    def observe(self, step: Step) -> None:
        return None

    def absent(self, step: Step) -> None:
        v = step.values
        actions.change_organization(
            self.office, Actor(step.by),
            lambda org, now: mark_absent(org, v["person"], v["from"], v.get("to"), v.get("reason", "")),
            {"absent": v["person"]},
        )  # fmt: skip

    def order(self, step: Step) -> None:
        """A written 主持工作 order: `person` stands in for `for` from … to …."""
        v = step.values
        made = Deputy(
            kind="order",
            deputy=v["person"],
            principal=v["for"],
            paper=v["paper"],
            since=v["from"],
            until=v.get("to"),
        )
        actions.change_organization(
            self.office,
            Actor(step.by),
            lambda org, now: delegate(org, made),
            {"order": v["person"], "for": v["for"]},
        )

    def appoint(self, step: Step) -> None:
        v = step.values
        actions.change_organization(
            self.office, Actor(step.by),
            lambda org, now: appoint(
                org, v["post"], v["person"], v.get("from", local(now).date()), v.get("to"),
                acting=v.get("acting", False), paper=v.get("paper", ""),
            ),
            {"appointed": v["person"], "post": v["post"]},
        )  # fmt: skip

    def _task(self, step: Step) -> int:
        """The open task of this step (and unit); else the last one, so that refusals can be asked for."""
        task = t.task.c
        wanted = select(task.id, task.state, task.label, task.principals).where(
            task.instance_id == self.instances[step.instance], task.element == step.task
        )
        with self.office.database.read() as connection:
            rows = connection.execute(wanted.order_by(task.id.desc())).all()
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        groups = organization.groups_of(step.by, local(self.office.now()).date())
        fitting = [r for r in rows if not step.unit or r.label == step.unit]
        rank = sorted(fitting, key=lambda r: (r.state != "open", groups.isdisjoint(r.principals)))
        if not rank:
            raise Refused("no_such_task", f"没有环节“{step.task}”的任务。", f"No task of step {step.task!r}.")
        return int(rank[0].id)

    def _command(self, step: Step) -> str:
        return f"{self.scenario.file or self.scenario.title}#{step.number}"


ACTS: dict[str, Callable[[_Play, Step], Receipt | None]] = {
    name: getattr(_Play, name)
    for name in (
        "start",
        "complete",
        "claim",
        "release",
        "draft",
        "cancel",
        "observe",
        "correlate",
        "absent",
        "order",
        "appoint",
    )
}


def _uploads(step: Step) -> dict[str, list[Upload]]:
    """Small files under the names the story gives; their content is their own name."""
    return {
        field: [Upload(name, "application/octet-stream", BytesIO(name.encode())) for name in names]
        for field, names in step.files.items()
    }


def recorded_path(office: Office, receipt: Receipt) -> set[str]:
    """Flows taken by the event of a receipt."""
    with office.database.read() as connection:
        event = recorded(connection, receipt.instance_id)[receipt.seq - 1]
    return {h["element"] for h in event.body["moved"]["path"] if h["kind"] == "take"}
