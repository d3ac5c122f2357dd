"""A task in somebody's hand: it is open, the matter runs, and he is entitled to it then."""

from __future__ import annotations

from .case import SYSTEM, Case
from .entitlement import Entitled, does_business, entitle, refuse_same_hand
from .findings import Illegal
from .matter import Task


def running(case: Case, *, held_too: bool = False) -> None:
    """The matter has not ended and, unless `held_too`, does not stand still."""
    case.must_be(case.matter.state == "running", "ended", "事项已经结束,之后不能再有此操作。", "The matter had ended.")
    if not held_too:
        case.must_be(not case.matter.hold, "on_hold", "事项当时处于暂停或挂起。", "The matter stood still then.")


def task_named(case: Case, name: str = "task") -> Task:
    task = case.matter.tasks.get(case.body.get(name, 0))
    if task is None:
        raise Illegal("no_task", "记录的任务不存在。", f"There is no task {case.body.get(name)!r}.")
    return task


def person(case: Case) -> str:
    """Who acts; never the clock."""
    case.must_be(case.event.who != SYSTEM, "not_a_person", "此操作只能由人员作出。", "Only a person does this.")
    return case.event.who


def named_rightly(case: Case, task: Task) -> None:
    """Key, element, step and label of the event are those of its task."""
    for name, value in (("key", task.key), ("element", task.element), ("step", task.name), ("label", task.label)):
        released = name == "key" and case.body.get("completes")  # then it is that of the main task, judged there
        if name in case.body and not released:
            case.must(name, value)


def signed(case: Case, entitled: Entitled) -> None:
    """On whose behalf, how it is signed and with which post: as the organization says."""
    case.findings.entitlements += 1
    if case.event.behalf != entitled.behalf:
        raise Illegal(
            "behalf_wrong",
            f"记录的代理关系({case.event.behalf or '本人'})与当日组织数据({entitled.behalf or '本人'})不符。",
            f"Recorded on behalf of {case.event.behalf}, by the organization it is {entitled.behalf}.",
        )  # fmt: skip
    case.must("signature", entitled.signature, "署名")
    if "post" in case.body:
        case.must("post", entitled.post, "岗位")


def in_hand(case: Case, task: Task, *, check_state: bool = True) -> Entitled:
    """Who acts may do this task now. Raises Illegal."""
    who = person(case)
    running(case)
    if check_state:
        case.must_be(
            task.state == "open", "task_not_open", f"“{task.name}”当时不在办(状态:{task.state})。",
            f"The task was {task.state}.",
        )  # fmt: skip
    entitled = entitle(case.people, case.procedure, task, who, case.on)
    case.must_be(
        does_business(case.people, who, case.on), "no_business", f"{who} 没有业务岗位。", f"{who} does no business."
    )
    refuse_own(case, task, entitled)
    return entitled


def refuse_own(case: Case, task: Task, entitled: Entitled) -> None:
    """回避: from the step, and from what one asked oneself."""
    acting = {entitled.person, entitled.behalf} - {None}
    case.must_be(
        task.is_main or task.asked_by not in acting, "separation", "不能办理自己提出的加签、委派或申请。",
        "Nobody answers what he asked himself.",
    )  # fmt: skip
    if task.role != "request":
        refuse_same_hand(case.people, case.procedure, case.matter, task, acting, entitled.person, case.on)


def plain_signature(case: Case) -> None:
    """Signed by who acts, for nobody else."""
    case.must_be(case.event.behalf is None, "behalf_wrong", "此操作不代他人作出。", "This is done for nobody else.")
    case.must("signature", case.people.name(case.event.who), "署名")


def fit(case: Case, task: Task, who: str) -> None:
    """Whom a task may be given to: in office, doing business, not recused."""
    people, on = case.people, case.on
    case.must_be(
        people.in_office(who, on) and does_business(people, who, on), "not_to_be_asked",
        f"{people.name(who)} 当日不能承办。", f"{who} could not be asked that day.",
    )  # fmt: skip
    done = case.matter.done_by(task.key)
    apart = case.procedure.task(task.element, "different_from", ())
    case.must_be(
        not any(who in done.get(step, ()) for step in apart), "separation",
        f"{people.name(who)} 办理过须回避的环节。", f"{who} did a step he is recused by.",
    )  # fmt: skip
