"""历史基数: enter last year's number of a figure from a paper, for a period this system did not count itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, insert, select

from engine.actions.start_instance import latest
from engine.errors import Invalid
from engine.figures import Figure
from engine.organization import local_date, require
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Work, work

NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?")
SOURCE = range(4, 401)


@dataclass(frozen=True)
class EnterBaseFigure:
    """`value` as typed, without unit; `source` names the paper it was taken from."""

    procedure: str
    figure: str
    first: date
    last: date
    value: str
    source: str


def enter_base_figure(office: Office, command: EnterBaseFigure, by: Actor) -> None:
    """Keep a base; entering the same period again replaces it, and the journal keeps both.

    Raises Refused `not_allowed`, Invalid or Missing; nothing is changed then.
    """
    with work(office, by) as w:
        if by.person != SYSTEM:
            require(w.organization, by.person, "figure.enter_base", w.at)
        value = _value(command, _figure(w, command), local_date(w.at))
        b = t.base_figure.c
        key = {
            "procedure": command.procedure, "figure": command.figure, "since": command.first.isoformat(),
            "until": command.last.isoformat(),
        }  # fmt: skip
        same = [b[name] == text for name, text in key.items()]
        before = w.connection.execute(select(b.value, b.source).where(*same).with_for_update()).one_or_none()
        source = command.source.strip()
        if before is not None:
            w.connection.execute(delete(t.base_figure).where(*same))
        row = {**key, "value": value, "source": source, "entered_by": by.person, "entered_at": w.at}
        w.connection.execute(insert(t.base_figure), row)
        was = {"value": before.value, "source": before.source} if before else None
        journal(
            w.connection, "figure.base_entered", by.person, w.at,
            {**key, "value": value, "source": source, "before": was},
        )  # fmt: skip


def _figure(w: Work, command: EnterBaseFigure) -> Figure:
    figure = latest(w, command.procedure)[1].figures.figure(command.figure)
    if figure is None:
        raise Invalid({"figure": "没有这项统计指标。"})
    return figure


def _value(command: EnterBaseFigure, figure: Figure, today: date) -> str:
    """The exact number as text; every field that is wrong is named."""
    wrong: dict[str, str] = {}
    text = command.value.strip().replace(",", "").removesuffix("%").strip()
    if not NUMBER.fullmatch(text):
        wrong["value"] = "请填写数字,不带单位。"
    elif figure.percent and Decimal(text) > 100:
        wrong["value"] = "比率不能超过100。"
    elif figure.kind == "count" and Decimal(text) != Decimal(text).to_integral_value():
        wrong["value"] = "数量应为整数。"
    if not command.first <= command.last < today:
        wrong["last"] = "基数只用于已经结束的期间。"
    source = command.source.strip()
    if len(source) not in SOURCE or any(ord(c) < 32 for c in source):
        wrong["source"] = "请写明出处(文件名称、文号或页码),4至400字。"
    if wrong:
        raise Invalid(wrong)
    return text
