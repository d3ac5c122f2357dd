"""One more signer, one fewer, a vote taken back: a countersigning that is running changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cancelling import cancel
from .compensating import forget_round
from .findings import Illegal
from .jumps import open_task
from .loops import go_on, model, open_round, round_names
from .tokens import ROUND, Token

if TYPE_CHECKING:
    from .machine import Machine


def body_of(machine: Machine, key: str) -> Token:
    for running in machine.every():
        for token in running.tokens:
            if token.key == key and token.looping and token.loop is not None and "n" in token.loop:
                return token
    raise Illegal("not_multiple", f"{key} 不是正在进行的多人会签。", f"{key} is no running multi-instance.")


def add_round(machine: Machine, key: str, item: Any) -> None:
    body = body_of(machine, key)
    facts = body.loop
    assert facts is not None
    facts["n"] += 1
    facts["items"] = [*facts["items"], item]
    name = model(body).output_collection
    if name and body.own is not None:
        body.own[name].append(None)
    if model(body).kind == "parallel":
        index = facts["next"]
        facts["next"] += 1
        open_round(machine, body, index, round_names(body, item))


def remove_round(machine: Machine, key: str) -> None:
    round = open_task(machine, key)
    if round.body is None or round.body.loop is None or "n" not in round.body.loop:
        raise Illegal("not_multiple", f"{key} 不是会签中的一份。", f"{key} is no round of a multi-instance.")
    body, facts = round.body, round.body.loop
    if facts["n"] - len(facts["gone"]) <= 1:
        raise Illegal("last_signer", "会签至少要保留一人。", "At least one signer has to remain.")
    facts["gone"] = [*facts["gone"], round.number]
    cancel(machine, round)
    go_on(machine, body)


def reopen_round(machine: Machine, key: str, index: int, names: dict[str, Any]) -> None:
    """A vote taken back; in turn, the next signer's round goes and is asked again later."""
    body = body_of(machine, key)
    facts, loop = body.loop, model(body)
    assert facts is not None
    asked = {token.number for token in body.attached(ROUND)}
    if not 0 <= index < facts["next"] or index in facts["gone"] or index in asked:
        raise Illegal("withdraw_impossible", "这份意见此时不能撤回。", "This vote cannot be taken back then.")
    if loop.kind == "sequential":
        if index != facts["next"] - 2:
            raise Illegal("withdraw_impossible", "后面的人已经办理,不能撤回。", "The next in turn has answered.")
        for token in body.attached(ROUND):
            cancel(machine, token)
            facts["turns"][token.number] = facts["turns"].get(token.number, 0) + 1
        facts["next"] = index + 1
    facts["done"] -= 1
    forget_round(body, index)
    facts["turns"][index] = facts["turns"].get(index, 0) + 1
    if loop.output_collection and body.own is not None:
        body.own[loop.output_collection][index] = None
    open_round(machine, body, index, round_names(body, names.get(loop.element) if loop.element else None))
