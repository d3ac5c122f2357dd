"""The light of a deadline: 绿 on time, 黄 close, 红 overdue, 灰 paused, 蓝 done; the thresholds are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine.errors import Refused
from engine.organization.calendar import Calendar
from engine.organization.times import local_date

Colour = Literal["绿", "黄", "红", "灰", "蓝"]


@dataclass(frozen=True)
class Thresholds:
    """When yellow begins: rows (longest term N, working days left R), the last without a limit."""

    rows: tuple[tuple[int | None, int], ...]

    def __post_init__(self) -> None:
        limits = [limit for limit, _ in self.rows]
        if not limits or limits[-1] is not None or None in limits[:-1]:
            raise _bad_lights("最后一行须为“其他”", "the last row must be the one for all others")
        if limits[:-1] != sorted(limit for limit in limits[:-1] if limit is not None):
            raise _bad_lights("各行的天数须递增", "rows must rise")

    @classmethod
    def from_mapping(cls, value: Mapping[str, Any]) -> Thresholds:
        """Read `{"3": 0, "9": 1, "其他": 2}`: terms up to 3 days turn yellow on the last day, and so on."""
        try:
            limited = sorted((int(key), int(left)) for key, left in value.items() if key != "其他")
            return cls((*limited, (None, int(value["其他"]))))
        except (KeyError, TypeError, ValueError) as problem:
            raise _bad_lights("应写成“天数 = 剩余天数”,并有“其他”", str(problem)) from problem

    def left(self, length: int) -> int:
        """At how many working days left a term of `length` working days turns yellow."""
        return next(left for limit, left in self.rows if limit is None or length <= limit)


@dataclass(frozen=True)
class Light:
    """A colour with its words; `left` is working days left, None when done, paused or without a due."""

    colour: Colour
    zh: str
    en: str
    left: int | None = None


def light(
    calendar: Calendar,
    thresholds: Thresholds,
    now: datetime,
    due: datetime | None,
    length: int = 1,
    *,
    paused: bool = False,
    done: bool = False,
) -> Light:
    """The light at `now` for a term of `length` working days that ends at `due` (both aware)."""
    if done:
        return Light("蓝", "已办结", "done")
    if paused:
        return Light("灰", "暂停计时", "paused")
    if due is None:
        return Light("绿", "无时限", "no deadline")
    left = calendar.workdays_left(local_date(now), local_date(due))
    if now > due:
        late = max(1, -left)
        over = f"超期{late}天" if left < 0 else "今日已超期"
        return Light("红", over, f"{late} working day(s) late" if left < 0 else "late today", left)
    words = ("今日到期", "due today") if left == 0 else (f"剩{left}天", f"{left} working day(s) left")
    return Light("黄" if left <= thresholds.left(length) else "绿", *words, left)


def _bad_lights(zh: str, en: str) -> Refused:
    return Refused("lights.syntax", f"亮灯规则有误:{zh}。", f"Bad light rule: {en}.")
