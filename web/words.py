"""How values read on a page: times of the office's clock, lights in words, sizes, capped counts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from engine.clock import local
from engine.organization import Light
from engine.queries import CAP, names
from engine.words import ACTIONS
from web.diagram import render
from web.lines import paired
from web.sessions import office


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        local_time=local_time,
        short_time=short_time,
        local_date=local_date,
        light_words=light_words,
        capped=capped,
        file_size=file_size,
        change_words=change_words,
        rule_words=rule_words,
        hit_policy=hit_policy,
        diagram=render,
        paired=paired,
    )
    app.jinja_env.globals.update(command_id=command_id)


def command_id() -> str:
    """A name for one intended act, so that sending it twice does it once."""
    return secrets.token_hex(16)


def local_time(at: datetime) -> str:
    return local(at).strftime("%Y-%m-%d %H:%M")


def short_time(at: datetime) -> str:
    return local(at).strftime("%m-%d %H:%M")


def local_date(at: datetime) -> str:
    return local(at).strftime("%Y-%m-%d")


def change_words(change: Mapping[str, str]) -> str:
    """What happened to a matter, from the details of a Stale refusal: 02-14 09:20 林长青 签收."""
    zh, en = ACTIONS.get(change["kind"], (change["kind"], change["kind"]))
    at = short_time(datetime.fromisoformat(change["at"]))
    who = names(office(), [change["who"]])[change["who"]]
    return f"{at} {who} {en if get_locale().language == 'en' else zh}"


def rule_words(value: Any) -> str:
    """The output of a decision as a person reads it."""
    if isinstance(value, dict):
        return "、".join(f"{name}:{rule_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(rule_words(inner) for inner in value)
    if isinstance(value, bool):  # before numbers: 1 is true to Python, and 是 to nobody
        return _("是") if value else _("否")
    return "—" if value is None else str(value)


def hit_policy(policy: str) -> str:
    """How a decision table chooses among rules that match."""
    known = {
        "U": _("只许一条规则命中"), "A": _("命中的规则结果须相同"), "P": _("取结果最优先的"),
        "F": _("取最先命中的规则"),
        "R": _("取全部命中，按规则次序"), "O": _("取全部命中，按结果次序"),
    }  # fmt: skip
    return known.get(policy) or _("取全部命中")


def light_words(light: Light) -> str:
    """A light in words: 超期2天, 今日到期, 剩3个工作日."""
    if light.colour == "蓝":
        return _("已办结")
    if light.colour == "灰":
        return _("暂停计时")
    if light.left is None:
        return _("无时限")
    if light.colour == "红":
        return _("超期%(n)s天", n=-light.left) if light.left < 0 else _("今日已超期")
    return _("今日到期") if light.left == 0 else _("剩%(n)s个工作日", n=light.left)


def capped(count: int) -> str:
    """A count that was not counted to its end: 1000+."""
    return f"{CAP}+" if count > CAP else str(count)


def file_size(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"
