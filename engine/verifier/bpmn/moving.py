"""An event that moved tokens: the path is walked, then everything it is said to have opened and closed is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from .case import Case
from .expressions import Expressions, agrees
from .findings import Illegal, Unjudged
from .journal import Journal
from .opening import opened as opening
from .services import Services

WHAT = {
    "opened": "新开任务", "closed": "结束的任务", "timers": "定时", "timers_closed": "结束的定时",
    "timers_moved": "改期的定时",
    "subscriptions": "等待的消息", "subscriptions_closed": "不再等待的消息", "messages": "发出的消息",
    "numbers": "编号",
    "urged": "催办", "notices": "通知", "facts": "事实", "due": "事项时限", "state": "状态", "end_state": "结果",
    "ends": "结束事件", "version": "版次", "tasks": "任务数", "void": "作废的申请",
}  # fmt: skip


def move(
    case: Case, first: Callable[[], None], *, doers: Collection[str] = (), end_state: str | None = None
) -> Journal | None:
    """Judge the movement of the present event; None when the tokens are lost.

    `doers` did the step that ends here; by default who acts, and for whom.
    """
    moved, findings = case.body["moved"], case.findings
    findings.moved += 1
    if case.lost is not None:
        return None
    matter = case.matter
    case.services = Services(
        matter, case.procedure, case.people, case.calendar, case.event.at, case.body.get("served", [])
    )
    expressions = case.expressions()
    try:
        journal = case.machine.act(moved["path"], expressions, first)
    except Unjudged as lost:
        case.lost = lost
        case.not_verified("tokens", f"{lost.zh}此后的走向不再核验。", f"{lost.en} The path is not followed from here.")
        return None
    finally:
        findings.entries += case.machine.record.at
    for text, why in expressions.unknown:
        zh = "所依据的文字已依法删除" if why == "erased" else f"核验程序不能计算({why})"
        case.not_verified("expression", f"“{text}”:{zh},采用当时的记录。", f"{text!r}: {why}; taken as recorded.")
    for key, zh, en in case.services.unjudged:
        case.not_verified(f"service {key}", zh, en)
    if case.services.left:
        raise Illegal(
            "service_invented", "记录了流程没有调用的服务结果。", "A result of a service that was not called."
        )
    _compare(case, expressions, journal, set(doers) or _actors(case), end_state)
    return journal


def _actors(case: Case) -> set[str]:
    return {case.event.who, case.event.behalf or case.event.who}


def _compare(case: Case, expressions: Expressions, journal: Journal, doers: set[str], end_state: str | None) -> None:
    moved, matter, machine = case.body["moved"], case.matter, case.machine
    services = case.services
    assert services is not None
    effects = services.effects
    opened: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    for token in journal.opened.values():
        if token.task is not None:
            entry, told = opening(case, expressions, token, matter.count + len(opened) + 1, doers)
            opened.append(entry)
            warnings += told
    running = machine.state == "running"
    closed, void = _closed(case, journal)
    expected: dict[str, Any] = {
        "opened": opened,
        "closed": closed,
        "void": void,
        "timers": [[t.key, t.listens_for.id, t.timer["due"]] for t in journal.opened.values() if t.timer is not None],
        "timers_closed": [t.key for t, _ in journal.closed.values() if t.timer is not None],
        "timers_moved": [
            [t.key, t.timer["due"]] for t in journal.moved_timers.values()
            if t.key in machine.waits and t.timer is not None
        ],
        "subscriptions": [
            [t.key, *t.subscription] for t in journal.opened.values() if t.subscription is not None
        ],
        "subscriptions_closed": [t.key for t, _ in journal.closed.values() if t.subscription is not None],
        "messages": journal.messages + effects.messages,
        "numbers": effects.numbers, "urged": effects.urged, "notices": effects.notices,
        "facts": effects.facts + warnings, "due": effects.due,
        "state": machine.state, "ends": machine.ends,
        "end_state": end_state or (None if running else case.procedure.end_state(machine.ends)),
        "version": matter.version + 1, "tasks": matter.count + len(opened),
    }  # fmt: skip
    for name, value in expected.items():
        told = moved.get(name, [] if isinstance(value, list) else None)
        if name in ("closed", "timers_closed", "subscriptions_closed", "void", "timers_moved"):
            value, told = sorted(value, key=str), sorted(told, key=str)
        if not agrees(value, told):
            raise _differs(name, value, told)
    if more := sorted(moved.keys() - expected.keys() - {"path", "snapshot"}):
        raise Illegal("moved_more", f"记录了不应有的内容:{'、'.join(more)}。", f"Recorded beyond a movement: {more}.")
    if running and not machine.waits:
        raise Illegal("stuck", "流程到此停住:没有待办,也没有等待。", "Nothing waits and it has not ended.")


def _differs(name: str, value: Any, told: Any) -> Illegal:
    """Says which part of the movement is not what it comes to, and for a task which of its facts."""
    detail = ""
    if name == "opened" and len(value) == len(told):
        for mine, theirs in zip(value, told, strict=True):
            wrong = [key for key in mine if not agrees(mine[key], theirs.get(key))]
            if wrong:
                detail = f"({theirs.get('key')}: {'、'.join(wrong)})"
                value, told = {key: mine[key] for key in wrong}, {key: theirs.get(key) for key in wrong}
                break
    return Illegal(
        f"{name}_wrong",
        f"记录的{WHAT[name]}{detail}与应有的不符。",
        f"{name}{detail}: recorded {told!r}, it comes to {value!r}.",
    )


def _closed(case: Case, journal: Journal) -> tuple[list[list[Any]], list[int]]:
    """Tasks that closed, with what hung on them; requests among these are void."""
    matter = case.matter
    closed: list[list[Any]] = []
    for token, how in journal.closed.values():
        if token.task is not None:
            task = matter.by_key(token.key)
            if task is None:
                raise Illegal("books", f"任务 {token.key} 不在册。", f"No task {token.key} in the books.")
            closed.append([task.id, "completed" if how == "completed" else "cancelled"])
    children = matter.children({id for id, _ in closed}) if matter.version else []
    closed += [[child.id, "cancelled"] for child in children]
    return closed, [child.id for child in children if child.role == "request"]
