"""An event that moved tokens: the path is walked, then everything it is said to have opened and closed is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from .assigning import give
from .case import Case
from .dues import due
from .entitlement import asked_unit
from .expressions import UNKNOWN, Expressions, agrees, obscure
from .findings import Illegal, Unjudged
from .journal import Journal
from .matter import PER_MATTER, beside
from .services import Services
from .tokens import Token
from .variables import local_names

WHAT = {
    "opened": "新开任务", "closed": "结束的任务", "timers": "定时", "timers_closed": "结束的定时", "timers_moved": "改期的定时",
    "subscriptions": "等待的消息", "subscriptions_closed": "不再等待的消息", "messages": "发出的消息", "numbers": "编号",
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
        raise Illegal("service_invented", "记录了流程没有调用的服务结果。", "A result of a service that was not called.")
    _compare(case, expressions, journal, set(doers) or _actors(case), end_state)
    return journal


def _actors(case: Case) -> set[str]:
    return {case.event.who, case.event.behalf or case.event.who}


def _compare(case: Case, expressions: Expressions, journal: Journal, doers: set[str], end_state: str | None) -> None:
    moved, matter, machine = case.body["moved"], case.matter, case.machine
    services = case.services
    assert services is not None
    effects = services.effects
    opened, warnings = [], []
    for token in journal.opened.values():
        if token.task is not None:
            entry, told = _opened(case, expressions, token, matter.count + len(opened) + 1, doers)
            opened.append(entry)
            warnings += told
    running = machine.state == "running"
    closed, void = _closed(case, journal)
    expected = {
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
        f"{name}_wrong", f"记录的{WHAT[name]}{detail}与应有的不符。", f"{name}{detail}: recorded {told!r}, it comes to {value!r}."
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


def _opened(
    case: Case, expressions: Expressions, token: Token, place: int, doers: set[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the event should say of a task that opened: who gets it, until when."""
    node, asked, procedure, matter = token.node, token.task, case.procedure, case.matter
    assert asked is not None
    if UNKNOWN in (asked["users"], asked["groups"], asked["assignee"]):
        raise Unjudged(f"{token.key} 的办理人无从计算。", f"Who gets {token.key} cannot be known.")
    local = local_names(token)
    groups = list(asked["groups"])
    if not (groups or asked["users"] or asked["assignee"]):
        groups = procedure.roles(node.lane or "")
    deputy = procedure.task(node.id, "deputy", "ab")
    when = procedure.task(node.id, "deputy_when", "")
    if when and expressions.value(f"={when}", [local, case.machine.root.variables]) is True:
        deputy = "order"
    barred = _barred(case, token, groups, doers)
    given = give(
        case.people, groups, list(asked["users"]), asked["assignee"], case.on, deputy, procedure.key, node.id, barred
    )
    candidates = [*groups, *asked["users"], *([asked["assignee"]] if asked["assignee"] else [])]
    decided = local.get(node.properties.get("term", ""))
    term = decided if isinstance(decided, str) and decided else procedure.term(node.id, matter.urgency)
    entry = {
        "id": matter.id * PER_MATTER + place, "key": token.key, "element": node.id, "name": node.name or node.id,
        "lane": node.lane or "", "label": _label(token, local), "candidates": candidates,
        "principals": given.principals, "people": given.people, "due_at": _due(case, token, term), "term": term,
        "follow_up_at": asked["follow_up"], "priority": 50 if asked["priority"] is None else asked["priority"],
        "deputy": deputy, "box": "sign" if procedure.task(node.id, "kind") == "acknowledge" else "todo",
        "variables": local, "back": token.back,
    }  # fmt: skip
    return entry, [{**one, "key": token.key} for one in given.warnings]


def _barred(case: Case, token: Token, groups: list[str], doers: set[str]) -> set[str]:
    """Whom 回避 keeps from the task: who did one of the steps, earlier or just now."""
    procedure, matter = case.procedure, case.matter
    apart = procedure.task(token.node.id, "different_from", ())
    done = matter.done_by(token.key) if matter.version else {"start": {case.event.who}}
    barred = {person for step in apart for person in done.get(step, ())}
    left = [one for one in case.body["moved"]["path"] if one["kind"] == "exit"]
    if any(one["element"] in apart and not beside(one["key"], token.key) for one in left):
        barred |= doers
    if procedure.task(token.node.id, "same_person_unit", False):
        unit = asked_unit(groups, matter.unit)
        barred = {person for person in barred if not case.people.alone_in(unit, person, case.on)}
    return barred


def _due(case: Case, token: Token, term: str) -> Any:
    """The earlier of the step's own due and the matter's, unless the step has a clock of its own."""
    asked, effects = token.task, case.services.effects if case.services else None
    assert asked is not None and effects is not None
    own = asked["due"]
    if own is UNKNOWN:
        return UNKNOWN
    if own is None and term:
        try:
            own = due(case.calendar, term, case.event.at).isoformat()
        except ValueError as error:
            raise Illegal("term_wrong", f"时限“{term}”不成立。", f"No term: {term!r}.") from error
    whole = effects.due["due_at"] if effects.due is not None else case.matter.due_at
    if case.procedure.task(token.node.id, "own_clock", False) or own is None or whole is None:
        return own if own or case.procedure.task(token.node.id, "own_clock", False) else whole
    return min(own, whole, key=datetime.fromisoformat)


def _label(token: Token, local: dict[str, Any]) -> Any:
    named = token.node.properties.get("label")
    if named:
        found = local.get(named, named)
        return UNKNOWN if obscure(found) else str(found)
    units = {one.split("@", 1)[1] for one in (token.task or {}).get("groups", ()) if "@" in one}
    counter = local.get("loopCounter")
    return units.pop() if isinstance(counter, int) and len(units) == 1 else ""
