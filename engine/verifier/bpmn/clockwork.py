"""What no person does: timers, messages between matters, and dues counted again by a new calendar."""

from __future__ import annotations

from datetime import datetime

from ..calendar import Calendar
from .case import SYSTEM, Case
from .dues import due, extended
from .effects import carry, due_change
from .holding import running
from .moving import move
from .world import amend, deliver, fire


def fired(case: Case) -> None:
    """`timer.fired`: by the clock, not before its time, while the matter goes on."""
    body, machine = case.body, case.machine
    case.must_be(case.event.who == SYSTEM, "not_the_clock", "定时只能由系统触发。", "Only the clock fires a timer.")
    running(case)
    token = machine.waits.get(body["key"])
    if case.lost is None:
        case.must_be(
            token is not None and token.timer is not None, "no_timer", f"定时 {body['key']} 此时并未等待。",
            f"The timer {body['key']} does not wait then.",
        )  # fmt: skip
        assert token is not None and token.timer is not None
        case.must("element", token.listens_for.id)
        case.must("planned", token.timer["due"], "计划时间")
        case.must_be(
            datetime.fromisoformat(token.timer["due"]) <= case.event.at,
            "too_early",
            "定时尚未到期。",
            "It was not due.",
        )
    move(case, lambda: fire(machine, body["key"]))


def caught(case: Case) -> None:
    """`message.caught`: somebody in the diagram waited for it."""
    body = case.body
    running(case)
    case.must_be(
        case.event.who == SYSTEM or not body.get("origin"), "not_the_clock", "其他事项的消息只由系统转送。",
        "What another matter sends is carried by the system alone.",
    )  # fmt: skip
    if case.event.who != SYSTEM:
        case.not_verified(
            "sender", f"由{case.event.who}送入的消息,其来源在本系统之外。", "A message brought in from outside."
        )
    elif body.get("origin"):
        case.not_verified(
            "message", f"消息“{body['name']}”的内容出自事项 {body['origin']['number']},采用当时的记录。",
            f"What {body['name']!r} says comes from matter {body['origin']['number']}; taken as recorded.",
        )  # fmt: skip
    move(
        case,
        lambda: deliver(case.machine, body["message_kind"], body["name"], body["correlation"], dict(body["data"])),
    )


def delivered(case: Case) -> None:
    """`message.delivered`, `message.undelivered`: about a message this matter sent, once."""
    case.must_be(case.event.who == SYSTEM, "not_the_clock", "只能由系统记录。", "Only the system tells of this.")
    sent = case.matter.messages.get(case.body["message"])
    case.must_be(
        sent is not None, "no_message", f"没有发出过消息 {case.body['message']},或已有结果。",
        f"No message {case.body['message']} waits for its receiver.",
    )  # fmt: skip
    assert sent is not None
    if case.event.kind == "message.delivered":
        case.must_be(
            case.body["receiver"]["name"] == sent["name"], "message_wrong", "收到的不是这条消息。", "Another message."
        )
        case.not_verified(
            "receiver", f"是否为事项 {case.body['receiver']['number']} 所收,须看该事项的历史。",
            f"That matter {case.body['receiver']['number']} took it stands in its own history.",
        )  # fmt: skip
    else:
        case.must("name", sent["name"])
        case.must("correlation", sent["correlation"])


def calendar_changed(case: Case) -> None:
    """`calendar.changed`: dues that were counted by a term are counted again; what was set by hand stays."""
    body, matter = case.body, case.matter
    running(case)
    case.must("why", "calendar")
    case.must("amended", {"key": None, "values": {}, "timers": {}, "recount": True}, "定时的变动")
    case.must_be(
        body["calendar"]["new"] == body["in_force"]["calendar"], "calendar_wrong", "新日历不是当时施行的日历。",
        "The new calendar is not the one in force.",
    )  # fmt: skip
    if case.event.who != SYSTEM:
        roles = case.people.roles_of(case.event.who, case.on)
        case.must_be("system-admin" in roles, "not_entitled", f"{case.event.who} 无权调整日历。", "May not do so.")
    old = case.references.calendar(body["calendar"]["old"])
    dues = []
    whole = _counted_whole(case, old), _counted_whole(case, case.calendar)
    case_due = matter.due_at is not None and matter.term and matter.counted_from is not None
    if case_due and whole[0] == matter.due_at and whole[1] != matter.due_at:
        dues.append(due_change("instance", matter.due_at, datetime.fromisoformat(whole[1] or "")))
    for task in matter.tasks.values():
        if task.state in ("open", "held") and task.due_at is not None and task.term:
            before = _counted(case, task.id, task.term, task.created_at, old, whole[0] if case_due else None)
            after = _counted(case, task.id, task.term, task.created_at, case.calendar, whole[1] if case_due else None)
            if before == task.due_at and after != task.due_at:
                dues.append(due_change(str(task.id), task.due_at, datetime.fromisoformat(after), task))
    move(case, lambda: amend(case.machine, None, {}, {}, True))
    body["dues"] = sorted(body["dues"], key=lambda one: one["subject"])
    carry(case, dues=sorted(dues, key=lambda one: one["subject"]))


def _counted_whole(case: Case, calendar: Calendar) -> str | None:
    matter = case.matter
    if not matter.term or matter.counted_from is None:
        return None
    moment = due(calendar, matter.term, matter.counted_from)
    for request in matter.requests.values():
        content = request["content"]
        if request["kind"] == "extension" and request["state"] == "granted" and content["moves"] == "instance":
            moment = extended(calendar, moment, int(content["days"]))
    return moment.isoformat()


def _counted(case: Case, id: int, term: str, begun: datetime, calendar: Calendar, whole: str | None) -> str:
    moment = due(calendar, term, begun)
    for request in case.matter.requests.values():
        content = request["content"]
        mine = request["about"] == id and content.get("moves") != "instance"
        if request["kind"] == "extension" and request["state"] == "granted" and mine:
            moment = extended(calendar, moment, int(content["days"]))
    return min([moment, *([datetime.fromisoformat(whole)] if whole else [])]).isoformat()
