"""Conditional events: looked at after every step that changed data, they happen when a condition becomes true.

A condition that is true when the wait begins happens at once; one that happened has to become false before it can
happen again (BPMN 2.0.2, 10.5.5). Null, which what is not filled in yet gives, is not true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.variables import evaluate
from engine.bpmn.waits import WATCHED, trigger_of, waiting_node
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token


class Watching:
    """The waiting conditions of one instance. `changed` is set by whatever sets variables others may read."""

    def __init__(self) -> None:
        self.tokens: dict[int, Token] = {}
        self.fresh: list[Token] = []
        self.changed = False

    def begin(self, token: Token) -> None:
        self.tokens[token.id] = token
        self.fresh.append(token)

    def end(self, token: Token) -> None:
        self.tokens.pop(token.id, None)

    def look(self) -> None:
        """Let every condition that has become true happen, the oldest first; what they bring may make others true."""
        while self.changed or self.fresh:
            asked = self.tokens.values() if self.changed else self.fresh
            self.changed, self.fresh = False, []
            for token in sorted(asked, key=lambda token: token.id):
                if token.id in self.tokens:
                    before, token.internal_data[WATCHED] = token.internal_data[WATCHED], holds(token)
                    if token.internal_data[WATCHED] and not before:
                        token.trigger({})


def holds(token: Token) -> bool:
    """Whether the condition is true now; neither true nor false nor null is an incident."""
    trigger = trigger_of(token)
    assert trigger is not None and trigger.condition is not None
    value = evaluate(token, trigger.condition)
    if value is None or isinstance(value, bool):
        return bool(value)
    text = trigger.condition.text
    raise Incident(
        "condition_not_boolean",
        waiting_node(token).id,
        token.key,
        f"条件“{text}”的结果不是“是/否”而是“{feel.to_json(value)}”。",
        f"The condition “{text}” gave neither true nor false but “{feel.to_json(value)}”.",
    )
