"""跳转: whoever answers for the matter sets it on any step, with a reason; tokens before and after stay in history."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import matter, once, words
from engine.actions.movement import move
from engine.actions.standing import refuse_closed, refuse_hold
from engine.bpmn import Environment, Execution, Outcome
from engine.errors import NotNow
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class JumpInstance:
    """`to`: an element's id. With `task_id` only that task, and what the target leads to, ends."""

    instance_id: int
    to: str
    reason: str
    command_id: str
    task_id: int | None = None


def jump_instance(office: Office, command: JumpInstance, by: Actor) -> Receipt:
    """Raises NotYours, Invalid without a reason, NotNow (target_unknown, return_impossible, jump_impossible)."""

    def act(w: Work) -> Receipt:
        _, definition = matter(w, command.instance_id, "case.jump")
        refuse_hold(w)
        reason = words(command.reason, required=True, field="reason")
        source = None
        if command.task_id is not None:
            task = w.task(command.task_id)
            if not task.is_main:
                raise NotNow("not_main", "加签、委派的任务不在流程图中。", "An inserted task is not in the diagram.")
            refuse_closed(w, task, held=True)
            source = task.key
        step = definition.process.elements.get(command.to)
        execution = w.execution()
        before = list(execution.tokens())
        body = {
            "to": command.to, "to_step": step.name if step else "", "source": source, "reason": reason,
            "signature": w.organization.name(by.person), "before": before,
        }  # fmt: skip

        def jump(execution: Execution, env: Environment) -> Outcome:
            outcome = execution.jump(command.to, env, source)
            body["after"] = list(execution.tokens())
            return outcome

        return move(w, "instance.jumped", body, jump)

    return once(office, command.command_id, by, act)
