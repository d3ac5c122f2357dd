"""A scenario that tells the truth has no problems; each kind of expectation can fail."""

from __future__ import annotations

import pytest

from engine.errors import DefinitionRefused
from engine.scenario import read_scenario, run
from tests.packages import approval

STORY = """
title = "请示审批"
procedure = "approval"
{only}
[[step]]
at = 2026-02-13T09:40:00
by = "U11"
do = "start"
values = {{ title = "关于测试的请示", urgency = "平件", cosign_units = ["林草局", "财政局"] }}
opens = [{{ task = "review", who = ["O5"], due = "2026-02-14T17:30" }}]
[[step]]
at = 2026-02-13T09:50:00
by = "U12"
do = "complete"
task = "review"
values = {{ review_result = "同意" }}
opinion = "同意。"
refused = "not_yours"
[[step]]
at = 2026-02-14T18:00:00
lights = [{{ task = "review", light = "红", left = 0, urges = 1 }}]
sees = {{ O5 = ["review"], U10 = [] }}
[[step]]
at = 2026-02-24T09:40:00
by = "O5"
do = "complete"
task = "review"
values = {{ review_result = "同意" }}
opinion = "同意。"
opens = [{{ task = "cosign", unit = "林草局", due = "2026-02-26T17:30" }}, {{ task = "cosign", unit = "财政局" }}]
takes = ["f3", "f5"]
shows = {{ state = "running", result = "同意", rounds = {{ review = 1 }} }}
facts = ["timer.fired"]
"""


def play(text: str):
    return run(read_scenario(text.encode(), "story.toml"), approval())


def test_a_true_story_has_no_problems():
    report = play(STORY.format(only='only = ["O5", "U10", "U14"]'))
    assert report.problems == []
    assert {"f0", "f1", "f2", "f3", "f5"} <= report.flows


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        ('due = "2026-02-14T17:30"', 'due = "2026-02-13T17:30"'),
        ('who = ["O5"]', 'who = ["O6"]'),
        ('refused = "not_yours"', 'refused = "task_closed"'),
        ('light = "红"', 'light = "黄"'),
        ("urges = 1", "urges = 0"),
        ("U10 = []", 'U10 = ["review"]'),
        ('{{ task = "cosign", unit = "林草局", due = "2026-02-26T17:30" }}, ', ""),
        ('"f3", "f5"', '"f4"'),
        ('state = "running"', 'state = "已办结"'),
        ("review = 1", "review = 2"),
        ('facts = ["timer.fired"]', 'facts = ["post.empty"]'),
        (
            'values = {{ review_result = "同意" }}\nopinion = "同意。"\nopens',
            'values = {{}}\nopinion = "同意。"\nopens',
        ),
        ("{only}", 'only = ["O5", "U10"]'),
    ],
)
def test_an_untrue_expectation_is_told(true, untrue):
    assert true in STORY
    report = play(STORY.replace(true, untrue, 1).format(only=""))
    assert report.problems


@pytest.mark.parametrize(
    "wrong", ["do = 'vanish'", "expects = 1", "at = '2026'"], ids=["unknown act", "unknown key", "not a time"]
)
def test_a_story_that_cannot_be_read_is_refused_step_by_step(wrong):
    with pytest.raises(DefinitionRefused) as refused:
        read_scenario(
            f"title = 'x'\n[[step]]\nat = 2026-02-13T09:40:00\n{wrong}\n".replace(
                "at = 2026-02-13T09:40:00\nat", "at"
            ).encode()
        )
    assert refused.value.findings[0].element == "step[1]"
