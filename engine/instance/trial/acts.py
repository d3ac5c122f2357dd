"""A recorded act as it is done to the draft: the same task, timer, message or jump, found by what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.bpmn import Environment, Execution, Outcome, TaskWait
from engine.instance.movement import label
from engine.instance.reexecution import Recorded
from engine.instance.trial.record import Record
from engine.instance.trial.versions import Versions

Act = Callable[[Execution, Environment], Outcome]


class Impossible(Exception):
    """The draft has nothing open this could be done to."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = zh, en


class Acts:
    """Finds what an event is about among what is open in the draft."""

    def __init__(
        self,
        versions: Versions,
        record: Record,
        tasks: Mapping[str, tuple[TaskWait, datetime | None]],
        timers: Mapping[str, tuple[str, datetime]],
    ) -> None:
        self.versions, self.record, self.tasks, self.timers = versions, record, tasks, timers

    def task(self, event: Recorded) -> TaskWait | None:
        """The draft's task for the recorded one: of the same key and label, else label, else key, else element."""
        key = str(event.body.get("key") or "")
        then = self.record.tasks.get(key)
        element = then.element if then else str(event.body.get("element") or "")
        open_ones = [wait for wait, _ in self.tasks.values() if wait.element == element]
        ranked = sorted(
            open_ones,
            key=lambda wait: (then is not None and label(wait) != then.label, wait.key != key),
        )
        return ranked[0] if ranked else None

    def timer(self, event: Recorded) -> str | None:
        """The key of the draft's timer that has fallen due with the recorded one."""
        key = str(event.body["key"])
        if key in self.timers:
            return key if self.timers[key][1] <= event.at else None
        element = key.rpartition("/")[2].partition("#")[0].partition("[")[0]
        ready = sorted((until, k) for k, (e, until) in self.timers.items() if e == element and until <= event.at)
        return ready[0][1] if ready else None

    def of(self, event: Recorded) -> Act:
        """Raises Impossible when nothing of the kind is open, or the draft has no such element."""
        body = event.body
        match event.kind:
            case "task.completed" | "signer.answered":
                values, key = self.versions.answers(body), self._key(event)
                return lambda execution, env: execution.complete(key, values, env)
            case "activity.started":
                self._known(body["to"])
                key = self._key(event)
                return lambda execution, env: execution.start_activity(key, body["to"], env)
            case "timer.fired":
                timer = self.timer(event) or ""
                return lambda execution, env: execution.fire(timer, env)
            case "message.caught":
                return lambda execution, env: execution.catch(
                    body["message_kind"], body["name"], env, correlation=body["correlation"], data=body["data"]
                )
            case "task.returned":
                self._known(body["to"])
                key, values = self._key(event), self._returned(body)
                return lambda execution, env: execution.go_back(key, body["to"], env, body["direct"], values)
            case "task.withdrawn" if body["round"]:
                round = body["round"]
                return lambda execution, env: execution.reopen_round(round["body"], round["index"], round["names"], env)
            case "task.withdrawn":
                self._known(body["element"])
                return lambda execution, env: execution.withdraw(body["scope"], body["element"], env)
            case "instance.jumped":
                self._known(body["to"])
                return lambda execution, env: execution.jump(body["to"], env, body["source"])
            case "signer.added":
                return lambda execution, env: execution.add_round(body["body"], body["item"], env)
            case "signer.removed" if body["completes"]:
                values, key = self.versions.answers(body), self._key(event)
                return lambda execution, env: execution.complete(key, values, env)
            case "signer.removed":
                key = self._key(event)
                return lambda execution, env: execution.remove_round(key, env)
            case "request.granted" | "instance.resumed" | "calendar.changed":
                return self._amended(body["amended"])
            case "instance.cancelled":
                return lambda execution, env: execution.cancel(env)
            case other:
                raise Impossible(f"不认识的事件“{other}”", f"unknown event {other!r}")

    def _key(self, event: Recorded) -> str:
        found = self.task(event)
        if found is None:
            raise Impossible("该环节没有在办任务", "no such task is open")
        return found.key

    def _known(self, element: str) -> None:
        if element not in self.versions.new_elements:
            raise Impossible("草稿中没有这个环节", "the draft has no such step")

    def _returned(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What a return tells the procedure, where the draft reads it."""
        told = dict(body["variables"])
        wanted = {"return_mode": "直送" if body["direct"] else "重走", "returned_from": body.get("element")}
        return {**{k: v for k, v in wanted.items() if k in self.versions.now.variables}, **told}

    def _amended(self, amended: Mapping[str, Any]) -> Act:
        """Dues of timers move by as much as they were moved then."""
        timers = {}
        for key, new in (amended["timers"] or {}).items():
            if key in self.timers and key in self.record.timers:
                by = datetime.fromisoformat(new) - self.record.timers[key]
                timers[key] = (self.timers[key][1] + by).isoformat()
        key = amended["key"] if amended["key"] in self.tasks else None
        values = amended["values"] if key or not amended["key"] else {}
        return lambda execution, env: execution.amend(
            env, task_key=key, values=values, timers=timers, recount=amended["recount"]
        )
