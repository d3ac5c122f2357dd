"""The third quarter of HOT-3 (domain 5) and everything else a figure can be, counted from records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.clock import LOCAL
from engine.figures import Base, compare, evaluate, period, rows, shown
from engine.organization import calendar_functions, load_office
from tests.figures.records import EXTENSION, at, figures, matter, step

CALENDAR = load_office("qinglan").calendar
HOTLINE = figures("""
[let]
answers_to_citizen = 'steps[element = "feedback" and result = "通过"]'
visit = 'steps[element = "visit" and answers.reached = "是"][-1].answers'
[by.kind]
name = "诉求类别"
english = "Kind"
value = "kind"
[[figure]]
id = "due"
name = "应办结件"
english = "Due"
kind = "count"
date = "due"
of = 'end_state != "重复并案"'
by = ["month", "kind"]
[[figure]]
id = "on_time"
name = "按期办结率"
english = "In term"
kind = "rate"
date = "due"
of = 'end_state != "重复并案"'
in = "answers_to_citizen[1].closed <= due"
by = ["month"]
[[figure]]
id = "extended"
name = "延期率"
english = "Extended"
kind = "rate"
date = "due"
of = 'end_state != "重复并案"'
in = "count(extensions) > 0"
[[figure]]
id = "solved"
name = "解决率"
english = "Solved"
kind = "rate"
date = "due"
of = "visit != null"
in = 'visit.solved = "解决"'
[[figure]]
id = "satisfied"
name = "满意率"
english = "Satisfied"
kind = "rate"
date = "due"
of = "visit != null"
in = 'list contains(["满意", "基本满意"], visit.satisfaction)'
""")


def visited(solved: str, satisfaction: str):
    return step("visit", "2026-09-30 10:00", answers={"reached": "是", "solved": solved, "satisfaction": satisfaction})


def feedback(when: str, result: str = "通过"):
    return step("feedback", when, result=result)


TABLE = [
    matter(1, {"kind": "投诉"}, due=at("07-13"), steps=[feedback("07-09"), visited("解决", "基本满意")]),
    matter(2, {"kind": "求助"}, due=at("07-20"), steps=[feedback("07-20 17:10"), visited("解决", "满意")]),
    matter(3, {"kind": "求助"}, due=at("07-31"), steps=[feedback("08-03"), visited("部分", "不满意")]),
    matter(4, {"kind": "投诉"}, due=at("08-21"), original_due=at("08-14"), extensions=[EXTENSION],
           steps=[feedback("08-20"), visited("解决", "满意")]),
    matter(5, {"kind": "投诉"}, due=at("08-28"), steps=[feedback("08-27", "退回"), feedback("08-31"),
           step("visit", "09-04", answers={"reached": "否"})]),
    matter(6, {"kind": "举报"}, due=at("09-15")),
    matter(7, {"kind": "咨询"}, due=at("10-09"), steps=[feedback("09-28")]),
    matter(8, {"kind": "投诉"}, due=at("08-10"), end_state="重复并案", state="completed"),
]  # fmt: skip


def count(declared, records, first=(2026, 7, 1), last=(2026, 9, 30), cutoff=None, now="2027-01-20 09:00"):
    asked = period(date(*first), date(*last), at(now), cutoff)
    return evaluate(declared, records, asked, calendar_functions(CALENDAR), CALENDAR)


def test_the_third_quarter_of_the_hotline():
    result = count(HOTLINE, TABLE)
    values = {id: shown(one.figure, one.whole.value) for id, one in result.items()}
    assert values == {
        "due": "6 件", "on_time": "50.00 %", "extended": "16.67 %", "solved": "75.00 %", "satisfied": "75.00 %",
    }  # fmt: skip
    assert [item.instance_id for item in result["on_time"].whole.items] == [1, 2, 3, 4, 5, 6]
    assert [item.instance_id for item in result["on_time"].whole.numerator] == [1, 2, 4]
    assert [item.instance_id for item in result["satisfied"].whole.items] == [1, 2, 3, 4]


def test_against_the_entered_base_of_last_year():
    rate = count(HOTLINE, TABLE)["on_time"]
    change = compare(rate.figure, rate.whole.value, None, Base(Decimal("46.15"), "2025年三季度通报"))
    assert change.words() == "+3.85 百分点" and change.words("en") == "+3.85 percentage points"
    assert change.as_json()["entered"] == "2025年三季度通报"


def test_a_feedback_after_the_cut_off_is_not_on_time_yet():
    """What is due later than T is left out; the records are those of T (the queries fold history up to it)."""
    early = count(HOTLINE, TABLE[:1], cutoff=at("07-12 09:00"))
    assert early["due"].whole.value == 0 and early["on_time"].whole.value is None
    assert shown(early["on_time"].figure, None) == "无"


def test_breakdowns_hold_every_item_once_or_once_per_name():
    due = count(HOTLINE, TABLE)["due"]
    assert [(g.key, g.value) for g in due.groups["month"]] == [("2026-07", 3), ("2026-08", 2), ("2026-09", 1)]
    assert [(g.key, g.value) for g in due.groups["kind"]] == [("投诉", 3), ("求助", 2), ("举报", 1)]
    on_time = count(HOTLINE, TABLE)["on_time"].group("month", "2026-08")
    assert on_time is not None and on_time.value == Decimal("50.00")


def test_months_without_anything_stay_in_the_series():
    asked = period(date(2026, 6, 1), date(2026, 10, 31), at("2027-01-20 09:00"))
    result = count(HOTLINE, TABLE, (2026, 6, 1), (2026, 10, 31))
    series = rows(result["due"], None, "month", asked)
    assert [(r.key, r.value) for r in series] == [("2026-06", 0), ("2026-07", 3), ("2026-08", 2), ("2026-09", 1), ("2026-10", 1)]  # fmt: skip
    assert rows(result["on_time"], None, "month", asked)[0].value is None


def test_last_year_stands_beside_its_month():
    asked = period(date(2026, 7, 1), date(2026, 7, 31), at("2027-01-20 09:00"))
    last = count(HOTLINE, [matter(1, {"kind": "投诉"}, due=at("2025-07-03"))], (2025, 7, 1), (2025, 7, 31))
    this = count(HOTLINE, TABLE, (2026, 7, 1), (2026, 7, 31))
    assert [(r.key, r.value, r.last) for r in rows(this["due"], last["due"], "month", asked)] == [("2026-07", 3, 1)]
    assert [(r.key, r.last) for r in rows(this["due"], last["due"], "kind", asked)] == [("求助", 0), ("投诉", 1)]


RATE = """
[[figure]]
id = "rate"
name = "率"
english = "Rate"
kind = "rate"
date = "started"
in = 'document.ok'
"""


@pytest.mark.parametrize(
    ("above", "below", "shows"),
    [(2424, 2495, "97.15 %"), (1, 8, "12.50 %"), (1, 16000, "0.01 %"), (1, 3, "33.33 %"), (2, 3, "66.67 %"), (0, 5, "0.00 %")],
)  # fmt: skip
def test_percentages_are_rounded_half_up(above: int, below: int, shows: str):
    """1 / 16000 is 0.00625 %: half-up; 2,424 of 2,495 is a county's published 97.15 %."""
    found = [matter(n, {"ok": n < above}, started=at("08-01")) for n in range(below)]
    result = count(figures(RATE), found)["rate"]
    assert shown(result.figure, result.whole.value) == shows


def test_exactly_half_goes_up():
    found = [matter(n, {"ok": n < 1}, started=at("08-01")) for n in range(800)]
    assert count(figures(RATE), found)["rate"].whole.value == Decimal("0.13")  # 0.125


STEPS = """
[by.step]
name = "环节"
english = "Step"
value = "step.name"
[[figure]]
id = "hours"
name = "用时"
english = "Hours"
kind = "duration"
over = "steps"
step = "check"
date = "step.closed"
from = "step.opened"
to = "step.closed"
by = ["step"]
{more}
[[figure]]
id = "backlog"
name = "积压"
english = "Backlog"
kind = "count"
over = "steps"
step = "check"
window = "until"
date = "step.opened"
of = 'step.state = "open" and office hours between(step.opened, cutoff) > 2 * figure("hours", step.name)'
"""


def done(opened: str, closed: str):
    return step("check", closed, opened=at(opened))


def test_hours_are_office_hours_over_a_holiday():
    """From Saturday 02-14 (worked) 16:30 to 02-24 09:30, the first day after the festival: two office hours."""
    records = [matter(1, steps=[done("02-14 16:30", "02-24 09:30")])]
    result = count(figures(STEPS.format(more="")), records, (2026, 2, 1), (2026, 2, 28))["hours"]
    assert result.whole.value == Decimal("2.00") and shown(result.figure, result.whole.value) == "2.00 小时"
    natural = count(figures(STEPS.format(more='hours = "natural"')), records, (2026, 2, 1), (2026, 2, 28))
    assert natural["hours"].whole.value == Decimal("233.00")
    days = count(figures(STEPS.format(more='hours = "workdays"')), records, (2026, 2, 1), (2026, 2, 28))
    assert days["hours"].whole.value == Decimal("0.29")


def test_median_mean_and_p90():
    steps = [done("07-06 08:30", f"07-06 {8 + n:02d}:30") for n in (1, 2, 3)] + [done("07-06 14:00", "07-06 15:30")]
    whole = count(figures(STEPS.format(more="")), [matter(1, steps=steps)])["hours"].whole
    assert (whole.median, whole.mean, whole.p90) == (Decimal("1.75"), Decimal("1.88"), Decimal("3.00"))
    assert whole.value == whole.median
    mean = count(figures(STEPS.format(more='measure = "mean"')), [matter(1, steps=steps)])["hours"].whole
    assert mean.value == Decimal("1.88")


def test_ninety_of_a_hundred_are_within_p90():
    steps = [step("check", "07-07", opened=at(f"07-07 {16 - n // 60:02d}:{59 - n % 60:02d}")) for n in range(10)]
    whole = count(figures(STEPS.format(more='hours = "natural"')), [matter(1, steps=steps)])["hours"].whole
    assert whole.p90 == Decimal("0.65")  # the ninth of ten: 39 minutes


def test_backlog_is_older_than_twice_the_median_of_its_step():
    waiting = [
        step("check", state="open", opened=at("2026-09-30 08:30")),
        step("check", state="open", opened=at("2026-09-30 15:00")),
        step("check", state="open", name="别的环节", opened=at("2026-07-01 09:00")),
    ]
    records = [matter(1, steps=[done("09-29 08:30", "09-29 10:00"), *waiting])]
    result = count(figures(STEPS.format(more="")), records, cutoff=at("2026-09-30 17:00"))
    assert [item.on for item in result["backlog"].whole.items] == [date(2026, 9, 30)]


PICK = """
[[figure]]
id = "items"
name = "事项"
english = "Items"
kind = "rate"
over = "steps"
step = ["handle", "rework"]
pick = "{pick}"
date = "step.due"
in = 'some s in round satisfies s.element = "check" and s.result = "通过" and s.closed <= step.due'
"""


def test_one_of_the_tasks_of_a_round_is_picked():
    steps = [
        step("handle", "05-12", label="城管局", due=at("05-15")), step("check", "05-13", label="城管局", result="重办"),
        step("rework", "05-14", label="城管局", due=at("05-20")), step("check", "05-18", label="城管局", result="通过"),
        step("handle", "05-22", label="农业局", due=at("05-15")), step("check", "05-25", label="农业局", result="通过"),
    ]  # fmt: skip
    months = (2026, 5, 1), (2026, 5, 31)
    for pick, (below, above) in {"each": (3, 1), "first": (2, 0), "last": (2, 1)}.items():
        whole = count(figures(PICK.format(pick=pick)), [matter(1, steps=steps)], *months)["items"].whole
        assert (whole.below, whole.above) == (below, above), pick


SUMS = """
[[figure]]
id = "spent"
name = "接待开支"
english = "Spent"
kind = "sum"
date = "settled_on"
value = "amount"
unit = "元"
unit_english = "yuan"
[[figure]]
id = "per_head"
name = "人均"
english = "Per head"
kind = "rate"
date = "settled_on"
of_value = "guests"
in_value = "amount"
unit = "元/人"
[[figure]]
id = "attendance"
name = "到会率"
english = "Attendance"
kind = "rate"
over = "rows"
field = "receipts"
date = "settled_on"
in = 'row.answer = "参会"'
[[figure]]
id = "checks"
name = "现场检查"
english = "On site"
kind = "count"
over = "facts"
fact = "inspected"
date = "fact.at"
of = 'fact.values.way = "现场"'
"""


def test_money_rows_and_facts():
    receipts = [{"unit": str(n), "answer": "请假" if n == 0 else "参会"} for n in range(22)]
    facts = [{"kind": "inspected", "at": at("07-02"), "element": "x", "values": {"way": way}} for way in ("现场", "电话")]
    records = [
        matter(1, {"settled_on": "2026-07-03", "amount": Decimal("1234.50"), "guests": 8, "receipts": receipts}, facts=facts),
        matter(2, {"settled_on": "2026-07-31", "amount": 765.5, "guests": 2}),
        matter(3, {"settled_on": None, "amount": 9999, "guests": 1}),
    ]  # fmt: skip
    result = count(figures(SUMS), records)
    values = {id: shown(one.figure, one.whole.value) for id, one in result.items()}
    assert values == {"spent": "2,000.00 元", "per_head": "200.00 元/人", "attendance": "95.45 %", "checks": "1 件"}
    assert shown(result["spent"].figure, result["spent"].whole.value, "en") == "2,000.00 yuan"


def test_a_condition_that_runs_too_long_fails_alone():
    text = RATE + RATE.replace('"rate"\nname', '"second"\nname', 1).replace(
        "'document.ok'", "'count(for a in 1..300, b in 1..300 return a * b) > 0'"
    )
    result = count(figures(text), [matter(1, {"ok": True}, started=at("08-01"))])
    assert result["rate"].whole.value == 100 and result["rate"].failure is None
    assert result["second"].failure is not None and result["second"].whole.value is None


def test_the_record_wins_over_a_field_of_the_same_name():
    text = RATE.replace("document.ok", 'title = "工单1" and document.title = "自拟"')
    assert count(figures(text), [matter(1, {"title": "自拟"}, started=at("08-01"))])["rate"].whole.value == 100


def test_what_costs_too_much_says_so_and_the_rest_is_counted():
    """A file of many dear conditions holds up nobody; no figure is counted of some matters only."""
    dear = "".join(
        f'[[figure]]\nid = "dear{n}"\nname = "x"\nenglish = "x"\nkind = "count"\ndate = "started"\n'
        f"of = 'count(for i in 1..100, j in 1..10 return i * j + {n}) > 0'\n"
        for n in range(3)
    )
    records = [matter(n, started="2026-07-01") for n in (1, 2)]
    asked = period(date(2026, 1, 1), date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=LOCAL))
    found = evaluate(figures(dear), records, asked, calendar_functions(CALENDAR), CALENDAR)
    assert all(result.failure is None for result in found.values())
    found = evaluate(figures(dear), records, asked, calendar_functions(CALENDAR), CALENDAR, steps=15_000)
    assert found["dear0"].failure is None and len(found["dear0"].whole.items) == 2
    assert found["dear2"].failure == ("统计计算量过大,已停止。", "The figures need too many steps; stopped.")
    assert found["dear2"].whole.items == ()
