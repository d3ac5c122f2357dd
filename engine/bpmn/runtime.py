"""The port: one execution, moved by start, complete, catch, fire, cancel and the jumps; everything else is inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from engine.bpmn.carrying import carry_over
from engine.bpmn.codec import encode
from engine.bpmn.compaction import compact
from engine.bpmn.completions import forget_latest
from engine.bpmn.decoding import decode
from engine.bpmn.instance import Instance
from engine.bpmn.journal import Journal
from engine.bpmn.jumps import carry_out, plan_jump, plan_return, plan_withdrawal
from engine.bpmn.migration import plan_migration
from engine.bpmn.nodes.adhoc import refuse_unfinished, start_inside, startable
from engine.bpmn.nodes.listening import move_timer
from engine.bpmn.nodes.listening import recount as recount_timer
from engine.bpmn.nodes.propagation import catch
from engine.bpmn.nodes.subprocess import begin
from engine.bpmn.outcome import Environment, Outcome, State, Waits
from engine.bpmn.preview import Preview, preview_of
from engine.bpmn.program import Program
from engine.bpmn.rounds import add_round, body_of, items_of, refuse_reopening, remove_round, reopen_round
from engine.bpmn.starts import choose_starts
from engine.bpmn.tokens import WAITER, Token
from engine.bpmn.variables import chain, plain, propagate
from engine.bpmn.waits import (
    condition_wait,
    is_condition,
    is_subscription,
    is_task,
    is_timer,
    subscription_wait,
    task_wait,
    timer_wait,
    trigger_of,
)
from engine.errors import Finding, Incident, Missing, NotNow, Refused

_NO_TIME = Environment(datetime(1970, 1, 1, tzinfo=UTC))


class Execution:
    """One running process. Not thread-safe; after an Incident it is dead and must be dropped.

    An Incident carries `happenings` and `data` as they were when it struck, for the message and for simulation.

    Same program, inputs and environment give the same happenings, keys and bytes.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._dead = False
        self.compacting = True

    @classmethod
    def start(
        cls,
        program: Program,
        process_id: str,
        data: Mapping[str, Any],
        env: Environment,
        start_event: str | None = None,
        *,
        compacting: bool = True,
    ) -> tuple[Execution, Outcome]:
        """Start a process with its variables, at `start_event` or its none (else only) start event.

        Raises Missing (process_unknown, start_unknown), Invalid (values_not_json), Incident.
        """
        if process_id not in program.specs:
            raise Missing("process_unknown", f"没有流程“{process_id}”。", f"There is no process “{process_id}”.")
        starts = choose_starts(program.specs[process_id].scope.starts, start_event)
        instance = Instance(program, process_id, env, plain(data))
        execution = cls(instance)
        execution.compacting = compacting
        return execution, execution._act(env, lambda: begin(instance, starts))

    def complete(self, task_key: str, values: Mapping[str, Any] | None, env: Environment) -> Outcome:
        """Complete a user task. Raises NotNow (not_waiting; adhoc_unfinished: its condition fails)."""
        token = self._waiting(task_key, is_task)
        given = plain(values)
        self._instance.env = env
        refuse_unfinished(token, given)
        return self._act(env, lambda: token.task_spec.finish(token, given))

    def start_activity(self, task_key: str, element: str, env: Environment) -> Outcome:
        """Start an activity of an ad-hoc sub-process, whose open task this is; any number of times.

        Raises NotNow (not_waiting, not_adhoc, not_startable, adhoc_sequential)."""
        token = self._waiting(task_key, is_task)
        node = startable(token, element)
        return self._act(env, lambda: start_inside(token, node))

    def catch(
        self,
        kind: str,
        name: str,
        env: Environment,
        correlation: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Deliver a message (to one catcher whose key fits) or a signal (to all). Raises NotNow when nobody waits."""
        payload = plain(data)

        def deliver() -> None:
            if not catch(self._instance, kind, name, correlation, payload):
                raise NotNow("nobody_waits", f"没有环节在等待“{name}”。", f"Nothing waits for “{name}”.")

        if not self.catches(kind, name, correlation):
            raise NotNow("nobody_waits", f"没有环节在等待“{name}”。", f"Nothing waits for “{name}”.")
        return self._act(env, deliver)

    def catches(self, kind: str, name: str, correlation: str | None = None) -> bool:
        """Whether `catch` would find somebody."""
        return any(
            wait.kind == kind
            and wait.name == name
            and (kind == "signal" or wait.correlation is None or wait.correlation == correlation)
            for wait in self.waiting().subscriptions
        )

    def fire(self, timer_key: str, env: Environment) -> Outcome:
        """Fire a timer, due or not. Raises NotNow when it is not open."""
        token = self._waiting(timer_key, is_timer)
        return self._act(env, lambda: token.trigger({}))

    def jump(self, target: str, env: Environment, source: str | None = None) -> Outcome:
        """跳转: put a token on any element; everything of its scope ends, or only the task `source` and what the
        target leads to. Raises NotNow (target_unknown, return_impossible, jump_impossible)."""
        plan = plan_jump(self._instance, target, self._waiting(source, is_task) if source else None)
        return self._act(env, lambda: carry_out(plan, source or ""))

    def go_back(
        self,
        task_key: str,
        target: str,
        env: Environment,
        direct: bool = False,
        values: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """退回: from an open task to an element that leads to it; `values` are set in the process first.

        Raises NotNow (return_impossible, direct_impossible, target_unknown)."""
        plan = plan_return(self._instance, self._waiting(task_key, is_task), target, direct)
        given = plain(values)

        def go() -> None:
            propagate([self._instance.variables], given)
            carry_out(plan, task_key)

        return self._act(env, go)

    def withdraw(self, scope: str, element: str, env: Environment) -> Outcome:
        """撤回: take back a completed step of the scope with this key. Raises NotNow (withdraw_impossible, …)."""
        self._alive()
        plan = plan_withdrawal(self._instance, scope, element)

        def take_back() -> None:
            forget_latest(plan.tree, element)
            carry_out(plan)

        return self._act(env, take_back)

    def migrate(
        self, program: Program, process: str, mapping: Mapping[str, str], env: Environment, recount: bool = False
    ) -> Outcome:
        """Go on in another program: `mapping` names for every element the one that stands for it (see `match`).

        Raises Missing (process_unknown), NotNow (migration_orphan, migration_kind, migration_call, migration_flow,
        migration_starving) with all `findings`, Incident when something new cannot be listened for."""
        self._alive()
        if process not in program.specs:
            raise Missing("process_unknown", f"没有流程“{process}”。", f"There is no process “{process}”.")
        if self._instance.state != "running":
            raise NotNow("not_running", "流程已经结束。", "The procedure has ended.")
        plan = plan_migration(self._instance, program, process, mapping)
        plan.refuse()
        return self._act(env, lambda: carry_over(plan, recount))

    def hindrances(self, program: Program, process: str, mapping: Mapping[str, str]) -> list[Finding]:
        """What keeps the tokens from going on in another program; empty when `migrate` would move them."""
        self._alive()
        return plan_migration(self._instance, program, process, mapping).found

    def preview(self, plan: Literal["go_back", "withdraw"], where: str, target: str, direct: bool = False) -> Preview:
        """What `go_back` (`where` = task key) or `withdraw` (`where` = scope key) would end; raises what they raise."""
        self._alive()
        if plan == "withdraw":
            found = plan_withdrawal(self._instance, where, target)
        else:
            found = plan_return(self._instance, self._waiting(where, is_task), target, direct)
        return preview_of(self._instance, found)

    def add_round(self, body_key: str, item: Any, env: Environment) -> Outcome:
        """加签 to a running multi-instance. Raises NotNow (not_multiple, too_many_instances)."""
        self._alive()
        body, given = body_of(self._instance, body_key), plain({"item": item})["item"]
        return self._act(env, lambda: add_round(body, given))

    def items(self, body_key: str) -> list[Any]:
        """Items of a running multi-instance in turn, also those not asked yet. Raises NotNow (not_multiple)."""
        return items_of(body_of(self._instance, body_key))

    def remove_round(self, task_key: str, env: Environment) -> Outcome:
        """减签: take an open round out of its multi-instance. Raises NotNow (not_multiple, last_signer)."""
        round = self._waiting(task_key, is_task)
        if round.body is None:
            raise NotNow("not_multiple", "该环节不是多人会签。", "This step is not a multi-instance.")
        body = body_of(self._instance, round.body.key)
        if body.internal_data["n"] - len(body.internal_data.get("gone", [])) <= 1:
            raise NotNow("last_signer", "至少要保留一人。", "At least one has to remain.")
        return self._act(env, lambda: remove_round(body, round))

    def reopen_round(self, body_key: str, index: int, names: Mapping[str, Any], env: Environment) -> Outcome:
        """Take back one vote of a running multi-instance. Raises NotNow (not_multiple, withdraw_impossible)."""
        self._alive()
        body, given = body_of(self._instance, body_key), plain(names)
        refuse_reopening(body, index)
        return self._act(env, lambda: reopen_round(body, index, given))

    def amend(
        self,
        env: Environment,
        *,
        task_key: str | None = None,
        values: Mapping[str, Any] | None = None,
        timers: Mapping[str, str] | None = None,
        recount: bool = False,
    ) -> Outcome:
        """Change variables (as the task sees them, else the process's) and dues of timers, moving no token.

        `timers` maps keys to dues (ISO, UTC); `recount` evaluates the others' texts again as of when they began, and
        the dues of tasks that read a changed variable.
        """
        token = self._waiting(task_key, is_task) if task_key else None
        given, dues = plain(values), dict(timers or {})
        self._alive()

        def change() -> None:
            propagate(chain(token) if token is not None else [self._instance.variables], given)
            for waiting in sorted(self._instance.waits.values(), key=lambda one: one.id):
                if is_task(waiting) and recount:
                    waiting.task_spec.recount(waiting, given.keys())
                elif not is_timer(waiting):
                    continue
                elif waiting.key in dues:
                    move_timer(waiting, dues[waiting.key])
                elif recount and (trigger := trigger_of(waiting)) is not None:
                    recount_timer(waiting, trigger)

        return self._act(env, change)

    def tokens(self) -> tuple[str, ...]:
        """Keys of all open tokens that stand in the flow or are rounds, in order of age."""
        found = [token for tree in self._instance.trees() for token in tree.open_tokens() if token.role != WAITER]
        return tuple(token.key or token.task_spec.node.id for token in sorted(found, key=lambda token: token.id))

    def places(self) -> tuple[str, ...]:
        """The element under each of those tokens; a loop counts by its rounds while it has some."""
        found = [token for tree in self._instance.trees() for token in tree.open_tokens() if token.role != WAITER]
        bodies = {id(token.body) for token in found if token.body is not None}
        return tuple(t.task_spec.node.id for t in sorted(found, key=lambda t: t.id) if id(t) not in bodies)

    def standing(self) -> tuple[tuple[str, str], ...]:
        """Key ("" while it waits at a join) and element of the open tokens that `tokens` names, in order of age."""
        found = [token for tree in self._instance.trees() for token in tree.open_tokens() if token.role != WAITER]
        return tuple((token.key, token.task_spec.node.id) for token in sorted(found, key=lambda token: token.id))

    def cancel(self, env: Environment) -> Outcome:
        """End the whole execution."""
        self._alive()
        if self._instance.state != "running":
            raise NotNow("not_running", "流程已经结束。", "The procedure has ended.")

        def stop() -> None:
            self._instance.completed = True
            self._instance.cancel_tokens()
            self._instance.state = "cancelled"

        return self._act(env, stop)

    def waiting(self) -> Waits:
        """Everything the execution waits for, oldest first."""
        tokens = sorted(self._instance.waits.values(), key=lambda token: token.id)
        return Waits(
            tuple(task_wait(token) for token in tokens if is_task(token)),
            tuple(timer_wait(token) for token in tokens if is_timer(token)),
            tuple(subscription_wait(token) for token in tokens if is_subscription(token)),
            tuple(condition_wait(token) for token in tokens if is_condition(token)),
        )

    @property
    def data(self) -> dict[str, Any]:
        """The process's own variables, a copy."""
        return orjson.loads(self._instance.variables_json())  # type: ignore[no-any-return]

    @property
    def state(self) -> State:
        return self._instance.state

    @property
    def stuck(self) -> bool:
        """Running, but nothing is waited for: a join in the diagram can never be satisfied."""
        return self._instance.state == "running" and not self._instance.waits

    @property
    def process(self) -> str:
        return self._instance.process

    def snapshot(self) -> bytes:
        self._alive()
        return encode(self._instance)

    @classmethod
    def restore(cls, program: Program, data: bytes) -> Execution:
        """The execution a snapshot of the same program describes. Raises Refused for any other bytes."""
        return cls(decode(program, data, _NO_TIME))

    def _act(self, env: Environment, act: Callable[[], Any]) -> Outcome:
        self._alive()
        instance = self._instance
        instance.env = env
        instance.steps = instance.rounds = 0
        instance.journal = Journal(instance)
        self._dead = True
        try:
            act()
            instance.run_ready()
        except Incident as incident:
            incident.happenings = tuple(instance.journal.happenings)  # type: ignore[attr-defined]
            incident.data = self.data  # type: ignore[attr-defined]
            raise
        outcome = instance.journal.outcome()
        if self.compacting:
            compact(instance)
        self._dead = False
        return outcome

    def _alive(self) -> None:
        if self._dead:
            raise Refused(
                "execution_dead",
                "上一步出错,内存中的状态不可再用,请重新读取。",
                "The last action failed; this object must be dropped and read again.",
            )

    def _waiting(self, key: str, kind: Callable[[Token], bool]) -> Token:
        self._alive()
        token = self._instance.waits.get(key)
        if token is None or not kind(token):
            raise NotNow("not_waiting", "该任务已办结或已取消。", "This is no longer open.", key=key)
        return token
