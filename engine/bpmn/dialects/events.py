"""Start events, timers and listeners of a foreign file."""

from __future__ import annotations

import re

from lxml import etree

from engine.bpmn.dialects.fields import declared_fields
from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, is_expression
from engine.bpmn.dialects.translation import STARTER, feel
from engine.bpmn.names import BPMN, local

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
_DAILY = re.compile(r"^\S+\s+\S+\s+\S+\s+(\*|\?|\*/1|1/1)\s+(\*)\s+(\*|\?|MON-FRI|1-5)(\s+\*)?$", re.IGNORECASE)
_LASTS = re.compile(r"^P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?$")


def convert_start(file: ForeignFile, event: etree._Element) -> None:
    """Who started it goes by one name here; the form of the start event is the start form."""
    if name := file.attribute(event, "initiator"):
        file.names.aliases[name] = STARTER
        zh = f"发起人变量“{name}”改为 starter。"
        file.converted(event, name, zh, f"{name!r}, who started it, is `starter` here.")
    fields, strange = declared_fields(event)
    file.forms.setdefault("start", []).extend(fields)
    file.written |= {field.key for field in fields}
    for kind in strange:
        file.decide(event, kind, f"表单类型“{kind}”按文字处理。", f"The form type {kind!r} is taken as text.")
    external_form(file, event)


def external_form(file: ForeignFile, element: etree._Element) -> None:
    if key := file.attribute(element, "formKey", "formRef", "formHandlerClass"):
        file.decide(
            element, key, f"“{name_of(element)}”的外部表单“{key}”不在文件中,请补充字段。",
            f"The form {key!r} of {name_of(element)!r} is not in the file: add its fields.",
        )  # fmt: skip


def convert_timer(file: ForeignFile, definition: etree._Element) -> None:
    for name in _TIMES:
        at = definition.find(f"{BPMN}{name}")
        if at is None or not (text := (at.text or "").strip()):
            continue
        if is_expression(text):
            at.text = f"={_timer(file, definition, text)}"
            _default_duration(file, definition, at.text[1:], name)
            at.set(_XSI, f"{at.prefix + ':' if at.prefix else ''}tFormalExpression")
        elif name == "timeCycle" and not text.startswith("R"):
            daily = _DAILY.match(text) is not None
            at.text = "R/P1D" if daily else "R/P7D"
            file.decide(
                definition, text, f"定时“{text}”改为每{'天' if daily else '周'}一次,请核对。",
                f"The schedule {text!r} is once a {'day' if daily else 'week'} now: check it.",
            )  # fmt: skip


def _default_duration(file: ForeignFile, definition: etree._Element, expression: str, kind: str) -> None:
    """A duration that nothing in the file gives begins as one day: without one the timer could not be set."""
    if kind == "timeDuration" and expression.isidentifier() and expression not in file.written:
        file.defaults.setdefault(expression, "P1D")
        zh = f"时长变量“{expression}”没有来源,初值暂定 1 天(P1D),请在设置中核对。"
        file.decide(definition, expression, zh, f"Nothing gives the duration {expression!r}: one day (P1D) for now.")


def _timer(file: ForeignFile, definition: etree._Element, text: str) -> str:
    try:
        expression = feel(text, file.names)
        file.converted(definition, text, f"定时改为“{expression}”。", f"The timer is {expression} now.")
        return expression
    except Untranslatable:
        zh = f"定时“{text}”由程序算出,暂按 1 天。"
        file.decide(definition, text, zh, f"The time {text!r} was worked out by a program; one day for now.")
        return 'duration("P1D")'


def convert_due(file: ForeignFile, task: etree._Element) -> None:
    """A due date that lasts so long becomes a term of the settings; one in a variable stays an expression."""
    text = file.attribute(task, "dueDate")
    if not text:
        return
    literal = text.strip("'\"")
    lasts = _LASTS.match(literal)
    id_ = task.get("id") or ""
    undone = f"到期时间“{text}”没有转换,请设时限。", f"The due {text!r} was not converted: set a term."
    if lasts and (lasts["days"] or lasts["hours"] or lasts["minutes"]):
        days, hours, minutes = (int(lasts[part] or 0) for part in ("days", "hours", "minutes"))
        hours += 1 if minutes else 0
        file.terms[id_] = f"{days} WD" if days and not hours else f"{days * 24 + hours} NH"
        file.converted(
            task, text, f"时限“{text}”改为 {file.terms[id_]},请核对是工作日还是自然日。",
            f"The due {text!r} is {file.terms[id_]} now: check whether working days are meant.",
        )  # fmt: skip
    elif is_expression(text):
        try:
            file.extend(task, "taskSchedule", dueDate=f"={feel(text, file.names)}")
            file.converted(task, text, "到期时间取自变量。", "The due date comes from a variable.")
            return
        except Untranslatable:
            file.decide(task, text, *undone)
    else:
        file.decide(task, text, *undone)


def drop_listeners(file: ForeignFile, element: etree._Element) -> None:
    """Listeners are programs: told one by one, and gone."""
    block = element.find(f"{BPMN}extensionElements")
    for one in list(block) if block is not None else ():
        if local(one.tag) in ("executionListener", "taskListener", "eventListener", "skipExpression"):
            program = next((one.get(n) for n in ("class", "delegateExpression", "expression") if one.get(n)), None)
            script = next((child.text for child in one if local(child.tag) in ("script", "string")), None)
            file.decide(
                element, program or script or local(one.tag),
                f"“{name_of(element)}”的监听程序“{program or '脚本'}”({one.get('event') or ''})不再执行;"
                "需要时改为通知或服务环节。",
                f"The listener {program or 'script'} of {name_of(element)!r} ({one.get('event') or ''}) is not run; "
                "use a notice or a service task where it is needed.",
            )  # fmt: skip
