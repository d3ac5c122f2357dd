"""One matter's history from its first event to its last: the first that is not legal, and where it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from . import books, notices
from .case import SYSTEM, Case, Event, References
from .effects import carry
from .expressions import obscure
from .findings import Fault, Findings, Illegal, Unjudged, Unverified
from .kinds import JUDGES, TELLING
from .procedure import DefinitionUnreadable, Procedure, read_procedure

MALFORMED = (
    KeyError, TypeError, ValueError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError,
)  # fmt: skip
OVERTAKEN = timedelta(minutes=10)  # whoever came first may have waited so long for the one who was quicker


def reexecute(
    events: Iterable[Mapping[str, Any]],
    definition: Mapping[str, bytes],
    organizations: Mapping[str, Any],
    calendars: Mapping[str, Any],
    *,
    references: References | None = None,
    procedure: Procedure | None = None,
    procedures: Callable[[str], Procedure | None] = lambda _: None,
) -> Findings:
    """Judge one instance's events (`meta` and opened `body` as dicts, in order) by the files of its definition: that
    of its start; `procedures` finds those it moved to by their hashes.

    `organizations` and `calendars` are their fingerprinted JSON, by fingerprint. `references` and `procedure` may be
    kept and handed in again, so that many instances do not read them anew.
    """
    findings = Findings()
    told = [_event(one) for one in events]
    if not told:
        findings.fault = Fault(0, "", "empty", "没有任何历史。", "There is no history.")
        return findings
    references = references or References(organizations, calendars)
    try:
        procedure = procedure or read_procedure(definition)
    except (DefinitionUnreadable, KeyError, ValueError) as error:
        zh = f"流程定义无法读取,未重新执行:{error}"
        findings.unverified.append(Unverified(1, "definition", zh, f"Unreadable definition: {error}"))
        return findings
    case = Case(procedure, references, findings, told[0].matter, procedures)
    for place, event in enumerate(told):
        findings.events += 1
        try:
            _judge(case, event, told, place)
        except Illegal as illegal:
            findings.fault = Fault(event.seq, event.kind, illegal.code, illegal.zh, illegal.en)
        except MALFORMED as error:
            zh = f"记录的内容不完整或不合规格({type(error).__name__})。"
            findings.fault = Fault(event.seq, event.kind, "malformed", zh, f"Malformed: {error!r}")
        if findings.fault is not None:
            break
    _final(case)
    return findings


def _event(one: Mapping[str, Any]) -> Event:
    meta = one["meta"]
    return Event(
        meta["seq"], meta["kind"], datetime.fromisoformat(meta["at"]), meta["who"], meta.get("for"), one["body"],
        meta.get("instance", 0), one.get("in_force"),
    )  # fmt: skip


def _judge(case: Case, event: Event, told: list[Event], place: int) -> None:
    case.event = event
    _in_order(case, told, place)
    judge = JUDGES.get(event.kind)
    if judge is None:
        case.must_be(
            "moved" not in event.body, "kind_unknown", f"不认识的事件“{event.kind}”。", f"Unknown: {event.kind}."
        )
        case.not_verified("kind", f"不认识的事件“{event.kind}”,未作核验。", f"Unknown kind {event.kind!r}, not judged.")
        return
    if case.blind or not event.body:
        case.blind = True
        case.not_verified(
            "event", "该条或之前某条的内容已整条删除,未作核验。", "Its body, or one before it, is erased."
        )
        return
    if place == 0:
        case.matter = books.begin(case)
    if case.lost is not None and "moved" in event.body:
        case.not_verified("tokens", f"走向未核验:{case.lost.zh}", f"The path is not followed: {case.lost.en}")
    for name, value in (("procedure", case.procedure.key), ("urgency", case.matter.urgency)):
        if name in event.body:
            case.must(name, value)
    try:
        case.carried = False
        _in_force(case, event, told, place, judge)
        if not case.carried:
            carry(case)
        if event.kind not in TELLING:
            notices.expect(case)
    except Unjudged as lost:
        case.not_verified("event", lost.zh, lost.en)
        if "moved" in event.body:
            case.lost = case.lost or lost
    books.enter(case)


def _in_order(case: Case, told: list[Event], place: int) -> None:
    """Every event after the one before it, a start first and only there; the clock stands in for nobody."""
    event = case.event
    case.must_be(
        event.seq == place + 1, "order", f"第{place + 1}条历史缺失或次序不对。", f"Event {place + 1} is missing."
    )
    case.must_be(
        (place == 0) == (event.kind == "instance.started"), "headless", "历史应以发起开始,且只发起一次。",
        "History begins with a start, once.",
    )  # fmt: skip
    case.must_be(
        event.who != SYSTEM or event.behalf is None, "behalf_wrong", "系统不代任何人。", "The clock acts for nobody."
    )
    if place and event.at < told[place - 1].at:
        back = told[place - 1].at - event.at
        case.must_be(
            back <= OVERTAKEN, "time_backwards", f"时间比前一条早{back}。", f"Earlier than the event before by {back}."
        )
        case.not_verified("time", f"时间早于前一条({back}),可能因等候而交错。", f"Earlier by {back}: overtaken.")


def _in_force(case: Case, event: Event, told: list[Event], place: int, judge: Callable[[Case], None]) -> None:
    """Judge by the organization and calendar the event names, or the journal; else by those of the events around."""
    named = event.body.get("in_force", event.in_force)
    if named is not None:
        _set(case, named["organization"], named["calendar"])
        judge(case)
        return
    before = next((one.body["in_force"] for one in reversed(told[:place]) if one.body.get("in_force")), None)
    if before is None:
        raise Illegal("in_force_missing", "没有记明当时施行的组织数据。", "No organization is named as in force.")
    after = next((one.body["in_force"] for one in told[place:] if one.body.get("in_force")), None)
    _set(case, before["organization"], before["calendar"])
    try:
        judge(case)
        return
    except Illegal as illegal:
        if before == after:
            raise
        first = illegal
    others = [one for one in case.references.organizations if one != before["organization"]]
    if after is not None:
        others.sort(key=lambda one: one != after["organization"])
    for organization in others:
        _set(case, organization, (after or before)["calendar"])
        try:
            judge(case)
        except Illegal:
            continue
        case.not_verified(
            "organization", "该条未记明当时施行的组织数据,按其后施行的组织数据核验通过。",
            "The event does not name the organization in force; it holds by a later one.",
        )  # fmt: skip
        return
    raise first


def _set(case: Case, organization: str, calendar: str) -> None:
    case.people, case.calendar = case.references.people(organization), case.references.calendar(calendar)


def _final(case: Case) -> None:
    findings, matter = case.findings, case.matter
    if matter is None:
        return
    findings.state = case.machine.state
    findings.open_tasks = [task.key for task in matter.tasks.values() if task.state in ("open", "held")]
    if findings.state != "running":
        findings.end_state = case.end_state
    if case.lost is None:
        findings.variables = {
            name: None if obscure(value) else value for name, value in case.machine.root.variables.items()
        }
