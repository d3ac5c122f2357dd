"""What people do in a story, each by the real action."""

from __future__ import annotations

from io import BytesIO

from engine import actions
from engine.actions import Actor, Receipt, Upload
from engine.clock import local
from engine.definition.definition import START
from engine.organization import appoint, delegate, mark_absent
from engine.organization.records import Deputy
from engine.scenario import expectations as see
from engine.scenario.office_acts import OfficeActs
from engine.scenario.reader import Scenario, Step
from engine.store.office import Office
from engine.store.work import SYSTEM
from engine.task import typed

SYSTEM_ACTOR = Actor(SYSTEM)


NAMED = {"return": "send_back"}  # `return` is no name for a method


class Acts(OfficeActs):
    """The acts of one scenario's people; `instances` names the matters they started."""

    def __init__(self, scenario: Scenario, office: Office) -> None:
        super().__init__(scenario, office)

    def act(self, step: Step) -> Receipt | None:
        """Do what a step says; raises what the action raises."""
        done: Receipt | None = getattr(self, NAMED.get(step.do, step.do))(step)  # the reader allows only ACTS
        return done

    def start(self, step: Step) -> Receipt:
        procedure = step.procedure or self.scenario.procedure
        definition = self.definition(procedure)
        command = actions.StartInstance(
            procedure,
            typed(definition, START, {}, step.values),
            self._command(step),
            uploads=_uploads(step),
        )
        receipt = actions.start_instance(self.office, command, Actor(step.by))
        self.instances[step.instance] = receipt.instance_id
        return receipt

    def complete(self, step: Step) -> Receipt:
        task_id = self._task(step)
        command = actions.CompleteTask(
            task_id, self._typed(step, task_id), self._command(step), step.opinion, uploads=_uploads(step),
            dictated=str(step.more.get("for", "")),
        )  # fmt: skip
        return actions.complete_task(self.office, command, Actor(step.by))

    dictate = complete

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


def _uploads(step: Step) -> dict[str, list[Upload]]:
    """Small files under the names the story gives; their content is their own name."""
    return {
        field: [Upload(name, "application/octet-stream", BytesIO(name.encode())) for name in names]
        for field, names in step.files.items()
    }
