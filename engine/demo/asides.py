"""What people do beside answering: 退回, 转办, 委派, 加签, 传阅, 延期, 暂停, 代录 …, each by the real action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from engine import actions
from engine.actions import Actor, Receipt
from engine.demo.habit import OfficeHabits
from engine.demo.staff import Staff
from engine.errors import Refused
from engine.queries import agenda
from engine.queries.agenda import WaitingTask

Deed = Callable[[WaitingTask, str], bool]


class Asides:
    """Drawn before a task is done; what the office refuses is let be. `done` counts what was done."""

    def __init__(self, staff: Staff, common: OfficeHabits) -> None:
        self.staff, self.office, self.draw, self.common = staff, staff.office, staff.draw, common
        self.done: Counter[str] = Counter()
        staff.aside, staff.after = self.before, self.afterwards

    def before(self, task: WaitingTask, person: str) -> bool:
        """True: the task is not to be done now."""
        deeds: dict[str, Deed] = {
            "open": self._open, "claim": self._claim, "follow": self._follow, "circulate": self._circulate,
            "urge": self._urge,
        }  # fmt: skip
        if task.role == "main":
            deeds |= {
                "return": self._return, "transfer": self._transfer, "delegate": self._delegate,
                "add_signer": self._add_signer, "pause": self._pause, "extend": self._extend, "dictate": self._dictate,
            }  # fmt: skip
        return self._first(deeds, task, person)

    def _first(self, deeds: dict[str, Deed], task: WaitingTask, person: str) -> bool:
        for name, deed in deeds.items():
            if self._drawn(name, task.procedure) and self._tried(deed, task, person):
                return True
        return False

    def _drawn(self, name: str, procedure: str) -> bool:
        share = self.staff.of(procedure).asides.get(name, self.common.asides.get(name, 0))
        return self.draw.random() * 1000 < share

    def _tried(self, deed: Deed, task: WaitingTask, person: str) -> bool:
        try:
            return deed(task, person)
        except Refused:
            return False

    def begun(self, receipt: Receipt) -> None:
        """A few matters end soon after they began."""
        if self.draw.random() * 1000 < self.common.asides.get("cancel", 0):
            at = self.staff.pacing.soon(self.office.now(), 0.2, 1.5)
            self.staff.days.plan(at, lambda: self._cancel(receipt.instance_id))

    def afterwards(self, task: WaitingTask, person: str, receipt: Receipt) -> None:
        if task.role == "main" and receipt.opened and self._drawn("withdraw", task.procedure):
            try:
                done = actions.withdraw_task(
                    self.office, actions.WithdrawTask(task.id, self.staff.command()), Actor(person)
                )
            except Refused:
                return
            self._count("withdraw")
            self.staff.take(done)
            self.staff.look_into(task.instance_id)

    # -- deeds beside a task that is done all the same

    def _open(self, task: WaitingTask, person: str) -> bool:
        if task.opened_at is None and actions.open_task(self.office, task.id, Actor(person)):
            self._count("open")
        return False

    def _claim(self, task: WaitingTask, person: str) -> bool:
        if task.assignee is None and task.role == "main":
            actions.claim_task(self.office, actions.ClaimTask(task.id, self.staff.command()), Actor(person))
            self._count("claim")
        return False

    def _follow(self, task: WaitingTask, person: str) -> bool:
        actions.follow_instance(self.office, task.instance_id, Actor(person))
        self._count("follow")
        return False

    def _circulate(self, task: WaitingTask, person: str) -> bool:
        people = [p for p in ("O1", "O2", "O3", "O8", "L2", "L3", "L4") if p != person]
        to = tuple(self.draw.sample(people, self.draw.randint(1, 3)))
        command = actions.Circulate(task.instance_id, to, self.staff.command(), "传阅", self._words("circulate"))
        actions.circulate(self.office, command, Actor(person))
        self._count("circulate")
        for reader in to:
            if self.draw.random() < 0.9:
                at = self.staff.pacing.soon(self.office.now(), 1.0, 20.0)
                self.staff.days.plan(at, lambda reader=reader: self._read(task.instance_id, reader))  # type: ignore[misc]
        return False

    def _urge(self, task: WaitingTask, person: str) -> bool:
        """The starter reminds whoever is late."""
        if task.due_at is not None and task.due_at < self.office.now() and task.starter != person:
            command = actions.UrgeTask(task.id, self.staff.command(), self._words("urge"))
            actions.urge_task(self.office, command, Actor(task.starter))
            self._count("urge")
            self.staff.again(task.id, 0.3, 3.0)
            return True
        return False

    # -- deeds instead of doing it now

    def _return(self, task: WaitingTask, person: str) -> bool:
        direct = self.draw.random() < 0.6
        command = actions.ReturnTask(task.id, "previous", self._words("return"), self.staff.command(), direct)
        receipt = actions.return_task(self.office, command, Actor(person))
        self._count("return")
        self.staff.take(receipt)
        return True

    def _transfer(self, task: WaitingTask, person: str) -> bool:
        return self._to_colleague("transfer", task, person, lambda to: actions.transfer_task(
            self.office, actions.TransferTask(task.id, to, self._words("transfer"), self.staff.command()), Actor(person)
        ))  # fmt: skip

    def _delegate(self, task: WaitingTask, person: str) -> bool:
        return self._to_colleague("delegate", task, person, lambda to: actions.delegate_task(
            self.office, actions.DelegateTask(task.id, to, self._words("delegate"), self.staff.command()), Actor(person)
        ))  # fmt: skip

    def _add_signer(self, task: WaitingTask, person: str) -> bool:
        return self._to_colleague("add_signer", task, person, lambda to: actions.add_signer(
            self.office,
            actions.AddSigner(task.id, (to,), "before", self.staff.command(), self._words("add_signer")), Actor(person),
        ))  # fmt: skip

    def _to_colleague(self, name: str, task: WaitingTask, person: str, act: Callable[[str], Receipt]) -> bool:
        colleagues = self.staff.colleagues(person)
        if not colleagues:
            return False
        receipt = act(self.draw.choice(colleagues))
        self._count(name)
        self.staff.take(receipt)
        self.staff.again(task.id, 2.0, 8.0)
        return True

    def _pause(self, task: WaitingTask, person: str) -> bool:
        command = actions.PauseInstance(task.instance_id, self._words("pause"), self.staff.command())
        actions.pause_instance(self.office, command, Actor(person))
        self._count("pause")
        at = self.staff.pacing.soon(self.office.now(), 7.0, 40.0)
        self.staff.days.plan(at, lambda: self._resume(task.instance_id, person))
        self.staff.again(task.id, 7.0, 40.0)
        return True

    def _extend(self, task: WaitingTask, person: str) -> bool:
        rules = self.staff.rules(task).extensions.get(task.element)
        if rules is None:
            return False
        days = self.draw.randint(2, max(2, min(5, rules.cap)))
        command = actions.AskExtension(task.id, days, self._words("extend"), self.staff.command())
        receipt = actions.ask_extension(self.office, command, Actor(person))
        self._count("extend")
        self.staff.take(receipt)
        self.staff.again(task.id, 7.0, 7.0 * days)
        return True

    def _dictate(self, task: WaitingTask, person: str) -> bool:
        roles = self.staff.rules(task).task(task.element).dictation
        writers = [p for role in roles for p in self.staff.holders(role) if p != person]
        if not writers:
            return False
        line = self.staff.complete(task, [self.draw.choice(writers)], dictated=person)
        if line is None:
            return False
        self._count("dictate")
        at = self.staff.pacing.soon(self.office.now(), 4.0, 30.0)
        self.staff.days.plan(at, lambda: self._confirm(task.instance_id, line.seq, person))
        return True

    # -- what follows later

    def _confirm(self, instance_id: int, seq: int, leader: str) -> None:
        self._quietly("confirm", lambda: actions.confirm_opinion(
            self.office, actions.ConfirmOpinion(instance_id, seq, self.staff.command()), Actor(leader)
        ))  # fmt: skip

    def _resume(self, instance_id: int, person: str) -> None:
        self._quietly("resume", lambda: actions.resume_instance(
            self.office, actions.ResumeInstance(instance_id, self._words("resume"), self.staff.command()), Actor(person)
        ))  # fmt: skip

    def _read(self, instance_id: int, reader: str) -> None:
        def act() -> None:
            actions.open_reading(self.office, instance_id, Actor(reader))
            command = actions.MarkRead(instance_id, self.staff.command(), self._words("read"))
            actions.mark_read(self.office, command, Actor(reader))

        self._quietly("read", act)

    def _cancel(self, instance_id: int) -> None:
        starter = agenda.starter_of(self.office, instance_id)
        command = actions.CancelInstance(instance_id, self._words("cancel"), self.staff.command())
        self._quietly("cancel", lambda: actions.cancel_instance(self.office, command, Actor(starter)))

    def _quietly(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused:
            return
        self._count(name)

    def _words(self, name: str) -> str:
        return self.draw.choice(list(self.common.words[name]))

    def _count(self, name: str) -> None:
        self.done[name] += 1
