"""What people do in a story, each by the real action."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Receipt, Upload
from engine.clock import local
from engine.definition.definition import START
from engine.errors import Refused
from engine.organization import appoint, delegate, mark_absent
from engine.organization.records import Deputy
from engine.scenario import expectations as see
from engine.scenario.reader import Scenario, Step
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM
from engine.task import typed

SYSTEM_ACTOR = Actor(SYSTEM)


class Acts:
    """The acts of one scenario's people; `instances` names the matters they started."""

    def __init__(self, scenario: Scenario, office: Office, definition_id: int) -> None:
        self.scenario, self.office, self.definition_id = scenario, office, definition_id
        self.instances: dict[str, int] = {}

    def act(self, step: Step) -> Receipt | None:
        """Do what a step says; raises what the action raises."""
        done: Receipt | None = getattr(self, step.do)(step)  # the reader allows only names of ACTS
        return done

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

    def base(self, step: Step) -> None:
        """历史基数 of a figure, from a paper."""
        v = step.values
        command = actions.EnterBaseFigure(
            v.get("procedure", self.scenario.procedure), v["figure"], v["from"], v["to"], str(v["value"]), v["source"]
        )
        actions.enter_base_figure(self.office, command, Actor(step.by))

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


def _uploads(step: Step) -> dict[str, list[Upload]]:
    """Small files under the names the story gives; their content is their own name."""
    return {
        field: [Upload(name, "application/octet-stream", BytesIO(name.encode())) for name in names]
        for field, names in step.files.items()
    }
