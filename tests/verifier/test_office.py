"""Terms, dates and people: the verifier counts from the package's JSON what the engine counts from its own values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from engine import feel
from engine.verifier import feel as own
from engine.verifier.calendar import Calendar
from engine.verifier.not_verified import NotVerified
from engine.verifier.terms import read_terms
from tests.verifier.calls import pool
from tests.verifier.office import delivered, environment, functions
from tests.verifier.showing import engine, verifier
from tests.verifier.test_feel import judged

PROCEDURE = '[terms.a]\n"特急" = "2 NH"\n"平件" = "1 WD"\n[terms.b]\n"其他" = "month end"\n'
TERMS = pool(
    "1 WD|0 WD|10 WD|4 WH|2.5 WH|0 WH|24 NH|30 min|30 CD|0 CD|month end|next year 06-30|next year 02-29|1.5 WD|x|3 wd"
    "| 3 WD |100000 WD",
    "|",
)
SEED = 5


class Asker:
    """Random questions with names of the delivered office, and wrong ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        org = delivered().organization
        self.people = [person.id for person in org.people] + ["nobody"]
        self.units = [name for unit in org.units for name in (unit.id, unit.name, *unit.aliases)] + ["没有的单位"]
        self.roles = sorted({role for post in org.posts for role in post.roles})
        self.topics = [topic.name for topic in org.topics] + [t for charge in org.charges for t in charge.topics]

    def moment(self) -> str:
        at = datetime(2025, 12, 20) + timedelta(minutes=self.random.randint(0, 60 * 24 * 420))
        if self.random.random() < 0.3:
            at = at.replace(hour=self.random.choice([0, 8, 12, 14, 17]), minute=self.random.choice([0, 29, 30, 31]))
        zone = self.random.choice(["", "+08:00", "Z", "@Asia/Shanghai", "-05:00"])
        if self.random.random() < 0.25:
            return self.random.choice([f'"{at.date()}"', f'date("{at.date()}")', "null", '"bad"', '""', "5"])
        text = f'"{at.isoformat()}{zone}"'
        return text if self.random.random() < 0.7 else f"date and time({text})"

    def number(self) -> str:
        return self.random.choice(["0", "1", "2", "5", "30", "-1", "1.5", "100000", "null", '"2"', "0.25", "3.3333333"])

    def question(self) -> str:
        one = self.random.choice
        group = one([one(self.roles), one(self.people), f"{one(self.roles)}@{one(self.units)}"])
        return one(
            [
                f'due("{one(TERMS)}", {self.moment()})',
                f'due(term("{one("abc")}", {one(["null", "1", chr(34) + "特急" + chr(34)])}), {self.moment()})',
                f"workdays after({self.moment()}, {self.number()})",
                f"workdays before({self.moment()}, {self.number()})",
                f"calendar days after({self.moment()}, {self.number()})",
                f"working hours after({self.moment()}, {self.number()})",
                f"natural hours after({self.moment()}, {self.number()})",
                f"workdays left({self.moment()}, {self.moment()})",
                f"office hours between({self.moment()}, {self.moment()})",
                f'leader in charge("{one(self.units + self.topics)}")',
                f'deputy in charge("{one(self.units + self.topics)}")',
                f'lead of("{one(self.topics)}")',
                f'holders("{group}")',
                f'unit of("{one(self.people)}")',
                f'unit kind("{one(self.units)}")',
            ]
        )


def test_it_answers_as_the_engine_does() -> None:
    asker = Asker(SEED)
    pairs = []
    for _ in range(100):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=asker.random.randint(0, 10_000))
        known, own_known = environment(PROCEDURE, at), functions(PROCEDURE, at)
        for text in (asker.question() for _ in range(50)):
            ours = engine(lambda: feel.evaluate(text, {}, known))  # noqa: B023
            theirs = verifier(lambda: own.evaluate(text, {}, at, own_known))  # noqa: B023
            pairs.append((f"{text} at {at}", ours, theirs))
    assert sum(ours != "None" for _, ours, _ in pairs) > len(pairs) / 2
    print(f"seed {SEED}: {judged(pairs, 0)}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('workdays after("2026-02-13", 1)', "date 2026-02-14"),  # a Saturday worked before the Spring Festival
        ('workdays after("2026-02-14", 1)', "date 2026-02-24"),
        ('workdays before("2026-05-12", 2)', "date 2026-05-09"),
        ('workdays left("2026-04-30", "2026-05-09")', "4"),
        ('office hours between("2026-02-14T16:30:00", "2026-02-24T09:30:00")', "2"),
        ('due("4 WH", "2026-02-14T16:30:00")', "date and time 2026-02-24T11:30:00+08:00"),
        ('due("1 WD", "2026-02-14T23:30:00")', "date and time 2026-02-24T17:30:00+08:00"),
        ('due("30 CD", "2026-01-15T10:00:00")', "date and time 2026-02-14T23:59:59+08:00"),
        ('due("month end", "2026-02-28T10:00:00")', "date and time 2026-02-28T17:30:00+08:00"),
        ('due("x", "2026-02-28T10:00:00")', "None"),
    ],
)
def test_what_the_calendar_of_2026_says(text: str, value: str) -> None:
    at = datetime(2026, 2, 13, tzinfo=UTC)
    assert verifier(lambda: own.evaluate(text, {}, at, functions("", at))) == value


def test_what_is_no_calendar_and_no_toml_is_named() -> None:
    with pytest.raises(NotVerified, match="日历"):
        Calendar.from_json({"years": [], "hours": {"spans": [["25:00", "26:00"]]}})
    with pytest.raises(NotVerified, match="TOML"):
        read_terms("[terms")
