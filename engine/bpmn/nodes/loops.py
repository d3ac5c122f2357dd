"""Loops around an activity: a body token, and one INSTANCE token per round; the standard loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.completions import all_rounds_done, forget_rounds
from engine.bpmn.nodes.activity import arm_boundary, disarm
from engine.bpmn.nodes.step import Step
from engine.bpmn.tokens import FUTURE, INSTANCE, Token
from engine.bpmn.variables import (
    evaluate_condition,
)

if TYPE_CHECKING:
    from engine.bpmn.model import Loop as LoopModel


class Loop(Step):
    """The body: boundary events hang on it, its map holds the output collection."""

    inner: Step

    @property
    def model(self) -> LoopModel:
        assert self.node.loop is not None
        return self.node.loop

    def perform(self, token: Token) -> bool | None:
        arm_boundary(token)
        return self.begin(token)

    def begin(self, body: Token) -> bool | None:
        raise NotImplementedError

    def round_finished(self, body: Token, round: Token) -> None:
        raise NotImplementedError

    def open_round(self, body: Token, index: int, names: dict[str, Any]) -> None:
        """Start a round; the body's `turns` tell apart the rounds of one place that was asked more than once."""
        token = Token(body.workflow, self.inner, body, FUTURE, role=INSTANCE)
        token.number = index
        again = body.internal_data.get("turns", {}).get(str(index))
        if again:
            token.internal_data["again"] = again
        token.locals = {**names, "loopCounter": index + 1}
        token.task_spec._update(token)

    def _on_complete_hook(self, body: Token) -> None:
        disarm(body)
        all_rounds_done(body)
        self.leave(body)

    def cancel_inside(self, body: Token) -> None:
        disarm(body)
        forget_rounds(body)
        self.cancel_rounds(body)

    def cancel_rounds(self, body: Token) -> int:
        cancelled = 0
        for child in body.children:
            if child.role == INSTANCE and child.open:
                child.cancel()
                cancelled += 1
        return cancelled


class StandardLoop(Loop):
    """Again while the condition holds, at most `maximum` times."""

    def begin(self, body: Token) -> bool | None:
        body.internal_data["round"] = 0
        if self.model.test_before and not self._again(body, 0, None):
            return True
        self.open_round(body, 0, {})
        return None

    def round_finished(self, body: Token, round: Token) -> None:
        done = body.internal_data["round"] = body.internal_data["round"] + 1
        if self._again(body, done, round):
            self.open_round(body, done, {})
        else:
            body.complete()

    def _again(self, body: Token, done: int, round: Token | None) -> bool:
        model = self.model
        if model.maximum is not None and done >= model.maximum:
            return False
        if model.condition is None:
            return True
        extra = {"loopCounter": done if round is not None else 0}
        return evaluate_condition(round or body, model.condition, self.node.id, extra)
