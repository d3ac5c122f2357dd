"""One more signer, one fewer, a vote taken back: changes of a multi-instance activity that is running.

The output collection keeps the places of all rounds; those taken out (`gone`) are left out when it is handed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.completions import forget_round
from engine.bpmn.nodes.multi_instance import MultiInstance
from engine.bpmn.tokens import INSTANCE, Token
from engine.errors import NotNow

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance


def body_of(instance: Instance, key: str) -> Token:
    """The running multi-instance activity with this key; NotNow when it has ended or is none."""
    for tree in instance.trees():
        for token in tree.open_tokens():
            if token.key == key and isinstance(token.task_spec, MultiInstance) and "n" in token.internal_data:
                return token
    raise NotNow("not_multiple", "该环节不是多人会签,或已经结束。", "This step is not a running multi-instance.")


def add_round(body: Token, item: Any) -> None:
    """加签: one more round, at once (parallel) or after the others (in turn)."""
    step: MultiInstance = body.task_spec
    facts = body.internal_data
    limit = body.workflow.top_workflow.env.limits.instances
    if facts["n"] >= limit:
        raise NotNow("too_many_instances", f"会签最多{limit}人。", f"No more than {limit} rounds.")
    facts["n"] += 1
    name = step.model.output_collection
    if name and body.locals is not None:
        body.locals[name].append(None)
    if step.model.kind == "sequential":
        facts["items"] = [*facts["items"], item]
    else:
        step._open(body, item)


def items_of(body: Token) -> list[Any]:
    """What a multi-instance in turn has asked or will ask, not what was taken out; empty when all ask at once."""
    facts = body.internal_data
    return [item for place, item in enumerate(facts.get("items", [])) if place not in facts.get("gone", [])]


def remove_round(body: Token, round: Token) -> None:
    """减签: the round never counts; the activity ends when it is complete without it."""
    step: MultiInstance = body.task_spec
    facts = body.internal_data
    facts["gone"] = [*facts.get("gone", []), round.number]
    round.cancel()
    step.go_on(body)


def refuse_reopening(body: Token, index: int) -> None:
    """Raise NotNow unless the round at this place has answered and nobody built on it."""
    facts, step = body.internal_data, body.task_spec
    asked = {token.number for token in _open(body)}
    if not 0 <= index < facts["next"] or index in facts.get("gone", []) or index in asked:
        raise NotNow("withdraw_impossible", "该意见现在不能撤回。", "This vote cannot be taken back now.")
    if step.model.kind == "sequential" and index != facts["next"] - 2:
        raise NotNow("withdraw_impossible", "后面的人已经办理,不能撤回。", "The next in turn has already answered.")


def _open(body: Token) -> list[Token]:
    return [token for token in body.children if token.role == INSTANCE and token.open]


def reopen_round(body: Token, index: int, names: dict[str, Any]) -> None:
    """A vote taken back: the round is asked again under a new key; `names` hold the item it was asked for."""
    step: MultiInstance = body.task_spec
    facts = body.internal_data
    if step.model.kind == "sequential":
        for token in _open(body):  # the next in turn, asked because of this answer; asked again under a new key
            token.cancel()
            _asked_again(body, token.number)
        facts["next"] = index + 1
    facts["done"] -= 1
    forget_round(body, index)
    _asked_again(body, index)
    step.put_result(body, index, None)
    item = names.get(step.model.element) if step.model.element else None
    step.open_round(body, index, step.round_names(body, item))


def _asked_again(body: Token, index: int | None) -> None:
    """The round at this place gets another key the next time it opens."""
    turns = dict(body.internal_data.get("turns", {}))
    turns[str(index)] = turns.get(str(index), 0) + 1
    body.internal_data["turns"] = turns
