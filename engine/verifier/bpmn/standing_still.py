"""暂停, 挂起 and 恢复: a matter stands still, with its clocks or without, and goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .case import Case
from .dues import resumed as resumed_due
from .effects import carry, due_change
from .entitlement import answers_for, does_business, takes_part
from .holding import person, plain_signature, running
from .moments import NoMoment, moment_of
from .moving import move
from .world import amend


def held(case: Case) -> None:
    """`instance.paused`: by who holds an open task of it or answers for it; `instance.suspended`: by the latter."""
    who, people, on, matter = person(case), case.people, case.on, case.matter
    running(case)
    plain_signature(case)
    answers = answers_for(people, case.procedure, who, on)
    groups = people.groups_of(who, on)
    holds = does_business(people, who, on) and any(
        task.state == "open" and not groups.isdisjoint(task.principals) for task in matter.tasks.values()
    )
    paused = case.event.kind == "instance.paused"
    case.must_be(
        answers or (paused and holds and takes_part(people, matter, who, on)), "not_entitled",
        f"{people.name(who)} 当时无权使事项停下。", f"{who} could not hold the matter then.",
    )  # fmt: skip
    case.findings.entitlements += 1
    case.must("hold", "paused" if paused else "suspended")
    case.must_be(bool(case.body["reason"]), "reason_missing", "须写理由。", "A reason is needed.")
    carry(case)


def resumed(case: Case) -> None:
    """`instance.resumed`: by who held it or answers for it; after a pause every due goes on."""
    who, matter = person(case), case.matter
    running(case, held_too=True)
    plain_signature(case)
    case.must_be(bool(matter.hold), "not_held", "事项当时并未停下。", "The matter did not stand still.")
    answers = answers_for(case.people, case.procedure, who, case.on)
    mine = matter.held_by == who and does_business(case.people, who, case.on)
    case.must_be(
        answers or (mine and takes_part(case.people, matter, who, case.on)), "not_entitled",
        f"{case.people.name(who)} 当时无权恢复事项。", f"{who} could not resume the matter.",
    )  # fmt: skip
    case.findings.entitlements += 1
    case.must("hold", matter.hold)
    if matter.hold == "suspended":
        carry(case)
    else:
        _go_on(case)


def _go_on(case: Case) -> None:
    matter, machine, now = case.matter, case.machine, case.event.at
    since = matter.held_at
    assert since is not None
    dues: list[dict[str, Any]] = []
    if matter.due_at is not None:
        old = datetime.fromisoformat(matter.due_at)
        if (new := resumed_due(case.calendar, old, since, now)) != old:
            dues.append(due_change("instance", matter.due_at, new))
    for task in sorted(matter.tasks.values(), key=lambda one: one.id):
        if task.state in ("open", "held") and task.due_at is not None:
            old = datetime.fromisoformat(task.due_at)
            if (new := resumed_due(case.calendar, old, since, now)) != old:
                dues.append(due_change(str(task.id), task.due_at, new, task))
    timers = {}
    for token in machine.waits.values():
        if token.timer is not None and datetime.fromisoformat(token.timer["due"]) > since:
            due = resumed_due(case.calendar, datetime.fromisoformat(token.timer["due"]), since, now)
            timers[token.key] = due.isoformat()
    values = _due_variables(case, dues)
    if case.lost is None:
        case.must("amended", {"key": None, "values": values, "timers": timers, "recount": False}, "变量和定时的变动")
    case.must("why", "resumption")
    amended = case.body["amended"]
    move(case, lambda: amend(machine, None, amended["values"], amended["timers"], False))
    carry(case, dues=dues)


def _due_variables(case: Case, dues: list[dict[str, Any]]) -> dict[str, str]:
    """The procedure's variables that hold the matter's due."""
    moved = next((due for due in dues if due["subject"] == "instance"), None)
    found = {}
    for rules in case.procedure.table.get("extensions", {}).values():
        name = rules.get("variable", "")
        value = case.machine.root.variables.get(name)
        if moved is None or rules.get("moves", "task") != "instance" or not value:
            continue
        try:
            if moment_of(value) == datetime.fromisoformat(moved["old"]):
                found[name] = moved["new"]
        except NoMoment:
            continue
    return found
