"""Loops around an activity: one round per item, all at once or in turn; and the standard loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expressions import UNKNOWN
from .findings import Illegal, Unjudged
from .model import Loop
from .names import names_in
from .tokens import COMING, ROUND, Token
from .variables import chain, put, visible

if TYPE_CHECKING:
    from .machine import Machine

MOST_ROUNDS = 2000  # of one loop, as the engine allows


def begin(machine: Machine, body: Token) -> bool:
    """Listen for boundary events, then open the first round or all of them; True when there is nothing to do."""
    from .activities import arm_boundary

    arm_boundary(machine, body)
    loop = model(body)
    if loop.kind == "standard":
        body.loop = {"round": 0}
        if loop.test_before and not _once_more(machine, body, 0, body):
            return True
        open_round(machine, body, 0, {})
        return False
    items = _items(machine, body, loop)
    if len(items) > MOST_ROUNDS:
        raise Illegal("too_many_instances", f"多实例多达{len(items)}个。", f"{len(items)} rounds.")
    body.loop = {"n": len(items), "next": 0, "done": 0, "cancelled": 0, "items": items, "gone": [], "turns": {}}
    body.own = dict(body.own or {})
    if loop.output_collection:
        body.own[loop.output_collection] = [None] * len(items)
    if not items:
        return True
    for item in items[:1] if loop.kind == "sequential" else items:
        _open_next(machine, body, item)
    return False


def model(body: Token) -> Loop:
    assert body.node.loop is not None
    return body.node.loop


def _items(machine: Machine, body: Token, loop: Loop) -> list[Any]:
    text = loop.collection or loop.cardinality or ""
    value = machine.expressions.plain(text, chain(body))
    if value is UNKNOWN:
        raise Unjudged(f"多人办理的范围“{text}”无从计算。", f"The rounds of {text!r} cannot be known.")
    if loop.collection is not None:
        if not isinstance(value, list):
            raise Illegal("collection_wrong", f"多实例的集合“{text}”不是列表。", f"{text!r} is not a list.")
        return value
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Illegal("cardinality_wrong", f"多实例的次数“{text}”不是次数。", f"{text!r} is no count.")
    return [None] * min(value, MOST_ROUNDS + 1)


def _open_next(machine: Machine, body: Token, item: Any) -> None:
    assert body.loop is not None
    index = body.loop["next"]
    body.loop["next"] += 1
    open_round(machine, body, index, round_names(body, item))


def open_round(machine: Machine, body: Token, index: int, names: dict[str, Any]) -> None:
    again = body.loop["turns"].get(index, 0) if body.loop and "turns" in body.loop else 0
    token = Token(body.running, body.node, ROUND, body, COMING, number=index, again=again)
    token.own = {**names, "loopCounter": index + 1}
    body.running.tokens.append(token)
    machine.arrive(token)


def round_names(body: Token, item: Any) -> dict[str, Any]:
    """A round begins with its item, and null for what its result reads."""
    loop = model(body)
    names: dict[str, Any] = {loop.element: item} if loop.element else {}
    if loop.output is not None:
        seen = {**visible(body), **names}
        alone = loop.output.lstrip("= ").split(".")[0].strip()
        for name in sorted(names_in(loop.output.lstrip("= "))):
            if name not in names and (name == alone or name not in seen):
                names[name] = None
    return names


def round_finished(machine: Machine, body: Token, round: Token) -> None:
    """One round has ended: keep its result, then complete, go on in turn, or wait for the others."""
    assert body.loop is not None and round.number is not None
    loop = model(body)
    if loop.kind == "standard":
        body.loop["round"] += 1
        if _once_more(machine, body, body.loop["round"], round):
            open_round(machine, body, body.loop["round"], {})
        else:
            machine.complete(body)
        return
    body.loop["done"] += 1
    if loop.output is not None and loop.output_collection and body.own is not None:
        body.own[loop.output_collection][round.number] = machine.expressions.plain(loop.output, chain(round))
    go_on(machine, body, round)


def go_on(machine: Machine, body: Token, round: Token | None = None) -> None:
    from .cancelling import cancel

    facts, loop = body.loop, model(body)
    assert facts is not None
    if loop.condition is not None and facts["done"] and _enough(machine, body, round or body):
        for other in body.attached(ROUND):
            facts["cancelled"] += 1
            cancel(machine, other)
    elif facts["done"] < facts["n"] - len(facts["gone"]):
        if loop.kind == "sequential" and not body.attached(ROUND):
            _open_next(machine, body, facts["items"][facts["next"]])
        return
    machine.complete(body)


def _enough(machine: Machine, body: Token, round: Token) -> bool:
    facts, condition = body.loop, model(body).condition
    assert facts is not None and condition is not None
    total = facts["n"] - len(facts["gone"])
    active = facts["next"] - facts["done"] - facts["cancelled"] - len(facts["gone"])
    counts = {
        "numberOfInstances": total, "numberOfCompletedInstances": facts["done"],
        "numberOfActiveInstances": active, "numberOfTerminatedInstances": facts["cancelled"],
        "nrOfInstances": total, "nrOfCompletedInstances": facts["done"], "nrOfActiveInstances": active,
    }  # fmt: skip
    value = machine.expressions.truth(condition, [counts, *chain(round)])
    if value is UNKNOWN:
        raise Unjudged(f"完成条件“{condition}”无从计算。", f"The completion condition {condition!r} cannot be known.")
    return bool(value)


def _once_more(machine: Machine, body: Token, done: int, at: Token) -> bool:
    loop = model(body)
    if loop.maximum is not None and done >= loop.maximum:
        return False
    if loop.condition is None:
        return True
    value = machine.expressions.truth(loop.condition, [{"loopCounter": done if at is not body else 0}, *chain(at)])
    if value is UNKNOWN:
        raise Unjudged(f"循环条件“{loop.condition}”无从计算。", f"The loop condition {loop.condition!r} is unknown.")
    return bool(value)


def hand_over(body: Token) -> None:
    """What was collected leaves for the scope around, also when the whole is interrupted."""
    name = model(body).output_collection
    if name and body.own is not None and name in body.own and body.loop is not None:
        gone = body.loop["gone"]
        put(chain(body)[1:], {name: [one for index, one in enumerate(body.own[name]) if index not in gone]})


def finished(machine: Machine, body: Token) -> None:
    from .cancelling import disarm
    from .compensating import rounds_done

    if model(body).kind != "standard":
        hand_over(body)
    disarm(machine, body)
    rounds_done(body)
    machine.leave(body)
