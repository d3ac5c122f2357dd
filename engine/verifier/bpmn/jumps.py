"""退回, 撤回 and 跳转: which tokens end and where the one new token starts, and what docs/actions.md forbids."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .cancelling import cancel
from .compensating import forget_latest
from .findings import Illegal
from .model import TASKS, Node
from .reach import inside, places, reach, route, starving
from .tokens import FLOW, UNDO, Running, Token

if TYPE_CHECKING:
    from .machine import Machine

SETTABLE = TASKS | {
    "subProcess", "transaction", "adHocSubProcess", "callActivity", "exclusiveGateway", "intermediateCatchEvent",
    "intermediateThrowEvent", "endEvent",
}  # fmt: skip


def go_back(machine: Machine, key: str, target: str, direct: bool) -> None:
    """From an open task to a step that leads to it again."""
    source = open_task(machine, key)
    running, anchor, way = _common(source, target)
    found = reach(running.scope, [way[0].id])
    if anchor.role != FLOW or anchor.node.id not in found[0]:
        raise _impossible(f"“{target}”不在“{key}”之前,不能退回到那里", f"{target} does not lead to {key}")
    ended = inside(running.flowing(), found)
    _refuse_starving(running, ended, way)
    if direct:
        plain = anchor is source and len(way) == 1 and way[0].loop is None and way[0].type == "userTask"
        if not plain or len(ended) > 1:
            raise _impossible("不能直送退回人", "it cannot come straight back")
    _carry_out(machine, running, target, way, ended, anchor.node.id if direct else None, key)


def withdraw(machine: Machine, scope: str, element: str) -> None:
    """A completed step is taken back: what came of it ends, the step opens again."""
    running = next((one for one in machine.every() if one.key == scope), None)
    if running is None or element not in running.scope.nodes:
        raise _impossible("该环节所在的部分已结束,不能撤回", "the part it stood in has ended")
    way = (running.scope.nodes[element],)
    ended = inside(running.flowing(), reach(running.scope, [element]))
    if not ended:
        raise _impossible("没有可以撤回的内容", "nothing is left of it to withdraw")
    _refuse_starving(running, ended, way)
    forget_latest(running, element)
    _carry_out(machine, running, element, way, ended, None, "")


def jump(machine: Machine, target: str, source: str | None) -> None:
    """Everything of the scope ends, or only the task `source` and what the target leads to."""
    if source is None:
        running: Running = machine.root
        way = _settable(route(running.scope, target), target)
        ended = [t for t in running.tokens if t.role in (FLOW, UNDO) and not t.node.is_handler]
    else:
        running, anchor, way = _common(open_task(machine, source), target)
        if anchor.role != FLOW:
            raise _impossible(f"不能移动到“{target}”", f"nothing can be moved to {target}")
        ended = inside(running.flowing(), reach(running.scope, [way[0].id]))
        ended += [] if anchor in ended else [anchor]
        nodes, flows = places(token for token in running.flowing() if token not in ended)
        if way[0].id in reach(running.scope, nodes, flows, alone=True)[0]:
            raise _impossible("还有其他在办环节会走到那里", "another token would come there as well")
    if running.interrupted:
        raise _impossible("该部分已被中断", "this part has been interrupted")
    _refuse_starving(running, ended, way)
    _carry_out(machine, running, target, way, ended, None, source or "")


def open_task(machine: Machine, key: str) -> Token:
    token = machine.waits.get(key)
    if token is None or token.task is None:
        raise Illegal("not_open", f"任务 {key} 此时并不在办。", f"The task {key} is not open then.")
    return token


def _carry_out(
    machine: Machine,
    running: Running,
    target: str,
    way: tuple[Node, ...],
    ended: list[Token],
    back: str | None,
    by: str,
) -> None:
    detail = {"to": target, "ended": [token.key for token in ended if token.key]} | ({"back": back} if back else {})
    machine.record.tell("jump", target, by, running.key, detail)
    running.consumed = {id: running.consumed[id] for id in _still_started(running, way[0].id)}
    token = machine.spawn(running, way[0])
    token.into, token.back = tuple(node.id for node in way[1:]), back
    for old in ended:
        cancel(machine, old)
    machine.arrive(token)


def _common(source: Token, target: str) -> tuple[Running, Token, tuple[Node, ...]]:
    """The innermost running scope around a task that holds the target, the token in it that holds the task, the way."""
    running, anchor = source.running, source.body or source
    while True:
        way = route(running.scope, target)
        if way is not None:
            return running, anchor, _settable(way, target)
        if running.owner is None or running.opaque:
            raise _impossible(f"流程中没有“{target}”", f"there is no {target} around it")
        anchor = running.owner.body or running.owner
        running = running.owner.running


def _settable(way: tuple[Node, ...] | None, target: str) -> tuple[Node, ...]:
    if way is None or way[-1].type not in SETTABLE or way[-1].is_handler or way[-1].undoes:
        raise _impossible(f"不能移动到“{target}”", f"nothing can be moved to {target}")
    if any(node.loop is not None or node.is_handler or node.undoes for node in way[:-1]):
        raise _impossible(f"“{target}”在逐件办理或另行触发的部分之中", f"{target} is inside a loop or an event's part")
    return way


def _refuse_starving(running: Running, ended: list[Token], way: tuple[Node, ...]) -> None:
    everything = running.flowing()
    nodes, flows = places(token for token in everything if token not in ended)
    worse = starving(running.scope, [*nodes, way[0].id], flows, _still_started(running, way[0].id))
    worse -= starving(running.scope, *places(everything), running.consumed)
    for outer, inner in pairwise(way):
        if outer.body is not None:
            worse |= starving(outer.body, [inner.id])
    if worse:
        names = "、".join(sorted({id for id, _ in worse}))
        raise _impossible(f"并行汇合 {names} 会永远等不齐", f"the join {names} would wait for ever")


def _still_started(running: Running, target: str) -> list[str]:
    """Complex gateways that go on waiting for what comes late; those the target leads to count anew."""
    ahead = reach(running.scope, [target], alone=True)[0]
    return [id for id in running.consumed if id not in ahead]


def _impossible(zh: str, en: str) -> Illegal:
    return Illegal("move_impossible", f"这一移动不合规则:{zh}。", f"This movement is not allowed: {en}.")
