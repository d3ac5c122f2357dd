"""加签, 委派, 减签 and their answers: somebody asked beside the diagram, or one more round of a countersigning."""

from __future__ import annotations

from .case import Case
from .completing import answered_rightly
from .effects import carry, inserted, line_of, reopened
from .entitlement import answers_for
from .findings import Illegal
from .holding import fit, in_hand, named_rightly, person, plain_signature, running, signed, task_named
from .matter import Task
from .moving import move
from .rounds import add_round, remove_round
from .world import complete

AGREED, DISAGREED = "同意", "不同意"


def added(case: Case) -> None:
    """`signer.added`: before me, or one more round beside mine."""
    task, body = task_named(case), case.body
    case.must_be(task.is_main, "signer_barred", "加签、委派的任务不再加签。", "An inserted task takes no more signers.")
    named_rightly(case, task)
    signed(case, in_hand(case, task))
    if body.get("when") == "round":
        key, item = body["body"], body["item"]
        case.must_be(
            task.key.startswith(f"{key}/["), "not_multiple", "该环节不是这场会签中的一份。", "It is no round of that."
        )
        _not_asked_yet(case, task, key, item)
        move(case, lambda: add_round(case.machine, key, item))
        carry(case)
        return
    case.must("when", "before")
    _colleagues(case, task, body["to"])
    tasks = inserted(case, task, [[one] for one in body["to"]], "before")
    case.must("tasks", case.matter.count + len(tasks))
    carry(case, inserted=tasks, held=[task.id])


def _not_asked_yet(case: Case, task: Task, key: str, item: object) -> None:
    name = case.procedure.nodes[task.element].loop.element if case.procedure.nodes[task.element].loop else None  # type: ignore[union-attr]
    asked = [
        one.variables.get(name) for one in case.matter.tasks.values()
        if name and one.is_main and one.key.startswith(f"{key}/[") and one.state in ("open", "held", "completed")
    ]  # fmt: skip
    case.must_be(item not in asked, "asked_already", "已在会签名单中。", f"{item!r} is asked already.")
    if item in case.people.by_id:
        fit(case, task, str(item))


def answered_and_asked(case: Case) -> None:
    """`task.answered`: my answer is kept, the token waits for those asked after me."""
    task, body = task_named(case), case.body
    case.must_be(task.is_main, "not_main", "只有主任务可以后加签。", "Only a main task is answered so.")
    answered_rightly(case, task)
    case.must("when", "after")
    _colleagues(case, task, body["to"])
    tasks = inserted(case, task, [[one] for one in body["to"]], "after")
    case.must("tasks", case.matter.count + len(tasks))
    carry(case, inserted=tasks, held=[task.id])


def delegated(case: Case) -> None:
    """`task.delegated`: the task is held until the delegate gives it back."""
    task, body = task_named(case), case.body
    named_rightly(case, task)
    signed(case, in_hand(case, task))
    case.must_be(
        task.is_main and case.procedure.task(task.element, "deputy", "ab") != "none", "delegate_barred",
        f"“{task.name}”须由本人办理,不能委派。", "This task is not delegated.",
    )  # fmt: skip
    _colleagues(case, task, body["to"])
    tasks = inserted(case, task, [body["to"]], "delegate")
    case.must("tasks", case.matter.count + len(tasks))
    carry(case, inserted=tasks, held=[task.id])


def _colleagues(case: Case, task: Task, people: list[str]) -> None:
    case.must_be(bool(people) and len(set(people)) == len(people), "nobody", "没有写明人员。", "Nobody is named.")
    for who in people:
        fit(case, task, who)
        case.must_be(
            who not in (case.event.who, case.event.behalf) and (task.is_main or who != task.asked_by),
            "oneself", "不能选择自己或提出的人。", "Nobody asks himself, or who asked.",
        )  # fmt: skip


def answered(case: Case) -> None:
    """`signer.answered`: an inserted task is done; the last of them lets the main task go on."""
    task, body = task_named(case), case.body
    case.must_be(
        task.role in ("before", "after", "delegate"), "not_inserted", "这不是加签、委派的任务。", "Not inserted."
    )
    named_rightly(case, task)
    entitled = in_hand(case, task)
    signed(case, entitled)
    main = _main_of(case, task)
    result = body["result"]
    case.must_be(result in (AGREED, DISAGREED), "result_wrong", "答复应为同意或不同意。", "Agree or disagree.")
    if task.role == "delegate":
        case.must("result", AGREED)
    case.must_be(bool(body["opinion"]), "opinion_wrong", "加签、委派的答复须写意见。", "An opinion is required.")
    case.must("role", task.role)
    case.must("main", main.id)
    ended = [{"id": task.id, "how": "completed", "answers": {"result": result}}]
    line = line_of(case, task, "" if task.role == "delegate" else result, "inserted", entitled.post, entitled.signature)
    others = [one for one in case.matter.children({main.id}) if one.id != task.id and one.role == task.role]
    if task.role == "after" and result == DISAGREED:
        ended += [{"id": one.id, "how": "cancelled"} for one in others]
        carry(case, ended=ended, reopened=[reopened(main)], line=line)
    elif not others and task.role == "after":
        _release(case, main, ended, line=line)
    elif not others:
        carry(case, ended=ended, reopened=[reopened(main)], line=line)
    else:
        carry(case, ended=ended, line=line)


def _main_of(case: Case, task: Task) -> Task:
    main = case.matter.tasks.get(task.parent or 0)
    if main is None or main.state not in ("open", "held"):
        raise Illegal("no_main", "所附的主任务已不在办。", "The task it hangs on is not open.")
    return main


def _release(case: Case, main: Task, ended: list[dict[str, object]], **effects: object) -> None:
    """The kept answer goes on as it was given."""
    variables = case.matter.kept.get(main.id, {})
    case.must("key", main.key)
    case.must("completes", True)
    case.must("variables", variables, "流转变量")
    behalf = main.for_whom
    ended = [*ended, {
        "id": main.id, "how": "completed", "by": main.closed_by, "for": behalf, "answers": main.answers,
    }]  # fmt: skip
    doers = {one for one in (main.closed_by, behalf) if one}
    move(case, lambda: complete(case.machine, main.key, variables), doers=doers)
    carry(case, ended=ended, **effects)


def removed(case: Case) -> None:
    """`signer.removed`: whoever was asked is asked no longer."""
    task, body, who = task_named(case), case.body, person(case)
    running(case)
    plain_signature(case)
    mine = case.matter.added_rounds.get(task.id) == who if task.is_main else task.asked_by == who
    case.must_be(
        mine or answers_for(case.people, case.procedure, who, case.on), "not_entitled",
        f"{case.people.name(who)} 既未提出这一加签,也不是流程负责人。", f"{who} neither asked nor answers for it.",
    )  # fmt: skip
    case.findings.entitlements += 1
    case.must_be(task.state == "open", "task_not_open", f"“{task.name}”当时不在办。", f"The task was {task.state}.")
    if task.is_main:
        named_rightly(case, task)
        move(case, lambda: remove_round(case.machine, task.key))
        carry(case)
        return
    named_rightly(case, task)
    main = _main_of(case, task)
    case.must("main", main.id)
    others = [one for one in case.matter.children({main.id}) if one.id != task.id and one.role == task.role]
    ended = [{"id": task.id, "how": "cancelled"}]
    if task.role == "request":
        carry(case, ended=ended, ruled=[[task.id, "void"]])
    elif not others and task.role == "after":
        _release(case, main, ended)
    elif not others:
        carry(case, ended=ended, reopened=[reopened(main)])
    else:
        carry(case, ended=ended)
    case.must_be(
        "moved" in body or not body.get("completes"), "completes_wrong", "记录不一致。", "It completes nothing."
    )
