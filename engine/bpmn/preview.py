"""What a planned movement would end, told before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.tokens import Token
from engine.bpmn.waits import is_task

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.jumps import Plan


@dataclass(frozen=True)
class Preview:
    """Keys of the user tasks that would end; `joins` says whether a token waiting at a join would."""

    tasks: tuple[str, ...]
    joins: bool


def preview_of(instance: Instance, plan: Plan) -> Preview:
    """The tasks inside the plan's ended tokens, also those in their rounds and sub-processes."""
    ended = set(plan.ended)
    tasks = [
        token.key
        for token in sorted(instance.waits.values(), key=lambda one: one.id)
        if is_task(token) and any(holder in ended for holder in _holders(token))
    ]
    return Preview(tuple(tasks), any(not token.key for token in plan.ended))


def _holders(token: Token) -> list[Token]:
    """The token itself, the loop it is a round of, and the sub-processes around it."""
    found, current = [], token
    while True:
        found.append(current)
        if current.body is not None:
            current = current.body
            found.append(current)
        owner = current.workflow.owner
        if owner is None:
            return found
        current = owner
