"""Acts that move no token: signing for a task, opening it, urging, reading, opinions set right, files, refusals."""

from __future__ import annotations

from .case import Case
from .effects import carry
from .entitlement import does_business, entitle, takes_part
from .expressions import UNKNOWN
from .forms import files_rightly
from .holding import in_hand, named_rightly, person, plain_signature, running, signed, task_named
from .notices import expect, notice

HEADS = ("unit-head", "section-head")


def claimed(case: Case) -> None:
    """`task.claimed`."""
    task = task_named(case)
    named_rightly(case, task)
    signed(case, in_hand(case, task))
    case.must_be(task.assignee is None, "already_claimed", "任务已有人签收。", "It was claimed already.")
    case.must("version", task.version + 1)


def released(case: Case) -> None:
    """`task.released`: only by who claimed it."""
    task, who = task_named(case), person(case)
    named_rightly(case, task)
    running(case)
    entitled = entitle(case.people, case.procedure, task, who, case.on)
    case.must("signature", entitled.signature, "署名")
    case.must_be(task.state == "open" and task.assignee == who, "not_claimed", "他并未签收该任务。", "Not his claim.")
    case.must("version", task.version + 1)
    case.findings.entitlements += 1


def opened(case: Case) -> None:
    """`task.opened`: the first look of a candidate."""
    task = task_named(case)
    named_rightly(case, task)
    entitled = entitle(case.people, case.procedure, task, person(case), case.on)
    signed(case, entitled)
    case.must_be(
        task.state == "open" and task.opened_at is None,
        "not_first",
        "任务不在办,或早已有人打开。",
        "Not the first look.",
    )


def urged(case: Case) -> None:
    """`task.urged`: by the starter, who answers for it, who asked, or who did an earlier step."""
    task, who, people, on, matter = task_named(case), person(case), case.people, case.on, case.matter
    named_rightly(case, task)
    running(case)
    plain_signature(case)
    case.must_be(task.state in ("open", "held"), "task_not_open", "任务不在办。", "The task is closed.")
    concerned = (
        who in (matter.starter, task.asked_by)
        or not people.roles_of(who, on).isdisjoint(case.procedure.owners)
        or any(who in done for done in matter.done_by().values())
    )
    case.must_be(
        does_business(people, who, on) and concerned, "not_entitled", f"{people.name(who)} 与此事无关,不能催办。",
        f"{who} is not concerned.",
    )  # fmt: skip
    case.findings.entitlements += 1
    asked = {one for principal in task.principals for one in people.holders(principal, on)}
    asked = {task.assignee} if task.assignee else asked
    times = task.urges + 1
    heads: set[str] = set()
    if times >= 2:
        units = {unit for one in asked for unit in people.units_of(one, on)}
        heads = {head for unit in units for role in HEADS for head in people.holders(f"{role}@{unit}", on)}
    case.must_be(asked != {who}, "own_task", "不能催办自己的任务。", "Nobody urges himself.")
    case.must("times", times, "催办次数")
    case.must("people", sorted(asked), "被催办人")
    case.must("heads", sorted(heads - asked), "负责人")
    expect(case, *(notice("urge", one, task.id) for one in sorted(asked | heads)))
    carry(case)


def circulated(case: Case) -> None:
    """`instance.circulated`: to persons and groups, turned into the people of that day."""
    who, people, on, body = person(case), case.people, case.on, case.body
    plain_signature(case)
    concerned = takes_part(people, case.matter, who, on)
    case.must_be(
        concerned and does_business(people, who, on), "not_entitled", f"{people.name(who)} 未参与此事,不能传阅。",
        f"{who} takes no part.",
    )  # fmt: skip
    case.findings.entitlements += 1
    found = {one for group in body["to"] for one in people.holders(group, on) if does_business(people, one, on)} - {who}
    case.must_be(bool(found), "nobody", "没有收阅人。", "Nobody to read it.")
    said = body["words"]
    expect(case, *(notice("reading", one, None) for one in people.in_rank(found)))
    carry(case, readings=[{"person": one, "kind": body["kind"], "words": said} for one in people.in_rank(found)])


def reading_changed(case: Case) -> None:
    """`reading.changed`: opened, read, or reminded of; each reader his own, each sender what he sent."""
    who, matter = person(case), case.matter
    plain_signature(case)
    for n, values in case.body["read"]:
        reading = matter.readings.get(n)
        case.must_be(reading is not None, "no_reading", "没有这份传阅。", f"No reading {n}.")
        assert reading is not None
        ((name, value),) = values.items()
        if name == "urges":
            right = reading["sent_by"] == who and reading["read_at"] is None and value == reading["urges"] + 1
        else:
            right = reading["person"] == who and reading[name] is None and value == case.event.at.isoformat()
            right = right and (name == "opened_at" or reading["opened_at"] is not None)
        case.must_be(right, "reading_wrong", "传阅的记录不对:不是本人的,或次序不对。", f"Reading {n}: {name} is wrong.")
    reminded = {matter.readings[n]["person"] for n, values in case.body["read"] if "urges" in values}
    expect(case, *(notice("reading", one, None) for one in sorted(reminded)))
    line = None
    if case.body.get("words"):
        first = min(n for n, _ in case.body["read"])
        line = {
            "task": 0, "element": "", "step": matter.readings[first]["kind"],
            "signature": case.people.name(who), "post": "", "result": "已阅",
            "text": case.body["words"], "kind": "read",
        }  # fmt: skip
    carry(case, read=case.body["read"], line=line)


def confirmed(case: Case) -> None:
    """`opinion.confirmed`: by the leader for whom it was written down, once."""
    line = case.matter.lines.get(case.body["line_seq"])
    plain_signature(case)
    case.must_be(
        line is not None and line.kind == "dictated" and line.person == person(case) and not line.confirmed,
        "not_entitled", "只有被代录的领导本人可以确认,且只确认一次。", "Only the leader confirms it, once.",
    )  # fmt: skip
    assert line is not None
    case.must("step", line.step)
    case.must("element", line.element)
    case.findings.entitlements += 1
    carry(case)


def corrected(case: Case) -> None:
    """`opinion.corrected`: a new line by the author of the old one."""
    told, who = case.body["line"], person(case)
    line = case.matter.lines.get(told["corrects"])
    plain_signature(case)
    case.must_be(
        line is not None and line.person == who and line.kind not in ("correction", "withdrawn"), "not_entitled",
        "只有本人可以更正自己的意见。", "Only its author corrects an opinion.",
    )  # fmt: skip
    assert line is not None
    case.findings.entitlements += 1
    signature = case.people.name(who)
    carry(case, line={
        "task": line.task, "element": line.element, "step": line.step, "signature": signature, "post": UNKNOWN,
        "result": "更正", "text": told["text"], "kind": "correction", "corrects": told["corrects"],
    })  # fmt: skip


def attached(case: Case) -> None:
    """`attachment.added`: while it runs and is not suspended."""
    person(case)
    running(case, held_too=True)
    files_rightly(case)
    case.must_be(case.matter.hold != "suspended", "on_hold", "事项当时挂起。", "It was suspended.")
    plain_signature(case)
    case.not_verified(
        "reader", "添加附件的人当时能否查阅事项,未作核验。", "Whether he could read the matter is not judged."
    )


def refused(case: Case) -> None:
    """`action.refused`, `incident.raised`: a trace that changes nothing."""
    case.must_be(
        set(case.body) - {"in_force"} == {"refusal"}, "trace_wrong", "被拒绝的操作不应有其他内容。",
        "A refusal has no effects.",
    )


def erasing(case: Case) -> None:
    """`erasure.asked`, `erasure.refused`, `data.erased`: moves nothing; decided by another than who asked."""
    case.must_be("moved" not in case.body, "trace_wrong", "删除个人信息不应改变走向。", "An erasure moves no token.")
    case.must_be(
        case.event.kind == "erasure.asked" or case.body.get("asked_by") not in (None, case.event.who), "four_eyes",
        "删除申请由申请人自己决定,或没有写明申请人。", "Who asked for the erasure decided on it himself.",
    )
    case.not_verified(
        "erasure", "依法删除个人信息的登记:经办人当时是否负责该流程,未作核验。",
        "An erasure by law is entered; whether its people answered for the procedure is not judged.",
    )
