"""What one action did: happenings in order, and the difference between the waits before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.outcome import ClosedTask, Happening, HappeningKind, Outcome, Thrown
from engine.bpmn.waits import is_condition, is_subscription, is_task, is_timer, subscription_wait, task_wait, timer_wait

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.tokens import Token


class Journal:
    """Written by nodes while tokens move; `outcome` closes it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.happenings: list[Happening] = []
        self.opened: dict[str, Token] = {}
        self.closed: dict[str, tuple[Token, str]] = {}
        self.messages: list[Thrown] = []
        self.moved: dict[str, Token] = {}  # timers and tasks given another due

    def note(
        self, kind: HappeningKind, element: str, key: str, scope: str, detail: dict[str, Any] | None = None
    ) -> None:
        instance = self.instance
        instance.n += 1
        self.happenings.append(Happening(instance.n, kind, element, key, scope, instance.env.stamp, detail or {}))

    def opens(self, token: Token) -> None:
        """A wait began: `token.key` is now addressable."""
        self.instance.waits[token.key] = token
        self.opened[token.key] = token
        if is_condition(token):
            self.instance.watching.begin(token)

    def closes(self, token: Token, how: str) -> None:
        self.instance.watching.end(token)
        if self.instance.waits.pop(token.key, None) is not None and self.opened.pop(token.key, None) is None:
            self.closed[token.key] = (token, how)

    def _moved(self) -> list[Token]:
        return [token for key, token in self.moved.items() if key in self.instance.waits]

    def outcome(self) -> Outcome:
        opened = [token for token in self.opened.values() if token.key]
        closed = list(self.closed.values())
        return Outcome(
            happenings=tuple(self.happenings),
            opened=tuple(task_wait(token) for token in opened if is_task(token)),
            closed=tuple(
                ClosedTask(token.key, "completed" if how == "completed" else "cancelled")
                for token, how in closed
                if is_task(token)
            ),
            timers_opened=tuple(timer_wait(token) for token in opened if is_timer(token)),
            timers_closed=tuple(token.key for token, _ in closed if is_timer(token)),
            subscriptions_opened=tuple(subscription_wait(token) for token in opened if is_subscription(token)),
            subscriptions_closed=tuple(token.key for token, _ in closed if is_subscription(token)),
            messages=tuple(self.messages),
            state=self.instance.state,
            end_events=tuple(self.instance.end_events),
            variables=self.instance.variables_json(),
            timers_moved=tuple(timer_wait(token) for token in self._moved() if is_timer(token)),
            tasks_moved=tuple(task_wait(token) for token in self._moved() if is_task(token)),
        )
