"""Reading what an event waits for or throws."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.bpmn.model import Timer, Trigger
from engine.bpmn.names import BPMN, EVENT_DEFINITIONS, local
from engine.bpmn.reading.conditions import read_condition
from engine.bpmn.reading.definitions import Definitions
from engine.bpmn.reading.report import Report
from engine.bpmn.timers import TimerTextWrong, check_literal

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_TIMER_TEXTS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def read_trigger(element: etree._Element, definitions: Definitions, report: Report) -> Trigger | None:
    """The trigger of an event; kind "none" without a definition, "multiple" with several, None when it was refused."""
    id = element.get("id", "")
    found = event_definitions(element, definitions.events)
    if None in found:
        report.error(
            "event_definition_unknown",
            id,
            "引用的事件定义(eventDefinitionRef)在文件中不存在。",
            "The event definition referred to (eventDefinitionRef) is not declared in the file.",
        )
        return None
    parts = [_read_one(definition, element, definitions, report) for definition in found if definition is not None]
    if not found:
        return Trigger("none")
    if len(found) == 1:
        return parts[0]
    whole = tuple(part for part in parts if part is not None)
    return Trigger("multiple", parts=whole, together=is_together(element)) if len(whole) == len(found) else None


def event_definitions(
    element: etree._Element, declared: Mapping[str, etree._Element]
) -> list[etree._Element | None]:
    """The definitions of an event, its own and those it refers to; None for one that is not declared."""
    found: list[etree._Element | None] = []
    for child in element:
        if child.tag == f"{BPMN}eventDefinitionRef":
            found.append(declared.get((child.text or "").strip().rpartition(":")[2]))
        elif local(child.tag).endswith("EventDefinition"):
            found.append(child)
    return found


def is_together(element: etree._Element) -> bool:
    """Whether a multiple event needs all of its triggers."""
    return element.get("parallelMultiple") == "true"


def _read_one(
    definition: etree._Element, element: etree._Element, definitions: Definitions, report: Report
) -> Trigger | None:
    id = element.get("id", "")
    name = local(definition.tag)
    kind = EVENT_DEFINITIONS.get(name)
    if kind is None:
        report.error("event_unknown", id, f"不认识的事件定义 {name}。", f"Unknown event definition {name}.")
        return None
    return _read_definition(kind, definition, element, definitions, report)


def _read_definition(
    kind: str, definition: etree._Element, element: etree._Element, definitions: Definitions, report: Report
) -> Trigger | None:
    id = element.get("id", "")
    if kind == "timer":
        timer = read_timer(definition, id, report)
        return Trigger("timer", timer=timer) if timer else None
    if kind == "conditional":
        condition = read_condition(definition, id, report)
        return Trigger("conditional", condition=condition) if condition else None
    if kind == "message":
        return read_message(definition.get("messageRef"), id, definitions, report, local(element.tag) in _CATCHING)
    if kind == "signal":
        reference = definition.get("signalRef", "")
        name = definitions.signals.get(reference)
        if name is None:
            _unknown(report, id, "信号", "signal", reference)
            return None
        return Trigger("signal", name=name)
    if kind in ("error", "escalation"):
        return _read_coded(kind, definition, element, definitions, report)
    if kind == "link":
        link = (definition.get("name") or element.get("name") or "").strip()
        if not link:
            report.warning("link_unnamed", id, "链接事件没有名称。", "The link event has no name.")
        return Trigger("link", code=link)
    if kind == "compensate":
        waits = definition.get("waitForCompletion", "true") != "false"
        return Trigger("compensate", code=definition.get("activityRef") or None, waiting=waits)
    return Trigger("terminate" if kind == "terminate" else "cancel")


def _read_coded(
    kind: str, definition: etree._Element, element: etree._Element, definitions: Definitions, report: Report
) -> Trigger | None:
    id = element.get("id", "")
    reference = definition.get(f"{kind}Ref")
    catching = local(element.tag) in _CATCHING
    zh, en = ("错误", "error") if kind == "error" else ("升级", "escalation")
    table = definitions.errors if kind == "error" else definitions.escalations
    code: str | None = None
    if reference:
        if reference not in table:
            _unknown(report, id, zh, en, reference)
            return None
        code = table[reference] or None
    if code is not None and code.startswith("="):
        report.error("code_expression", id, f"{zh}代码必须是固定文字。", f"The {en} code must be fixed text.")
        return None
    if code is None and not catching:
        report.warning(
            "code_missing",
            id,
            f"抛出的{zh}没有代码,只有不写代码的捕获事件能接住。",
            f"The {en} thrown has no code; only a catch event without a code takes it.",
        )
    return Trigger("error" if kind == "error" else "escalation", code=code)


def read_message(
    reference: str | None, id: str, definitions: Definitions, report: Report, catching: bool
) -> Trigger | None:
    """The message of an event, send or receive task."""
    if not reference:
        if catching:
            report.error("message_missing", id, "没有指定要等待的消息。", "No message to wait for is given.")
            return None
        return Trigger("message")
    message = definitions.messages.get(reference)
    if message is None or message.name is None:
        _unknown(report, id, "消息", "message", reference)
        return None
    return Trigger("message", name=message.name, correlation=message.correlation, has_message=True)


def read_timer(definition: etree._Element, id: str, report: Report) -> Timer | None:
    """Exactly one of timeDate, timeDuration, timeCycle; a literal must be ISO 8601."""
    texts = [child for child in definition if local(child.tag) in _TIMER_TEXTS]
    if len(texts) != 1 or not (texts[0].text or "").strip():
        report.error(
            "timer_missing",
            id,
            "定时事件必须有且只有一个时间(timeDate、timeDuration 或 timeCycle)。",
            "A timer event needs exactly one of timeDate, timeDuration or timeCycle.",
        )
        return None
    kind = _TIMER_TEXTS[local(texts[0].tag)]
    formula = report.formula(texts[0].text, id, "定时时间", "The timer")
    if formula is None:
        return None
    if formula.is_literal:
        try:
            check_literal(kind, formula.text)
        except TimerTextWrong as wrong:
            report.error("timer_wrong", id, wrong.zh, wrong.en)
            return None
    return Timer(kind, formula)  # type: ignore[arg-type]


def _unknown(report: Report, id: str, zh: str, en: str, reference: str) -> None:
    report.error(
        f"{en}_unknown",
        id,
        f"引用的{zh}“{reference}”在文件中不存在或没有名称。",
        f"The {en} “{reference}” is not declared in the file or has no name.",
    )
