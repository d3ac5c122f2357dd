"""迁移: the matter goes on in another version of its procedure — by whom, with which plan, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .case import Case
from .dues import due
from .dues import extended as later
from .effects import carry, due_change
from .entitlement import answers_for
from .expressions import agrees
from .findings import Illegal, Unjudged
from .holding import person, plain_signature, running
from .matching import difference, partners
from .matter import Task
from .migrating import migrate
from .moving import move
from .procedure import Procedure


def migrated(case: Case) -> None:
    """`instance.migrated`: by who answers for the matter, with a reason, to another version of the same procedure."""
    body, old, who = case.body, case.procedure, person(case)
    running(case)
    plain_signature(case)
    case.findings.entitlements += 1
    case.must_be(
        answers_for(case.people, old, who, case.on), "not_entitled",
        f"{case.people.name(who)} 当日不是该流程的负责人。", f"{who} did not answer for the matter that day.",
    )  # fmt: skip
    case.must_be(bool(body["reason"]), "reason_missing", "迁移须写理由。", "A migration needs a reason.")
    new = case.procedures(body["definition"])
    if new is None:
        case.blind = True
        raise Unjudged("没有附带迁移到的版本,此后不再核验。", "The version it moved to is missing.")
    case.must_be(
        body["from"]["definition"] == old.hash and body["definition"] == new.hash and new.key == old.key
        and new.hash != old.hash, "version_wrong",
        "迁移所载的两个版本不对。", "The two versions of the migration are not those.",
    )  # fmt: skip
    mapping = partners(old.processes, old.process, new.processes, new.process, body["chosen"])
    case.must_be(
        all(mapping.get(source) == target for source, target in body["chosen"].items()), "mapping_wrong",
        "人工指定的对应关系不成立。", "A pair chosen by hand cannot be.",
    )  # fmt: skip
    case.must("mapping", mapping, "环节对应关系")
    case.must("difference", difference(old.processes, new.processes, mapping), "两个版本的差别")
    case.must("why", "procedure")
    dues, terms, whole = _recounted(case, old, new, mapping) if body["recount"] else ([], {}, None)
    case.must("term", whole)
    _go_on(case, old, new, mapping, terms)
    carry(case, dues=dues)


def _go_on(case: Case, old: Procedure, new: Procedure, mapping: Mapping[str, str], terms: Mapping[int, str]) -> None:
    machine = case.machine
    lanes = {token.key: token.node.lane or "" for token in machine.waits.values() if token.task is not None}
    timers = {token.key: token.listens_for.id for token in machine.waits.values() if token.timer is not None}
    if case.lost is None:
        case.must("before", _standing(case), "迁移前的位置")
    case.procedure = new
    move(case, lambda: migrate(machine, new.processes, new.process, mapping, bool(case.body["recount"])))
    if case.lost is not None:
        return
    case.must("after", _standing(case), "迁移后的位置")
    told = case.body["carried"]
    wanted = {
        "tasks": _tasks(case, mapping, lanes, terms),
        "opinions": [
            [seq, mapping[line.element]] for seq, line in sorted(case.matter.lines.items())
            if mapping.get(line.element, line.element) != line.element
        ],
        "timers": sorted(
            [token.key, token.listens_for.id] for token in machine.waits.values()
            if token.timer is not None and timers.get(token.key, token.listens_for.id) != token.listens_for.id
        ),
    }  # fmt: skip
    if not agrees(wanted, told):
        zh = "迁移后任务、意见或定时的环节与应有的不符。"
        raise Illegal("carried_wrong", zh, f"carried: {told!r}, it comes to {wanted!r}.")


def _standing(case: Case) -> list[list[str]]:
    found = [token for running in case.machine.every() for token in running.tokens if token.role != "waiter"]
    return [[token.key, token.node.id] for token in sorted(found, key=lambda one: one.age)]


def _tasks(
    case: Case, mapping: Mapping[str, str], lanes: Mapping[str, str], terms: Mapping[int, str]
) -> list[list[Any]]:
    """What tasks are called in the other version, open ones with name, lane and term."""
    found: list[list[Any]] = []
    closed = {id for id, _ in case.body["moved"]["closed"]}
    for task in sorted(case.matter.tasks.values(), key=lambda one: one.id):
        changes: dict[str, Any] = {"element": mapping.get(task.element, task.element)}
        token = case.machine.waits.get(task.key)
        if task.is_main and task.state in ("open", "held") and token is not None and task.id not in closed:
            changes |= {"name": token.node.name or token.node.id, "lane": token.node.lane or ""}
            changes["term"] = terms.get(task.id, task.term)
        before = {"element": task.element, "name": task.name, "lane": lanes.get(task.key, ""), "term": task.term}
        changes = {name: value for name, value in changes.items() if value != before[name]}
        if changes:
            found.append([task.id, changes])
    return found


def _recounted(
    case: Case, old: Procedure, new: Procedure, mapping: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[int, str], str | None]:
    """Dues that their declared terms explain, by the terms of the other version."""
    matter = case.matter
    dues: list[dict[str, Any]] = []
    terms: dict[int, str] = {}
    whole, before, after = None, matter.due_at, matter.due_at
    was, now = old.whole_term(matter.urgency), new.whole_term(matter.urgency)
    begun = matter.counted_from
    explained = bool(now and was != now and matter.term == was and begun and matter.due_at)
    if explained and begun and matter.due_at and _counted(case, was, begun, None).isoformat() == matter.due_at:
        moment = _counted(case, now, begun, None)
        whole, after = now, moment.isoformat()
        if after != matter.due_at:
            dues.append(due_change("instance", matter.due_at, moment))
    for task in sorted(matter.tasks.values(), key=lambda one: one.id):
        term = new.term(mapping.get(task.element, ""), matter.urgency)
        open_main = task.is_main and task.state in ("open", "held")
        if not open_main or not task.term or not term or task.due_at is None:
            continue
        if task.term != old.term(task.element, matter.urgency):
            continue
        partner = mapping.get(task.element, "")
        own = old.task(task.element, "own_clock", False), new.task(partner, "own_clock", False)
        if _capped(_counted(case, task.term, task.created_at, task), before, own[0]).isoformat() != task.due_at:
            continue
        if term != task.term:
            terms[task.id] = term
        moment = _capped(_counted(case, term, task.created_at, task), after, own[1])
        if moment.isoformat() != task.due_at:
            dues.append(due_change(str(task.id), task.due_at, moment, task))
    return dues, terms, whole


def _capped(own: datetime, whole: str | None, own_clock: bool) -> datetime:
    return own if own_clock or whole is None else min(own, datetime.fromisoformat(whole))


def _counted(case: Case, term: str, begun: datetime, task: Task | None) -> datetime:
    """By a term from a moment, with the extensions granted since: of a task, or of the matter."""
    moment = due(case.calendar, term, begun)
    for request in case.matter.requests.values():
        content = request["content"]
        if request["kind"] != "extension" or request["state"] != "granted":
            continue
        whole = content.get("moves") == "instance"
        if whole if task is None else not whole and request["about"] == task.id:
            moment = later(case.calendar, moment, int(content["days"]))
    return moment
