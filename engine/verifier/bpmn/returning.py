"""退回, 撤回, 跳转, 终止: movements that follow no flow, by whom and under which rules."""

from __future__ import annotations

from typing import Any

from .case import Case
from .effects import carry, line_of
from .entitlement import answers_for
from .findings import Illegal
from .holding import in_hand, named_rightly, person, plain_signature, running, signed, task_named
from .jumps import go_back, jump, withdraw
from .matter import Task
from .moving import move
from .rounds import reopen_round
from .routing import names_read
from .world import stop

DIRECT, AGAIN = "直送", "重走"
WITHDRAWN, TERMINATED = "已撤回", "已终止"


def returned(case: Case) -> None:
    """`task.returned`: to a finished step, or the drafter's, that the procedure allows."""
    task, body = task_named(case), case.body
    case.must_be(task.is_main, "not_returned_here", "加签、委派的任务不退回。", "An inserted task is answered.")
    named_rightly(case, task)
    entitled = in_hand(case, task)
    signed(case, entitled)
    procedure, to, direct = case.procedure, body["to"], body["direct"]
    limits = procedure.task(task.element, "return_to", ())
    allowed = {
        *case.matter.done_steps(),
        *limits,
        *([procedure.table["drafter"]] if procedure.table.get("drafter") else []),
    }
    case.must_be(
        procedure.task(task.element, "returns", True) and to != task.element and to in allowed
        and (not limits or to in limits) and to in procedure.nodes, "return_not_allowed",
        f"从“{task.name}”不能退回到“{to}”。", f"From {task.element} no return to {to} is allowed.",
    )  # fmt: skip
    case.must_be(bool(body["opinion"]), "opinion_wrong", "退回须写意见。", "A return needs an opinion.")
    case.must("to_step", procedure.nodes[to].name or to)
    values = body["variables"]
    wanted = {"return_mode": DIRECT if direct else AGAIN, "returned_from": task.element}
    read = names_read(procedure)
    case.must("variables", {name: value for name, value in wanted.items() if name in read}, "退回所设的变量")
    move(case, lambda: _go(case, task.key, to, direct, values))
    line = line_of(case, task, "退回", "returned", entitled.post, entitled.signature)
    carry(case, line=line)


def _go(case: Case, key: str, to: str, direct: bool, values: dict[str, object]) -> None:
    case.machine.root.variables.update(values)
    go_back(case.machine, key, to, direct)


def withdrawn(case: Case) -> None:
    """`task.withdrawn`: by who completed it, while nobody has touched what came of it."""
    task, who, matter = task_named(case), person(case), case.matter
    running(case)
    plain_signature(case)
    case.must_be(
        task.is_main and task.state == "completed" and task.closed_by == who, "withdraw_impossible",
        f"只有办理人可以撤回自己刚办的“{task.name}”。", f"Only who completed {task.element} may withdraw it.",
    )  # fmt: skip
    named_rightly(case, task)
    case.findings.entitlements += 1
    done = matter.completions.get(task.id)
    if done is None:
        raise Illegal("withdraw_impossible", "没有可撤回的办理记录。", "There is no completion to withdraw.")
    opened = [matter.tasks[one["id"]] for one in done["moved"]["opened"]]
    asked = {request["about"] for request in matter.requests.values()}
    late = [
        one for one in opened
        if one.state != "open" or one.opened_at or one.assignee or one.asked_by or one.id in asked
        or matter.children({one.id})
    ]  # fmt: skip
    case.must_be(
        not late and not done["moved"]["messages"], "withdraw_late", "后续环节已有人打开或办理,不能撤回。",
        "What it opened has been opened or done.",
    )  # fmt: skip
    case.must("line", task.done_seq if done["opinion"] or done["result"] else None)
    scope = task.key.rpartition("/")[0]
    case.must("scope", scope)
    round = _round_of(task)
    case.must("round", round)
    if round is not None:
        move(case, lambda: reopen_round(case.machine, round["body"], round["index"], round["names"]))
    else:
        before = _at_joins(case)
        journal = move(case, lambda: withdraw(case.machine, scope, task.element))
        mine = {one.key for one in opened}
        ended = {t.key for t, _ in journal.closed.values() if t.task is not None} if journal is not None else mine
        joins = _at_joins(case) < before
        case.must_be(
            ended <= mine and (bool(ended) or joins), "withdraw_impossible", "事项已流转,不能撤回。", "It has moved on."
        )


def _at_joins(case: Case) -> int:
    return sum(not token.key for running in case.machine.every() for token in running.tokens)


def _round_of(task: Task) -> dict[str, Any] | None:
    """How the round of a countersigning is found; None for a plain task."""
    body, bracket, _ = task.key.rpartition("/[")
    counter = task.variables.get("loopCounter")
    if not bracket or "/" in task.key[len(body) + 1 :] or not isinstance(counter, int):
        return None
    return {"body": body, "index": counter - 1, "names": task.variables}


def jumped(case: Case) -> None:
    """`instance.jumped`: by who answers for the matter, with a reason."""
    body, who = case.body, person(case)
    running(case)
    plain_signature(case)
    _responsible(case, who)
    case.must_be(bool(body["reason"]), "reason_missing", "跳转须写理由。", "A jump needs a reason.")
    source = body["source"]
    if source is not None:
        task = case.matter.by_key(source)
        case.must_be(task is not None and task.is_main, "not_open", f"任务 {source} 不在办。", f"{source} is not open.")
    if case.lost is None:
        case.must("before", case.machine.open_places(), "跳转前的位置")
    node = case.procedure.nodes.get(body["to"])
    case.must("to_step", node.name if node else "")
    move(case, lambda: jump(case.machine, body["to"], source))
    if case.lost is None:
        case.must("after", case.machine.open_places(), "跳转后的位置")


def cancelled(case: Case) -> None:
    """`instance.cancelled`: by who started it before anybody else acted, later by who answers for it."""
    body, who, matter = case.body, person(case), case.matter
    running(case, held_too=True)
    plain_signature(case)
    people, on = case.people, case.on
    answers = answers_for(people, case.procedure, who, on) or "director" in people.roles_of(who, on)
    others = any(
        task.state in ("completed", "returned", "held") and task.closed_by not in (None, matter.starter)
        for task in matter.tasks.values()
    )
    case.must_be(
        answers or (who == matter.starter and not others), "not_entitled",
        f"{people.name(who)} 当时无权终止该事项。", f"{who} could not end the matter then.",
    )  # fmt: skip
    case.findings.entitlements += 1
    case.must_be(bool(body["reason"]), "reason_missing", "终止须写理由。", "An end needs a reason.")
    case.must("withdrawn", who == matter.starter)
    voided = sorted([n["series"], n["year"], n["n"]] for n in matter.numbers.values())
    case.must_be(sorted(body["voided"]) == voided, "voided_wrong", "作废的编号不对。", "The numbers voided are wrong.")
    move(case, lambda: stop(case.machine), end_state=WITHDRAWN if who == matter.starter else TERMINATED)


def _responsible(case: Case, who: str) -> None:
    case.findings.entitlements += 1
    case.must_be(
        answers_for(case.people, case.procedure, who, case.on), "not_entitled",
        f"{case.people.name(who)} 当日不是该流程的负责人。", f"{who} did not answer for the matter that day.",
    )  # fmt: skip
