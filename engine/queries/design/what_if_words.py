"""Why histories leave a draft's way, and which answers nobody gave, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Words = tuple[str, str]
Names = Mapping[str, str]


def cause_words(cause: Mapping[str, Any], names: Names) -> Words:
    """“签发权限”后:原来走“签发”,草稿走“分管区领导审核”."""
    place, then, now = _name(cause["element"], names), _way(cause["then"], names), _way(cause["now"], names)
    match cause["kind"]:
        case "condition" | "decision" | "flow":
            zh = f"在{place[0]}:原来走{then[0]},草稿走{now[0]}"
            en = f"At {place[1]}: then to {then[1]}, in the draft to {now[1]}"
        case "timer":
            zh = f"定时{place[0]}在草稿中不在同一时间到期,此后{then[0]}的办理接不上"
            en = f"Timer {place[1]} fires at another time, after which {then[1]} cannot be done"
        case "incident":
            zh, en = f"草稿在{place[0]}走不下去:{cause['zh']}", f"The draft cannot go on at {place[1]}: {cause['en']}"
        case "end":
            zh = f"历史的最后,原来停在{then[0]},草稿停在{now[0]}"
            en = f"In the end it stands at {then[1]} then and at {now[1]} in the draft"
        case _:
            why = (f":{cause['zh']}", f": {cause['en']}") if cause["zh"] else ("", "")
            zh = f"当时在{place[0]}所办,草稿中办不了{why[0]}(草稿停在{now[0]})"
            en = f"What was done at {place[1]} cannot be done in the draft{why[1]} (it stands at {now[1]})"
    for decided in cause["decisions"]:
        rows = [("、".join(f"第 {n} 行" for n in decided[side]) or "无匹配") for side in ("then", "now")]
        english = [(", ".join(f"row {n}" for n in decided[side]) or "no row") for side in ("then", "now")]
        zh += f";决策“{decided['decision']}”由{rows[0]}改为{rows[1]}"
        en += f"; decision “{decided['decision']}” from {english[0]} to {english[1]}"
    return zh, en


def ask_words(ask: Mapping[str, Any], names: Names) -> Words:
    place = _name(ask["element"], names)
    match ask["kind"]:
        case "step":
            return f"新环节{place[0]}没有人办理过", f"Nobody has ever done the new step {place[1]}"
        case "field":
            return f"{place[0]}的“{ask['name']}”{ask['zh']}", f"“{ask['name']}” at {place[1]} {ask['en']}"
        case "opinion":
            return f"{place[0]}须填写意见,当时没有填", f"{place[1]} wants an opinion; none was given"
        case "rule":
            return f"{place[0]}不符合新规则:{ask['zh']}", f"{place[1]} breaks a new rule: {ask['en']}"
        case _:
            return (
                f"{place[0]}调用“{ask['name']}”,结果要看其他事项,无法得知",
                f"{place[1]} calls “{ask['name']}”, whose result rests on other matters",
            )


def _name(id: str, names: Names) -> Words:
    name = "发起" if id == "start" and id not in names else names.get(id) or id
    return f"“{name}”", f"“{name}”"


def _way(ids: list[str], names: Names) -> Words:
    """The step a way leads to, else its flow; nothing: 没有下一步."""
    return _name(ids[-1], names) if ids else ("“(没有)”", "nothing")
