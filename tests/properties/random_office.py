"""One office, any procedure, anybody doing anything: the machine that looks for what an action breaks.

Rules are the office actions through their real commands; each may be refused. After every step the invariants of
docs/actions.md are asked of the tables and of the tokens.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from engine import actions
from engine.actions import Actor
from engine.clock import local
from engine.errors import Incident, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.rebuild import restore_execution
from engine.store.replay import compare

OPEN = ("open", "held")
ENDED = ("completed", "cancelled", "returned", "withdrawn")
ALLOWED = {
    "open": {"open", "held", *ENDED}, "held": {"held", "open", "completed", "cancelled"},
    "completed": {"completed", "withdrawn"}, "cancelled": {"cancelled"}, "returned": {"returned"},
    "withdrawn": {"withdrawn"},
}  # fmt: skip
commands = itertools.count(1)
PEOPLE = ("O1", "O2", "O3", "O5", "O6", "U10", "U11", "L1")
pick = st.integers(0, 10**6)
Versions = dict[int, tuple[int, dict[str, str]]]  # definition -> another, and the pairs that lead there


class RandomOffice(RuleBasedStateMachine):
    """Subclasses give `office`, `clock` and `procedures` (keys of published procedures with one user role)."""

    office: Office
    clock: Any
    procedures: tuple[str, ...]
    versions: dict[str, Versions] = {}  # noqa: RUF012
    steps = 0
    done = 0

    @initialize(which=pick)
    def begin(self, which: int) -> None:
        self.instance = 0
        self.states: dict[int, str] = {}
        self.events = 0
        for turn in range(len(self.procedures)):  # a random diagram may stop with an incident before its first task
            key = self.procedures[(which + turn) % len(self.procedures)]
            command = actions.StartInstance(key, {"title": "随机事项", "urgency": "平件"}, self._command())
            try:
                self.instance = actions.start_instance(self.office, command, Actor("U11")).instance_id
            except Incident:
                continue
            break
        self.events = self._events()

    # -- the actions

    @rule(which=pick, who=pick, c=st.integers(0, 11), agree=st.booleans())
    def complete(self, which: int, who: int, c: int, agree: bool) -> None:
        task = self._task(which, OPEN)
        if task is None:
            return
        values = {"c": c} if task.role == "main" else {"result": "同意" if agree else "不同意"}
        self._do(actions.complete_task, actions.CompleteTask(task.id, values, self._command(), "意见。"), self._holder(task, who))

    @rule(which=pick, who=pick, to=pick, direct=st.booleans())
    def send_back(self, which: int, who: int, to: int, direct: bool) -> None:
        task = self._task(which, OPEN)
        done = [row.element for row in self._tasks(("completed",))]
        target = (["previous", *done] if done else ["previous"])[to % (len(done) + 1)]
        if task is not None:
            command = actions.ReturnTask(task.id, target, "退回。", self._command(), direct)
            self._do(actions.return_task, command, self._holder(task, who))

    @rule(which=pick)
    def withdraw(self, which: int) -> None:
        task = self._task(which, ("completed",))
        if task is not None:
            self._do(actions.withdraw_task, actions.WithdrawTask(task.id, self._command()), task.closed_by)

    @rule(which=pick, who=pick, to=st.sampled_from(PEOPLE))
    def transfer(self, which: int, who: int, to: str) -> None:
        task = self._task(which, OPEN)
        if task is not None:
            command = actions.TransferTask(task.id, to, "请办。", self._command())
            self._do(actions.transfer_task, command, self._holder(task, who))

    @rule(which=pick, who=pick, to=st.sampled_from(PEOPLE))
    def delegate(self, which: int, who: int, to: str) -> None:
        task = self._task(which, OPEN)
        if task is not None:
            command = actions.DelegateTask(task.id, to, "请拟。", self._command())
            self._do(actions.delegate_task, command, self._holder(task, who))

    @rule(which=pick, who=pick, to=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2),
          when=st.sampled_from(["before", "after"]), c=st.integers(0, 11))  # fmt: skip
    def add_signer(self, which: int, who: int, to: list[str], when: Any, c: int) -> None:
        task = self._task(which, OPEN)
        if task is not None:
            values = {"c": c} if when == "after" else {}
            command = actions.AddSigner(task.id, tuple(to), when, self._command(), "请会。", values)
            self._do(actions.add_signer, command, self._holder(task, who))

    @rule(which=pick, owner=st.booleans())
    def remove_signer(self, which: int, owner: bool) -> None:
        found = [row for row in self._tasks(OPEN) if row.role != "main" or "/[" in row.key]
        if found:
            task = found[which % len(found)]
            self._do(actions.remove_signer, actions.RemoveSigner(task.id, self._command()),
                     "O1" if owner or task.asked_by is None else task.asked_by)  # fmt: skip

    @rule(which=pick, who=pick, days=st.integers(1, 12))
    def extend(self, which: int, who: int, days: int) -> None:
        task = self._task(which, OPEN)
        if task is not None:
            command = actions.AskExtension(task.id, days, "需延期。", self._command())
            self._do(actions.ask_extension, command, self._holder(task, who))

    @rule(which=pick, to=pick, whole=st.booleans())
    def jump(self, which: int, to: int, whole: bool) -> None:
        task = self._task(which, OPEN)
        with self.office.database.read() as connection:
            row = connection.execute(select(t.instance).where(t.instance.c.id == self.instance)).one_or_none()
            if row is None:
                return
            elements = sorted(self.office.definition(connection, row.definition_id).process.elements)
        source = None if whole or task is None else task.id
        command = actions.JumpInstance(self.instance, elements[to % len(elements)], "跳转。", self._command(), source)
        self._do(actions.jump_instance, command, "O1")

    @rule(recount=st.booleans())
    def migrate(self, recount: bool) -> None:
        with self.office.database.read() as connection:
            row = connection.execute(select(t.instance).where(t.instance.c.id == self.instance)).one_or_none()
        to, pairs = self.versions.get(row.procedure, {}).get(row.definition_id, (0, {})) if row is not None else (0, {})
        if to:
            command = actions.MigrateInstance(self.instance, to, "新版。", self._command(), pairs, recount)
            self._do(actions.migrate_instance, command, "O1")

    @rule(kind=st.sampled_from(["pause", "suspend"]), who=st.sampled_from(["O1", "O5"]))
    def hold(self, kind: str, who: str) -> None:
        if kind == "pause":
            self._do(actions.pause_instance, actions.PauseInstance(self.instance, "等待。", self._command()), who)
        else:
            self._do(actions.suspend_instance, actions.SuspendInstance(self.instance, "等待。", self._command()), who)

    @rule()
    def resume(self) -> None:
        self._do(actions.resume_instance, actions.ResumeInstance(self.instance, "恢复。", self._command()), "O1")

    @rule(which=pick, who=pick, what=st.sampled_from(["open", "claim", "release", "urge"]))
    def look(self, which: int, who: int, what: str) -> None:
        task = self._task(which, OPEN)
        if task is None:
            return
        holder = self._holder(task, who)
        if what == "open":
            actions.open_task(self.office, task.id, Actor(holder))
            self.events = self._events()
        elif what == "claim":
            self._do(actions.claim_task, actions.ClaimTask(task.id, self._command()), holder)
        elif what == "release":
            self._do(actions.release_task, actions.ReleaseTask(task.id, self._command()), holder)
        else:
            self._do(actions.urge_task, actions.UrgeTask(task.id, self._command()), "O1")

    @rule(to=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3))
    def circulate(self, to: list[str]) -> None:
        self._do(actions.circulate, actions.Circulate(self.instance, tuple(to), self._command()), "O5")

    @rule(who=st.sampled_from(PEOPLE))
    def read(self, who: str) -> None:
        try:
            actions.open_reading(self.office, self.instance, Actor(who))
        except Refused:
            return
        self.events = self._events()
        self._do(actions.mark_read, actions.MarkRead(self.instance, self._command()), who)

    @rule(hours=st.integers(1, 60))
    def pass_time(self, hours: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(hours=hours))
        with self.office.database.read() as connection:
            keys = connection.execute(
                select(t.timer.c.key).where(
                    t.timer.c.instance_id == self.instance, t.timer.c.due_at <= self.clock.now(), t.timer.c.failure.is_(None)
                ).order_by(t.timer.c.due_at, t.timer.c.key)
            ).scalars().all()  # fmt: skip
        for key in keys[:3]:
            try:
                fired = actions.fire_timer(self.office, self.instance, key)
            except Incident:
                fired = False
            self.events = self._events() if not fired else self.events + 1

    @rule(which=pick, c=st.integers(0, 11))
    def message(self, which: int, c: int) -> None:
        with self.office.database.read() as connection:
            found = connection.execute(
                select(t.subscription).where(t.subscription.c.instance_id == self.instance).order_by(t.subscription.c.key)
            ).all()
        if not found:
            return
        one = found[which % len(found)]

        def catch(office: Office, command: Any, by: Actor) -> Any:
            from engine.actions.correlate_message import catch_to

            return catch_to(office, self.instance, one.kind, one.name, one.correlation, {"c": c}, command.command_id)

        self._do(catch, actions.ClaimTask(0, self._command()), "system")

    # -- what must hold after every step

    @invariant()
    def everything_holds(self) -> None:
        if not getattr(self, "instance", 0):
            return
        type(self).steps += 1
        with self.office.database.read() as connection:
            instance = connection.execute(select(t.instance).where(t.instance.c.id == self.instance)).one()
            tasks = connection.execute(select(t.task).where(t.task.c.instance_id == self.instance)).all()
            inbox = connection.execute(
                select(t.inbox).join(t.task, t.task.c.id == t.inbox.c.task_id).where(t.task.c.instance_id == self.instance)
            ).all()
            timers = {
                row.key: row.due_at
                for row in connection.execute(select(t.timer).where(t.timer.c.instance_id == self.instance))
            }
            subscriptions = set(
                connection.execute(
                    select(t.subscription.c.key).where(t.subscription.c.instance_id == self.instance)
                ).scalars()
            )
            execution = restore_execution(self.office, connection, instance)
        self._tokens(instance, tasks, timers, subscriptions, execution)
        self._books(tasks, inbox)
        for row in tasks:
            before = self.states.get(row.id, "open")
            assert row.state in ALLOWED[before], f"task {row.key} went from {before} to {row.state}"
            self.states[row.id] = row.state

    def teardown(self) -> None:
        if getattr(self, "instance", 0):
            assert compare(self.office, self.instance) == []

    @staticmethod
    def _tokens(instance: Any, tasks: Any, timers: Any, subscriptions: Any, execution: Any) -> None:
        """Open tasks and waiting events are the tokens, no more and no fewer; nothing is stuck."""
        waits = execution.waiting()
        main = [row for row in tasks if row.role == "main" and row.state in OPEN]
        assert sorted(row.key for row in main) == sorted(w.key for w in waits.tasks)
        assert timers == {w.key: w.due for w in waits.timers}
        assert subscriptions == {w.key for w in waits.subscriptions}
        assert not execution.stuck
        if instance.state != "running":
            assert not main and not timers and not subscriptions and not instance.hold

    @staticmethod
    def _books(tasks: Any, inbox: Any) -> None:
        """Who is asked stands in inboxes, who waits does not; every inserted task hangs on a main task that is open."""
        by_id = {row.id: row for row in tasks}
        children: dict[int, list[Any]] = {}
        for row in tasks:
            if row.parent is not None and row.state == "open":
                assert by_id[row.parent].state in OPEN, f"{row.key} hangs on a task that is {by_id[row.parent].state}"
                children.setdefault(row.parent, []).append(row)
        listed: dict[int, set[str]] = {}
        for row in inbox:
            listed.setdefault(row.task_id, set()).add(row.principal)
            assert row.due_at == (by_id[row.task_id].due_at or row.due_at)
        for row in tasks:
            asking = {child.role for child in children.get(row.id, [])}
            if row.state == "open":
                assert row.principals, f"nobody is asked to do {row.key}"
                assert listed.get(row.id) == set(row.principals), f"{row.key} is not in the inboxes of who is asked"
                assert not asking - {"request"}, f"{row.key} is open while {asking} are asked"
            else:
                assert row.id not in listed, f"{row.key} is {row.state} and still in an inbox"
            if row.state == "held":
                assert asking - {"request"}, f"{row.key} waits for nobody"

    # -- helping the rules

    def _do(self, action: Any, command: Any, by: str) -> None:
        """One command: exactly one event when it is done, none but the trace of a refusal when not; twice is once."""
        if not self.instance:
            return
        before = self.events
        try:
            receipt = action(self.office, command, Actor(by))
        except Refused as refused:
            assert refused.code != "history_differs", refused
            traces = self._events() - before
            assert traces <= 1, "a refused act left more than its trace"
        else:
            type(self).done += 1
            assert receipt.seq == before + 1 and self._events() == before + 1, "one command, one event"
        self.events = self._events()

    def _events(self) -> int:
        with self.office.database.read() as connection:
            return connection.execute(
                select(func.count()).select_from(t.history).where(t.history.c.instance_id == self.instance)
            ).scalar_one()

    def _tasks(self, states: tuple[str, ...]) -> list[Any]:
        with self.office.database.read() as connection:
            return list(
                connection.execute(
                    select(t.task).where(t.task.c.instance_id == self.instance, t.task.c.state.in_(states)).order_by(t.task.c.id)
                )
            )

    def _task(self, which: int, states: tuple[str, ...]) -> Any:
        found = self._tasks(states)
        return found[which % len(found)] if found else None

    def _holder(self, task: Any, who: int) -> str:
        """Mostly somebody who may do the task, now and then anybody."""
        with self.office.database.read() as connection:
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        on = local(self.clock.now()).date()
        people = sorted({p for principal in task.principals for p in organization.holders(principal, on)})
        if not people or who % 8 == 0:
            return PEOPLE[who % len(PEOPLE)]
        return people[who % len(people)]

    @staticmethod
    def _command() -> str:
        return f"random-{next(commands)}"
