"""How findings, sums and traces read: names of what is looked for, durations, rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from engine.queries.audit import AuditQuestion, Found, Hit
from engine.words import ACTIONS, ENTRIES
from web.language import chosen
from web.words import local_time


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        finding_name=finding_name, act_name=act_name, duration=duration, money=money, asked_words=asked_words,
        page_name=page_name,
    )  # fmt: skip


def finding_name(find: str) -> str:
    names = {
        "matters": _("事项"), "acts": _("办理记录"), "overdue": _("超期"), "separation": _("自批自办"),
        "refused": _("被拒绝的操作"), "after-hours": _("非工作时间"), "fast": _("异常快"), "split": _("疑似拆分"),
        "risks": _("廉政风险点"),
    }  # fmt: skip
    return names[find]


def act_name(kind: str) -> str:
    """An event's or entry's kind as people say it; the kind itself where it has no words."""
    zh, en = (ENTRIES | ACTIONS).get(kind, (kind, kind))
    return en if chosen() == "en" else zh


def page_name(page: str) -> str:
    """What an auditor looked at, by the endpoint or command that showed it."""
    names = {
        "audit": _("审计检索"), "instances": _("事项页面"), "tasks": _("任务页面"), "attachments": _("附件"),
        "papers": _("文书"), "search": _("搜索"), "figures": _("统计"), "replay": _("逐步回放"),
        "packages": _("导出证据包"), "verification": _("核验证据包"), "mining": _("流程分析"),
    }  # fmt: skip
    return names.get(page.partition(".")[0], page)


def duration(seconds: int) -> str:
    """In the largest unit that says it well: 45秒, 12分钟, 3.5小时, 2.1天."""
    if seconds < 60:
        return _("%(n)s 秒", n=seconds)
    if seconds < 3600:
        return _("%(n)s 分钟", n=round(seconds / 60))
    if seconds < timedelta(days=1).total_seconds():
        return _("%(n)s 小时", n=round(seconds / 3600, 1))
    return _("%(n)s 天", n=round(seconds / 86400, 1))


def money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def asked_words(question: Mapping[str, Any]) -> str:
    """A trace's question, part by part."""
    names = {
        "find": _("查什么"), "person": _("人员"), "unit": _("单位"), "procedure": _("事项类型"), "kind": _("动作"),
        "text": _("词语"), "since": _("自"), "until": _("至"), "from": _("自"), "to": _("至"), "step": _("步骤"),
    }  # fmt: skip
    words = {"find": finding_name, "kind": act_name}
    said = ((name, _said(words.get(name), str(value))) for name, value in sorted(question.items()) if value)
    return "；".join(f"{names.get(name, name)} {value}" for name, value in said)


def _said(say: Any, value: str) -> str:
    try:
        return str(say(value)) if say else value
    except KeyError:  # asked as typed in the address: nothing of that name
        return value


def export_rows(question: AuditQuestion, hits: Sequence[Hit], found: Found) -> list[list[object]]:
    """The question, then one row per hit: the same columns for whatever was looked for."""
    since = question.since or found.since
    rows: list[list[object]] = [
        [_("查什么"), finding_name(question.find)],
        [_("条件"), asked_words({k: v for k, v in question.as_query().items() if k not in ("find", "since", "until")})],
        [_("期间"), f"{since or ''} – {question.until or ''}"],
        [
            _("编号"), _("文号"), _("标题"), _("类型"), _("单位"), _("时间"), _("动作"), _("谁"), _("代谁"), _("环节"),
            _("结果"), _("意见"), _("应办时间"), _("实办时间"), _("超期工作日"), _("用时（秒）"), _("通常（秒）"),
            _("金额"), _("拒绝原因"), _("步骤"),
        ],
    ]  # fmt: skip
    return rows + [_row(hit) for hit in hits]


def _row(hit: Hit) -> list[object]:
    line = hit.line
    refusal = (line.refusal_en if chosen() == "en" else line.refusal) if line else ""
    return [
        hit.number, hit.document_number, hit.title, hit.procedure_name, hit.unit, local_time(hit.at),
        act_name(line.kind) if line else "", line.who if line else hit.who, line.behalf if line else "",
        hit.step or (line.step if line else ""), line.result if line else "",
        (line.opinion or line.words) if line else "",
        local_time(hit.due_at) if hit.due_at else "", local_time(hit.done_at) if hit.done_at else "",
        hit.days_late if hit.due_at else "", hit.seconds, hit.usual, hit.amount, refusal, hit.seq,
    ]  # fmt: skip
