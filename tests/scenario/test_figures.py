"""What a story says about figures is asked, and each kind of it can be wrong."""

from __future__ import annotations

import pytest

from engine.scenario import read_scenario, run
from tests.packages import approval
from tests.queries.test_figures import FIGURES

STORY = """
title = "指标"
procedure = "approval"
[[step]]
at = 2026-02-13T09:40:00
by = "U11"
do = "start"
values = {{ title = "关于测试的请示", urgency = "平件", cosign_units = ["林草局"] }}
[[step]]
at = 2026-02-13T10:00:00
by = "O5"
do = "complete"
task = "review"
values = {{ review_result = "同意" }}
opinion = "同意。"
[[step]]
at = 2026-02-13T10:10:00
by = "O2"
do = "base"
values = {{ figure = "agreed", from = 2025-01-01, to = 2025-12-31, value = "96.15", source = "2025年通报" }}
refused = "not_allowed"
[[step]]
at = 2026-02-13T10:20:00
by = "O1"
do = "base"
values = {{ figure = "agreed", from = 2025-01-01, to = 2025-12-31, value = "96.15", source = "2025年通报" }}
[[step]]
at = 2027-01-05T09:00:00
figures = [{wishes}]
"""
YEAR = "from = 2026-01-01, to = 2026-12-31"


def problems(wish: str) -> list[str]:
    package = approval(**{"figures.toml": FIGURES.encode()})
    return run(read_scenario(STORY.format(wishes=wish).encode(), "story.toml"), package).problems


def test_a_true_story_has_no_problems():
    wishes = [
        f'{{ figure = "agreed", {YEAR}, value = "100.00 %", change = "+3.85 百分点", last = "96.15 %" }}',
        f'{{ figure = "started", {YEAR}, value = 1, numbers = ["QS20260001"], counted = ["QS20260001"] }}',
        f'{{ figure = "started", {YEAR}, by = "unit", key = "林草局", value = "1 件" }}',
        f'{{ figure = "agreed", {YEAR}, cutoff = 2026-02-12, value = "无" }}',
        f'{{ figure = "agreed", {YEAR}, cutoff = 2026-02-13T10:00:00, value = "100.00", procedure = "approval" }}',
    ]
    assert problems(", ".join(wishes)) == []


@pytest.mark.parametrize(
    "wish",
    [
        f'{{ figure = "agreed", {YEAR}, value = "99.99 %" }}',
        f'{{ figure = "agreed", {YEAR}, change = "+4.00 %" }}',
        f'{{ figure = "agreed", {YEAR}, last = "100.00 %" }}',
        f'{{ figure = "started", {YEAR}, numbers = [] }}',
        f'{{ figure = "started", {YEAR}, counted = ["QS20260002"] }}',
        f'{{ figure = "started", {YEAR}, by = "unit", key = "财政局", value = "0" }}',
        f'{{ figure = "nothing", {YEAR}, value = "1" }}',
        f'{{ figure = "agreed", {YEAR}, worth = "1" }}',
        f'{{ figure = "agreed", {YEAR}, procedure = "nothing", value = "1" }}',
        '{ figure = "agreed", from = 2026-12-31, to = 2026-01-01, value = "1" }',
        '{ figure = "agreed", value = "1" }',
    ],
)
def test_each_kind_of_untruth_is_told(wish: str):
    assert len(problems(wish)) == 1
