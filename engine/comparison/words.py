"""Values as people read them: terms, yes and no, lists, names in quotes."""

from __future__ import annotations

import re
from typing import Any

import orjson

from engine.comparison.change import Words
from engine.errors import Refused
from engine.organization.terms import parse_term

UNITS = {"WD": ("{} 个工作日", "{} working day(s)"), "WH": ("{} 个工作小时", "{} office hour(s)"),
         "NH": ("{} 小时", "{} hour(s)"), "CD": ("{} 天", "{} calendar day(s)"),
         "min": ("{} 分钟", "{} minute(s)")}  # fmt: skip
_SENTENCE = re.compile(r"[^\w.@+-]")
YES, NO = ("是", "yes"), ("否", "no")


def term_words(text: str) -> Words:
    """1 WD: 1 个工作日; what is no term stays as written."""
    try:
        term = parse_term(text)
    except Refused:
        return plain(text)
    if term.day:
        month, day = term.day
        return f"次年 {month} 月 {day} 日", f"{day:02d}-{month:02d} of the next year"
    if term.unit == "month end":
        return "当月最后一个工作日", "the last working day of the month"
    zh, en = UNITS[term.unit]
    amount = f"{term.amount.normalize():f}"
    return zh.format(amount), en.format(amount)


def plain(value: Any) -> Words:
    """Any value of TOML or JSON: lists joined, sentences quoted, truth in words, tables as JSON; "" for nothing."""
    match value:
        case None | "":
            return "", ""
        case bool():
            return YES if value else NO
        case str():
            return quoted(kept(value)) if _SENTENCE.search(value) else kept(value)
        case list() if all(isinstance(one, str) for one in value):
            return "、".join(value), ", ".join(value)
        case int() | float():
            return str(value), str(value)
        case _:
            text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()
            return text, text


def quoted(words: Words) -> Words:
    """In quotes of each language; nothing stays nothing."""
    return (f"“{words[0]}”", f"“{words[1]}”") if words[0] else words


def kept(text: str) -> Words:
    """A text of an analyst, the same in both languages."""
    return text, text
