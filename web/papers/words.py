"""How values are written on paper: Chinese dates, the size of a red head, empty places kept open."""

from __future__ import annotations

import math
from datetime import date, datetime

from engine.clock import LOCAL

WEEKDAYS = "一二三四五六日"
TITLE_WIDTH = 18  # characters of 22 points between margins of one character
UNEVEN = 5  # characters by which lines of a title may differ from its even length
STARTS = (
    "关于",
    "做好",
    "切实",
    "推进",
    "开展",
    "加强",
    "加快",
    "印发",
    "申请",
    "落实",
    "规范",
    "调整",
    "组织",
    "建立",
    "召开",
    "全区",
    "重点",
    "专题",
    "工作",
    "会议",
)  # words a line of a title may well begin with
OPENING, CLOSING = "《“〔（(", "》”〕）)、，的年月日"


def chinese_date(text: str, blank: str = "") -> str:
    """2026年2月27日 from an ISO date or moment; another text stays as it is, none becomes `blank`."""
    day = _moment(text)
    return f"{day.year}年{day.month}月{day.day}日" if day else text or blank


def chinese_time(text: str) -> str:
    """2026年3月12日(星期四)14:30 from an ISO moment; another text stays as it is."""
    at = _moment(text)
    if at is None:
        return text
    clock = f"{at:%H:%M}" if "T" in text or " " in text else ""
    return f"{chinese_date(text)}\uff08星期{WEEKDAYS[at.weekday()]}\uff09{clock}"


def short_time(text: str) -> str:
    """2026-04-10 17:30 for a narrow cell; a plain date as 2026年4月10日."""
    at = _moment(text)
    if at is None:
        return text
    return f"{at:%Y-%m-%d %H:%M}" if "T" in text or " " in text else chinese_date(text)


def title_lines(text: str) -> list[str]:
    """A title in as few lines as it needs, of about equal length, broken between its parts rather than in a word."""
    lines: list[str] = []
    while _width(text) > TITLE_WIDTH:
        rows = math.ceil(_width(text) / TITLE_WIDTH)
        even = _width(text) / rows
        fitting = [
            at
            for at in range(2, len(text) - 1)
            if _width(text[:at]) <= TITLE_WIDTH and _width(text[at:]) <= TITLE_WIDTH * (rows - 1)
        ]
        near = [at for at in fitting if abs(_width(text[:at]) - even) <= UNEVEN] or fitting or [TITLE_WIDTH]
        cut = max(near, key=lambda at: (_fitness(text, at), -abs(_width(text[:at]) - even)))
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _width(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _fitness(text: str, at: int) -> int:
    """How well a title may be broken before its character `at`."""
    before, after = text[at - 1], text[at]
    if after in CLOSING or before in OPENING or (before.isascii() and after.isascii()):
        return -9
    if before in "、，," or text.startswith("关于", at):
        return 3
    return (
        2 if before in "的和与及》" or after in "《" else 1 if after in "和与及" or text.startswith(STARTS, at) else 0
    )


def numbered_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def local_time(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def mark_class(mark: str) -> str:
    """The style that sets a head of this length as large as the width of the text allows (at most 22 mm)."""
    return f"mark-{min(max(len(mark), 6), 26)}"


def without_suffix(name: str) -> str:
    """An attachment's name as a paper lists it: without .docx and the like."""
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and len(suffix) <= 5 and suffix.isascii() else name


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return datetime(day.year, day.month, day.day)
    return at.astimezone(LOCAL) if at.tzinfo else at
