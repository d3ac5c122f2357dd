"""How values are written on paper: Chinese dates, the size of a red head, empty places kept open."""

from __future__ import annotations

from datetime import date, datetime

from engine.clock import LOCAL

WEEKDAYS = "一二三四五六日"
BLANK_DATE = "\u3000\u3000年\u3000月\u3000日"


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
