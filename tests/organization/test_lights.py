"""The five lights, with the thresholds an office hands in."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.errors import Refused
from engine.organization import Thresholds, light, seeded_calendar
from engine.organization.times import ZONE

CALENDAR = seeded_calendar()
USUAL = Thresholds.from_mapping({"3": 0, "9": 1, "其他": 2})


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "due", "length", "colour", "left", "words"),
    [
        ("2026-02-20T12:00", "2026-02-25T17:30", 2, "绿", 2, "剩2天"),
        ("2026-02-15T12:00", "2026-02-25T17:30", 2, "绿", 2, "剩2天"),
        ("2026-02-24T12:00", "2026-02-25T17:30", 2, "绿", 1, "剩1天"),
        ("2026-02-25T08:00", "2026-02-25T17:30", 2, "黄", 0, "今日到期"),
        ("2026-02-25T17:30", "2026-02-25T17:30", 2, "黄", 0, "今日到期"),
        ("2026-02-25T17:31", "2026-02-25T17:30", 2, "红", 0, "今日已超期"),
        ("2026-03-03T09:00", "2026-03-02T17:30", 1, "红", -1, "超期1天"),
        ("2026-04-08T09:00", "2026-04-10T17:30", 5, "绿", 2, "剩2天"),
        ("2026-04-09T09:00", "2026-04-10T17:30", 5, "黄", 1, "剩1天"),
        ("2026-05-13T09:00", "2026-05-15T17:30", 20, "黄", 2, "剩2天"),
        ("2026-05-12T09:00", "2026-05-15T17:30", 20, "绿", 3, "剩3天"),
    ],
)
def test_it_lights(now: str, due: str, length: int, colour: str, left: int, words: str) -> None:
    shown = light(CALENDAR, USUAL, moment(now), moment(due), length)
    assert (shown.colour, shown.left, shown.zh) == (colour, left, words)


def test_a_paused_or_finished_case_is_not_late() -> None:
    late = (CALENDAR, USUAL, moment("2026-05-20T09:00"), moment("2026-05-15T17:30"), 20)
    assert light(*late).colour == "红"
    assert light(*late, paused=True).colour == "灰"
    assert light(*late, paused=True, done=True).colour == "蓝"
    assert light(CALENDAR, USUAL, moment("2026-05-20T09:00"), None).colour == "绿"


@pytest.mark.parametrize("row", [{}, {"3": 0}, {"x": 0, "其他": 1}, {"3": "many", "其他": 1}])
def test_broken_thresholds_are_refused(row: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"lights\.syntax"):
        Thresholds.from_mapping(row)
