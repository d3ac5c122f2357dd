"""The start: by whom, for which unit, with which values; or by another matter's message."""

from __future__ import annotations

from typing import Any

from ..calendar import ZONE
from .case import SYSTEM, Case
from .dues import due as due_of
from .expressions import ERASED, UNKNOWN, agrees
from .forms import files_rightly, filled_in
from .holding import plain_signature
from .moving import move
from .routing import names_read
from .world import start


def started(case: Case) -> None:
    """`instance.started`: enters the matter in the books."""
    body, event, procedure, people = case.body, case.event, case.procedure, case.people
    origin = body.get("origin")
    who = body["starter"] if origin else event.who
    units = people.units_of(who, case.on)
    if origin:
        case.must_be(event.who == SYSTEM, "not_entitled", "由消息发起的事项不由人员发起。", "A message starts it.")
        case.must("signature", people.name(who), "署名")
        case.must("starter_unit", str(body["variables"].get("unit") or (units[0] if units else "")), "发起单位")
        _message_start(case, origin)
    else:
        starters = procedure.names("starters")
        case.must_be(
            event.who != SYSTEM and not people.roles_of(who, case.on).isdisjoint(starters), "not_entitled",
            f"{people.name(who)} 当日没有发起“{procedure.table.get('name')}”的职务。",
            f"{who} held none of {starters} that day.",
        )  # fmt: skip
        plain_signature(case)
        case.must("starter_unit", next(iter(units), None), "发起单位")
        case.must_be(not body.get("start_event"), "start_wrong", "人员发起不指定开始事件。", "No start event is named.")
    case.findings.entitlements += 1
    case.must("definition", procedure.hash, "流程定义")
    values = body["values"]
    urgency = str(values.get(procedure.table["urgency"]) or "")
    case.must("urgency", urgency, "紧急程度")
    case.must("procedure", procedure.key)
    title = values.get(procedure.table["title"])
    case.must("title", str(title or procedure.table["name"]), "标题")
    year = event.at.astimezone(ZONE).year
    number = body["number"]
    prefix = f"{procedure.table['code']}{year}"
    case.must_be(
        number.startswith(prefix) and number[len(prefix) :].isdigit(),
        "number_wrong",
        "事项编号不对。",
        "A wrong number.",
    )
    if not procedure.table.get("masks") and body["title"] != ERASED:
        case.must("search", f"{number} {body['title']} {body['starter_unit']}", "检索文字")
    term = procedure.whole_term(urgency)
    due = due_of(case.calendar, term, event.at).isoformat() if term else None
    case.must("term", term, "总时限")
    case.must("due_at", due, "到期时间")
    filled_in(case, "start", values, by_a_person=not origin)
    files_rightly(case)
    _variables(case, who, origin)
    move(case, lambda: start(case.machine, body["variables"], body.get("start_event")))


def _message_start(case: Case, origin: dict[str, Any]) -> None:
    """The start event named waits for the message that came."""
    node = case.procedure.nodes.get(case.body.get("start_event", ""))
    triggers = node.triggers if node is not None else ()
    case.must_be(
        any(trigger.kind == "message" and trigger.name == origin["name"] for trigger in triggers), "start_wrong",
        f"没有由消息“{origin['name']}”发起的开始事件。", f"No start event takes {origin['name']!r}.",
    )  # fmt: skip


def _variables(case: Case, who: str, origin: dict[str, Any] | None) -> None:
    """What the matter begins with: the procedure's defaults, what routes of the values, and who and where."""
    body, procedure = case.body, case.procedure
    told = body["variables"]
    fixed: dict[str, Any] = {
        "starter": who, "starter_name": case.people.name(who), "drafter_unit": body["starter_unit"],
        "instance_number": body["number"],
    }  # fmt: skip
    if origin:
        fixed |= {"origin_number": origin["number"], "origin_procedure": origin["procedure"]}
    read = names_read(procedure)
    defaults = procedure.table.get("defaults", {})
    values = {name: value for name, value in body["values"].items() if origin or name in read}
    expected = {**defaults, **values, **fixed}
    for name, value in expected.items():
        case.must_be(
            agrees(value, told.get(name, UNKNOWN if name not in told else None)) and name in told, "variables_wrong",
            f"初始变量“{name}”不对。", f"The variable {name!r} begins as {value!r}.",
        )  # fmt: skip
    extra = [name for name in told if name not in expected and not origin]
    case.must_be(
        not extra, "variables_wrong", f"多出了初始变量“{'、'.join(extra)}”。", f"Variables from nowhere: {extra}."
    )
    if origin and (more := sorted(told.keys() - expected.keys())):
        case.not_verified(
            "message", f"消息带来的内容({'、'.join(more)})出自另一事项,采用当时的记录。",
            "What the message brought comes from another matter; taken as recorded.",
        )  # fmt: skip
