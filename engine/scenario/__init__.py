"""Scenarios: stories of a procedure (people, acts in order, days that pass) run through the real actions.

A scenario opens an office of its own in memory with a simulated clock. `table` edits stories as tables, `making` makes
them of finished matters; reporting, editing, handing and pages serve the workbench, above the actions because stories
are played by them. May import actions, queries and below.
"""

from engine.scenario.coverage import Coverage
from engine.scenario.drawing import covered_diagram
from engine.scenario.playing import Played, covered, play, scenarios_of
from engine.scenario.reader import Scenario, read_scenario
from engine.scenario.runner import Report, run

__all__ = [
    "Coverage",
    "Played",
    "Report",
    "Scenario",
    "covered",
    "covered_diagram",
    "play",
    "read_scenario",
    "run",
    "scenarios_of",
]
