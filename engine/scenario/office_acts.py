"""The office actions of a story: 退回, 撤回, 转办, 加签, 传阅, 催办, 延期 and the rest, each by the real action."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from engine import actions
from engine.actions import Actor, Receipt
from engine.clock import local
from engine.definition import Definition
from engine.errors import Refused
from engine.scenario.reader import Scenario, Step
from engine.store import tables as t
from engine.store.office import Office
from engine.task import typed


class OfficeActs:
    """`instances` maps the story's names of matters to their ids."""

    def __init__(self, scenario: Scenario, office: Office) -> None:
        self.scenario, self.office = scenario, office
        self.instances: dict[str, int] = {}

    def send_back(self, step: Step) -> Receipt:
        command = actions.ReturnTask(
            self._task(step), _one(step), step.opinion, self._command(step), bool(step.more.get("direct", False))
        )
        return actions.return_task(self.office, command, Actor(step.by))

    def withdraw(self, step: Step) -> Receipt:
        task_id = self._find(step, t.task.c.closed_by == step.by, t.task.c.state == "completed")
        return actions.withdraw_task(
            self.office, actions.WithdrawTask(task_id, self._command(step)), Actor(step.by)
        )

    def transfer(self, step: Step) -> Receipt:
        command = actions.TransferTask(self._task(step), _one(step), step.opinion, self._command(step))
        return actions.transfer_task(self.office, command, Actor(step.by))

    def delegate(self, step: Step) -> Receipt:
        command = actions.DelegateTask(self._task(step), _one(step), step.opinion, self._command(step))
        return actions.delegate_task(self.office, command, Actor(step.by))

    def add_signer(self, step: Step) -> Receipt:
        task_id = self._task(step)
        values = self._typed(step, task_id) if step.more.get("when") == "after" else {}
        command = actions.AddSigner(
            task_id, step.to, step.more.get("when", "before"), self._command(step), step.opinion, values
        )
        return actions.add_signer(self.office, command, Actor(step.by))

    def give_back(self, step: Step) -> Receipt:
        """The answer of somebody asked beside the diagram (委派, 加签), or of a request."""
        command = actions.CompleteTask(self._inserted(step), step.values, self._command(step), step.opinion)
        return actions.complete_task(self.office, command, Actor(step.by))

    def decide(self, step: Step) -> Receipt:
        task_id = self._find(step, t.task.c.role == "request")
        values = {"result": "同意" if step.more.get("granted", True) else "不同意"}
        command = actions.CompleteTask(task_id, values, self._command(step), step.opinion)
        return actions.complete_task(self.office, command, Actor(step.by))

    def remove_signer(self, step: Step) -> Receipt:
        if step.unit:
            task_id = self._find(step, t.task.c.state == "open", t.task.c.role == "main")
        else:
            task_id = self._inserted(step, for_person=_one(step))
        return actions.remove_signer(self.office, actions.RemoveSigner(task_id, self._command(step)), Actor(step.by))

    def circulate(self, step: Step) -> Receipt:
        kind: Any = "抄送" if step.do == "copy" else "传阅"
        command = actions.Circulate(self._matter(step), step.to, self._command(step), kind, step.opinion)
        return actions.circulate(self.office, command, Actor(step.by))

    copy = circulate

    def read(self, step: Step) -> Receipt:
        if step.more.get("opened", True):
            actions.open_reading(self.office, self._matter(step), Actor(step.by))
        command = actions.MarkRead(self._matter(step), self._command(step), step.opinion)
        return actions.mark_read(self.office, command, Actor(step.by))

    def remind(self, step: Step) -> Receipt:
        command = actions.RemindReaders(self._matter(step), self._command(step))
        return actions.remind_readers(self.office, command, Actor(step.by))

    def urge(self, step: Step) -> Receipt:
        command = actions.UrgeTask(self._task(step), self._command(step), step.opinion)
        return actions.urge_task(self.office, command, Actor(step.by))

    def pause(self, step: Step) -> Receipt:
        command = actions.PauseInstance(self._matter(step), step.opinion, self._command(step))
        return actions.pause_instance(self.office, command, Actor(step.by))

    def suspend(self, step: Step) -> Receipt:
        command = actions.SuspendInstance(self._matter(step), step.opinion, self._command(step))
        return actions.suspend_instance(self.office, command, Actor(step.by))

    def resume(self, step: Step) -> Receipt:
        command = actions.ResumeInstance(self._matter(step), step.opinion, self._command(step))
        return actions.resume_instance(self.office, command, Actor(step.by))

    def extend(self, step: Step) -> Receipt:
        command = actions.AskExtension(
            self._task(step), int(step.more.get("days", 0)), step.opinion, self._command(step)
        )
        return actions.ask_extension(self.office, command, Actor(step.by))

    def begin(self, step: Step) -> Receipt:
        command = actions.StartActivity(self._task(step), _one(step), self._command(step))
        return actions.start_activity(self.office, command, Actor(step.by))

    def jump(self, step: Step) -> Receipt:
        command = actions.JumpInstance(
            self._matter(step), _one(step), step.opinion, self._command(step), self._task(step) if step.task else None
        )
        return actions.jump_instance(self.office, command, Actor(step.by))

    def confirm(self, step: Step) -> Receipt:
        command = actions.ConfirmOpinion(
            self._matter(step), self._line(step, t.opinion.c.kind == "dictated"), self._command(step)
        )
        return actions.confirm_opinion(self.office, command, Actor(step.by))

    def correct(self, step: Step) -> Receipt:
        line = self._line(step, t.opinion.c.person == step.by)
        command = actions.CorrectOpinion(self._matter(step), line, step.opinion, self._command(step))
        return actions.correct_opinion(self.office, command, Actor(step.by))

    def open(self, step: Step) -> None:
        actions.open_task(self.office, self._task(step), Actor(step.by))

    # -- finding what a step speaks of

    def definition(self, procedure: str) -> Definition:
        """The published version of a procedure in the story's office."""
        d = t.definition.c
        with self.office.database.read() as connection:
            found = connection.execute(
                select(d.id).where(d.procedure == procedure).order_by(d.version.desc()).limit(1)
            ).scalar_one_or_none()
            if found is None:
                raise Refused("no_procedure", f"没有流程“{procedure}”。", f"No procedure {procedure!r}.")
            return self.office.definition(connection, found)

    def _matter(self, step: Step) -> int:
        if step.instance not in self.instances:
            raise Refused("no_such_matter", f"没有事项“{step.instance}”。", f"No matter {step.instance!r}.")
        return self.instances[step.instance]

    def _typed(self, step: Step, task_id: int) -> dict[str, Any]:
        """What the page of a main task would post; of an inserted one just what the story says."""
        with self.office.database.read() as connection:
            row = connection.execute(
                select(t.task.c.role, t.document.c.content, t.instance.c.definition_id)
                .join(t.instance, t.instance.c.id == t.task.c.instance_id)
                .join(t.document, t.document.c.instance_id == t.instance.c.id)
                .where(t.task.c.id == task_id)
            ).one()
            definition = self.office.definition(connection, row.definition_id)
        return typed(definition, step.task, row.content, step.values) if row.role == "main" else dict(step.values)

    def _task(self, step: Step) -> int:
        """The open task of this step (and unit) that is the person's; else any, so that refusals can be asked for."""
        return self._find(step)

    def _inserted(self, step: Step, for_person: str = "") -> int:
        found = self._find(step, t.task.c.role != "main", person=for_person or step.by)
        return found

    def _find(self, step: Step, *conditions: ColumnElement[bool], person: str = "") -> int:
        task = t.task.c
        wanted = select(task.id, task.state, task.label, task.principals, task.role).where(
            task.instance_id == self._matter(step), task.element == step.task, *conditions
        )
        with self.office.database.read() as connection:
            rows = connection.execute(wanted.order_by(task.id.desc())).all()
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        groups = organization.groups_of(person or step.by, local(self.office.now()).date())
        fitting = [r for r in rows if not step.unit or r.label == step.unit]
        rank = sorted(
            fitting, key=lambda r: (r.state not in ("open", "held"), groups.isdisjoint(r.principals), r.state != "open")
        )
        if not rank:
            raise Refused("no_such_task", f"没有环节“{step.task}”的任务。", f"No task of step {step.task!r}.")
        return int(rank[0].id)

    def _line(self, step: Step, condition: ColumnElement[bool]) -> int:
        o = t.opinion.c
        with self.office.database.read() as connection:
            found = connection.execute(
                select(o.seq)
                .where(o.instance_id == self._matter(step), o.element == step.task, condition)
                .order_by(o.seq.desc())
                .limit(1)
            ).scalar_one_or_none()
        if found is None:
            raise Refused("no_such_line", "没有这条意见。", "There is no such opinion.")
        return int(found)

    def _command(self, step: Step) -> str:
        return f"{self.scenario.file or self.scenario.title}#{step.number}"


def _one(step: Step) -> str:
    return step.to[0] if step.to else ""
