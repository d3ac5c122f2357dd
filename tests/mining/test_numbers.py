"""Every number of the mining page equals the one counted naively from the events of a year of real actions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from engine import queries
from engine.organization import local_date
from engine.queries import MiningAsked
from engine.queries.reader import reading
from tests.mining.naive import ZERO, in_hours, percentile, stories, way

PROCEDURES = ("hotline", "incoming-document", "outgoing-document", "meeting", "supervision")
SHARES = {"p50": "0.5", "p80": "0.8", "p95": "0.95"}


def periods(procedure: str) -> list[tuple[date, date]]:
    """The whole year, and three stretches the seed draws."""
    chance = random.Random(f"mining {procedure}")
    first = [date(2026, 1, 1) + timedelta(days=chance.randrange(300)) for _ in range(3)]
    return [(date(2026, 1, 1), date(2026, 12, 31)), *((day, day + timedelta(days=chance.randrange(120))) for day in first)]


CASES = [(procedure, *period) for procedure in PROCEDURES for period in periods(procedure)]


@pytest.mark.parametrize(("procedure", "first", "last"), CASES, ids=[f"{p} {a}..{b}" for p, a, b in CASES])
def test_the_page_says_what_the_events_say(lived, procedure, first, last):
    page = queries.mining_page(lived, "O1", MiningAsked(procedure, first, last))
    told = stories(lived, procedure, first, last)
    with reading(lived, "O1") as reader:
        calendar, now, organization = reader.calendar, reader.now, reader.organization
    tasks = [task for story in told for task in story.tasks.values()]
    mined = page.mined

    assert sorted(m.id for m in mined.matters) == sorted(story.id for story in told)
    ended = [story for story in told if story.ended]
    assert mined.cycle.office.n == len(ended)
    for name, share in SHARES.items():
        spans = [calendar.working_time_between(story.started, story.ended) for story in ended]
        assert mined.cycle.office.hours(name) == in_hours(percentile(spans, share))
        assert mined.cycle.natural.hours(name) == in_hours(percentile((s.ended - s.started for s in ended), share))

    assert page.visits == sum((story.visits for story in told), Counter())
    assert page.flows == sum((story.taken for story in told), Counter())

    assert {step.element for step in mined.steps} == {task.element for task in tasks}
    for step in mined.steps:
        here = [task for task in tasks if task.element == step.element]
        done = [task for task in here if task.done]
        assert len(step.all) == len(here) and len(step.done) == len(done)
        assert len(step.open) == sum(task.state == "open" for task in here) + sum(task.state == "held" for task in here)
        assert step.matters == len({task.instance for task in here})
        assert len(step.all) <= page.visits[step.element], "only a multi-instance without rounds brings no task"
        due = [task for task in here if task.due and task.state != "cancelled"]
        late = [task for task in due if (task.closed if task.done else now) > task.due]
        assert (len(step.due), len(step.late)) == (len(due), len(late))
        seen = [task for task in done if task.seen]
        measured = {
            "waits": [(task.arrived, task.begun) for task in done],
            "works": [(task.begun, task.closed) for task in seen],
            "stays": [(task.arrived, task.closed) for task in done],
        }
        for measure, ends in measured.items():
            times = getattr(step, measure)
            natural = [end - start for start, end in ends]
            office = [calendar.working_time_between(start, end) for start, end in ends]
            for spread, spans in ((times.natural, natural), (times.office, office)):
                assert spread.n == len(spans)
                assert spread.hours("total") == in_hours(sum(spans, ZERO))
                for name, share in SHARES.items():
                    assert spread.hours(name) == in_hours(percentile(spans, share)), (step.element, measure, name)
    totals = [step.waits.office.total for step in mined.steps]
    assert totals == sorted(totals, reverse=True), "the longest total waiting first"

    assert {(loop.source, loop.target): len(loop.returns) for loop in mined.loops} == Counter(
        pair for story in told for pair in story.returns
    )
    ways = Counter(way(story) for story in ended)
    assert {variant.path: len(variant.matters) for variant in mined.variants} == ways
    assert [len(variant.matters) for variant in mined.variants] == sorted(ways.values(), reverse=True)

    persons = Counter(task.by for task in tasks if task.done)
    assert {team.key: len(team.done) for team in mined.persons} == persons
    units = Counter(
        next(iter(organization.units_of(task.by, local_date(task.closed))), "") for task in tasks if task.done
    )
    assert {team.key: len(team.done) for team in mined.units} == {unit: n for unit, n in units.items() if unit}


def test_the_year_held_something_of_everything(lived):
    """What the comparison above rests on."""
    told = [story for p in PROCEDURES for story in stories(lived, p, date(2026, 1, 1), date(2026, 12, 31))]
    tasks = [task for story in told for task in story.tasks.values()]
    states = Counter(task.state for task in tasks)
    assert {"completed", "returned", "withdrawn", "cancelled", "open"} <= set(states) and states["completed"] > 500
    assert sum(len(story.returns) for story in told) > 5 and sum(task.seen is not None for task in tasks) > 30
    assert sum(task.due is not None and task.done and task.closed > task.due for task in tasks) > 10
