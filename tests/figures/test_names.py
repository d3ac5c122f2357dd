"""`banjie check` knows what FEEL in figures.toml may name in this procedure."""

from __future__ import annotations

import pytest

from engine.definition import check
from tests.packages import approval

GOOD = """
readers = ["checker"]
[let]
seen = 'steps[element = "review" and result = "同意"]'
[by.unit]
name = "单位"
english = "Unit"
value = "step.unit"
[[figure]]
id = "reviews"
name = "核稿"
english = "Reviews"
kind = "duration"
over = "steps"
step = "review"
date = "step.closed"
from = "step.opened"
to = "step.closed"
by = ["month", "unit"]
of = 'amount > 0 and count(seen) > 0 and step.answers.review_result = "同意" and some s in round satisfies s.unit != null'
[[figure]]
id = "late"
name = "积压"
english = "Backlog"
kind = "count"
over = "rows"
field = "cosign_units"
date = "started"
of = 'office hours between(started, cutoff) > 2 * figure("reviews", "2026-02") and list contains(cosign_units, row)'
"""


def found(text: str) -> set[tuple[str, str | None]]:
    findings = check(approval(**{"figures.toml": text.encode()}))
    return {(finding.code, finding.element) for finding in findings if finding.file == "figures.toml"}


def test_what_a_matter_knows_is_accepted():
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("amount > 0", "amuont > 0", ("unknown_name", "reviews.of")),
        ("count(seen)", "count(sean)", ("unknown_name", "reviews.of")),
        ('"step.closed"', '"step.closd"', ("unknown_name", "reviews.date")),
        ('element = "review"', 'element = "reveiw"', ("unknown_target", "let.seen")),
        ('step = "review"', 'step = "reveiw"', ("unknown_target", "reviews")),
        ('field = "cosign_units"', 'field = "amount"', ("unknown_target", "late")),
        ('figure("reviews"', 'figure("late"', ("unknown_figure", "late.of")),
        ("step.unit", "step.units", ("unknown_name", "by.unit")),
        ('readers = ["checker"]', 'readers = ["boss"]', ("unknown_role", "readers")),
        ("seen = ", "amount = ", ("name_taken", "let.amount")),
        ('over = "rows"\nfield = "cosign_units"', 'over = "facts"\nfact = "visit"', ("unknown_target", "late")),
        ('kind = "duration"', 'kind = "spread"', ("bad_choice", "reviews")),
    ],
)
def test_what_it_cannot_know_is_found(old: str, new: str, finding: tuple[str, str]):
    assert old in GOOD
    assert finding in found(GOOD.replace(old, new))


def test_an_item_belongs_to_its_own_kind_of_figure():
    wrong = GOOD.replace('date = "started"\nof = ', 'date = "step.closed"\nof = ')
    assert ("unknown_name", "late.date") in found(wrong)
