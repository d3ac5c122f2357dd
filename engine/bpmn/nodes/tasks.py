"""Tasks: for a person, an expression, a decision, a built-in, or nobody (manual and plain tasks pass through)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from engine.bpmn.nodes.activity import Activity
from engine.bpmn.nodes.events import choose_event
from engine.bpmn.nodes.listening import wait_for
from engine.bpmn.nodes.propagation import throw
from engine.bpmn.nodes.work import serve
from engine.bpmn.timers import TimerTextWrong, as_moment
from engine.bpmn.tokens import WAITER
from engine.bpmn.variables import Visible, evaluate, evaluate_json
from engine.bpmn.waits import TASK
from engine.errors import Incident, Refused

if TYPE_CHECKING:
    from engine.bpmn.formula import Formula
    from engine.bpmn.tokens import Token


class PlainTask(Activity):
    """A manual or abstract task: shown in the diagram, done outside; the token passes."""


class UserTask(Activity):
    """Waits for a person; who and until when is decided once, when it opens."""

    def perform(self, token: Token) -> None:
        given = self.node.assignment
        facts: list[Any] = [None, [], [], None, None, None]
        if given is not None:
            facts = [
                self._person(token, given.assignee),
                self._list(token, given.users),
                self._list(token, given.groups),
                self._moment(token, given.due),
                self._moment(token, given.follow_up),
                self._priority(token, given.priority),
            ]
        token.internal_data[TASK] = facts
        token.workflow.top_workflow.journal.opens(token)
        self.note(token, "wait", {"event": "task"})

    def recount(self, token: Token, changed: Collection[str]) -> None:
        """Count the due again when what it is read from has changed."""
        given = self.node.assignment
        if given is None or given.due is None or given.due.reads.isdisjoint(changed):
            return
        due = self._moment(token, given.due)
        facts = token.internal_data[TASK]
        if due is not None and due != facts[3]:
            facts[3] = due
            token.workflow.top_workflow.journal.moved[token.key] = token

    def _person(self, token: Token, formula: Formula | None) -> str | None:
        value = evaluate_json(token, formula) if formula else None
        if value is not None and not isinstance(value, str):
            raise self._wrong(token, formula, "一个人员编号", "a person's id")
        return value or None

    def _list(self, token: Token, formula: Formula | None) -> list[str]:
        if formula is None:
            return []
        value = evaluate_json(token, formula)
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return value
        raise self._wrong(token, formula, "文字列表", "a list of texts")

    def _moment(self, token: Token, formula: Formula | None) -> str | None:
        value = evaluate(token, formula) if formula else None
        if value is None:
            return None
        try:
            return as_moment(value).isoformat()
        except TimerTextWrong as wrong:
            raise self._wrong(token, formula, "日期时间", "a date-time") from wrong

    def _priority(self, token: Token, formula: Formula | None) -> int | None:
        value = evaluate_json(token, formula) if formula else None
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100):
            raise self._wrong(token, formula, "0 到 100 的整数", "a whole number from 0 to 100")
        return value

    def _wrong(self, token: Token, formula: Formula | None, zh: str, en: str) -> Incident:
        text = formula.text if formula else ""
        return self.incident(token, "assignment_wrong", f"“{text}”的结果应当是{zh}。", f"“{text}” should give {en}.")


class ScriptTask(Activity):
    """A FEEL expression into a variable."""

    def perform(self, token: Token) -> bool:
        node = self.node
        if node.script is not None and node.result:
            self.bring(token, {node.result: evaluate_json(token, node.script)})
        return True


class DecisionTask(Activity):
    """A business rule task: a decision's result into a variable, its trace into the record."""

    def perform(self, token: Token) -> bool:
        node = self.node
        if node.decision is None:
            if node.job is not None:
                self.bring(token, serve(token, node.job))
            return True
        instance = token.workflow.top_workflow
        decide = instance.program.decisions[node.decision]
        variables = Visible(token).merged()
        try:
            value, trace = decide(variables, instance.env)
        except Incident:
            raise
        except Refused as refused:
            raise self.incident(
                token,
                "decision_failed",
                f"决策“{node.decision}”失败:{refused.zh}",
                f"The decision “{node.decision}” failed: {refused.en}",
            ) from refused
        last = trace[-1] if trace else {}
        self.note(
            token,
            "decide",
            {
                "decision": node.decision,
                "inputs": last.get("inputs", {}),
                "matched": last.get("matched", []),
                "outputs": value,
                "trace": trace,
            },
        )
        self.bring(token, {node.result: value} if node.result else {})
        return True


class ServiceTask(Activity):
    """A named built-in of the office, answered by the caller's `serve`."""

    def perform(self, token: Token) -> bool:
        if self.node.job is not None:
            self.bring(token, serve(token, self.node.job))
        return True


class SendTask(Activity):
    """Throws its message, calls its built-in, or both."""

    def perform(self, token: Token) -> bool | None:
        values = serve(token, self.node.job) if self.node.job is not None else {}
        going_on = throw(token)
        if going_on:
            self.bring(token, values)
        return going_on


class ReceiveTask(Activity):
    """Waits for its message."""

    def perform(self, token: Token) -> bool | None:
        if token.fired:
            self._caught(token)
            self.bring(token, token.payload or {})
            return True
        if self.node.trigger is not None:
            wait_for(token, self.node.trigger)
        return None

    def _caught(self, token: Token) -> None:
        self.note(token, "catch", {"event": "message"})

    def _on_trigger(self, token: Token, payload: dict[str, Any]) -> None:
        token.payload = payload
        if token.role == WAITER:
            choose_event(token)
            return
        self._caught(token)
        self.finish(token, payload)
