"""退回: send a matter back to an earlier step, to come straight back afterwards or to go the whole way again."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import Hand, hand, once, words
from engine.actions.movement import move
from engine.errors import NotNow
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work
from engine.task import return_targets

DIRECT, AGAIN = "直送", "重走"


@dataclass(frozen=True)
class ReturnTask:
    """`to`: an element, "previous" (the step done last that leads here) or "drafter"; `direct` = 直送退回人."""

    task_id: int
    to: str
    opinion: str
    command_id: str
    direct: bool = False


def return_task(office: Office, command: ReturnTask, by: Actor) -> Receipt:
    """Raises NotYours, Invalid without an opinion, NotNow (return_impossible, direct_impossible, not_returned_here)."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "task.return")
        if not held.task.is_main:
            raise NotNow("not_returned_here", "加签、委派的任务不退回,请填写意见。", "An inserted task is answered.")
        opinion = words(command.opinion, required=True)
        execution = w.execution()
        allowed = return_targets(held.definition, held.task, w.done_steps, execution)
        to = _target(held, command.to, allowed)
        if to not in allowed:
            raise NotNow("return_impossible", "不能退回到该环节。", "A return to this step is not possible.")
        known = held.definition.variables
        wanted = {"return_mode": DIRECT if command.direct else AGAIN, "returned_from": held.task.element}
        values = {name: value for name, value in wanted.items() if name in known}
        body = {
            **held.named, "to": to, "to_step": allowed[to], "direct": command.direct, "opinion": opinion,
            "variables": values,
            "line": {
                "task": held.task.id, "element": held.task.element, "step": held.task.name,
                "signature": held.entitled.signature, "post": held.entitled.post, "result": "退回", "text": opinion,
                "kind": "returned",
            },
        }  # fmt: skip
        return move(
            w, "task.returned", body,
            lambda execution, env: execution.go_back(held.task.key, to, env, command.direct, values),
            on_behalf_of=held.entitled.on_behalf_of,
        )  # fmt: skip

    return once(office, command.command_id, by, act)


def _target(held: Hand, to: str, allowed: dict[str, str]) -> str:
    if to == "previous":
        return next((e for e in allowed if e != held.definition.procedure.drafter), next(iter(allowed), ""))
    if to == "drafter":
        if not held.definition.procedure.drafter:
            raise NotNow("no_drafter_step", "该流程没有退回拟稿人的环节。", "There is no step of the drafter.")
        return held.definition.procedure.drafter
    return to
