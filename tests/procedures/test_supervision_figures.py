"""The figures of 督查督办 over its stories (domain.md 2.18, SUP-1 to SUP-3): exact, and by effective due."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definition import Package
from engine.scenario import read_scenario, run

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FIGURES = {
    "sup-1": [
        '{ figure = "items_on_time", from = 2026-04-01, to = 2026-04-30, value = "100.00 %" }',
        '{ figure = "inspections", from = 2026-04-01, to = 2026-04-30, value = "1" }',
        '{ figure = "feedback_on_time", from = 2026-04-01, to = 2026-04-30, value = "100.00 %" }',
    ],
    "sup-2": [
        '{ figure = "items_closed", from = 2026-05-01, to = 2026-05-31, value = "100.00 %" }',
        '{ figure = "items_on_time", from = 2026-05-01, to = 2026-05-31, value = "66.67 %" }',
        # until 05-20 the extended item is not due yet, and the late one not closed
        '{ figure = "items_closed", from = 2026-05-01, to = 2026-05-20, value = "50.00 %" }',
        '{ figure = "items_on_time", from = 2026-05-01, to = 2026-05-31, by = "unit", key = "农业农村局", value = "0.00 %" }',
        '{ figure = "extended", from = 2026-05-01, to = 2026-05-31, value = "33.33 %" }',
        '{ figure = "feedback_on_time", from = 2026-04-01, to = 2026-04-30, value = "66.67 %" }',
        '{ figure = "taken_up", from = 2026-04-01, to = 2026-04-30, value = "1" }',
        '{ figure = "red_slips", from = 2026-05-01, to = 2026-05-31, value = "1" }',
        '{ figure = "inspections", from = 2026-04-01, to = 2026-05-31, value = "0" }',
    ],
    "sup-3": [
        '{ figure = "inspections", from = 2026-01-01, to = 2026-03-31, value = "1" }',
        '{ figure = "items_on_time", from = 2026-03-01, to = 2026-03-31, value = "66.67 %" }',
        '{ figure = "items_closed", from = 2026-03-01, to = 2026-03-31, value = "100.00 %" }',
    ],
}


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_the_figures_of_a_story(name: str) -> None:
    pytest.importorskip("engine.figures")
    told = (PROCESSES / f"supervision/scenarios/{name}.toml").read_text(encoding="utf-8")
    # the last step of these stories ends with inline keys, so one more belongs to it
    wanted = "figures = [" + ", ".join(FIGURES[name]) + "]"
    story = read_scenario(f"{told}{wanted}\n".encode(), f"{name}.toml")
    others = {key: Package.from_folder(PROCESSES / key) for key in story.others}
    assert run(story, Package.from_folder(PROCESSES / "supervision"), others=others).problems == []
