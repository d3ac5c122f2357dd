"""Scenarios as a table: every shipped step survives its form, changes say exactly themselves, comments stay."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from engine.definition import Package
from engine.errors import DefinitionRefused
from engine.scenario.table import StoryOffers, changed, fold, read_story, step_view, story_offers, unfold
from engine.toml import same
from tests.conftest import PROCESSES

FILES = sorted(PROCESSES.glob("*/scenarios/*.toml"))


@cache
def offers(folder: Path) -> StoryOffers:
    return story_offers(Package.from_folder(folder))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_every_step_survives_its_form(path: Path) -> None:
    offered = offers(path.parents[1])
    text = path.read_text(encoding="utf-8")
    for n, step in enumerate(tomllib.loads(text)["step"]):
        posted = unfold(step, offered)
        view = step_view(posted, offered)
        again = {cell.name for group in view.groups for cell in (*group.cells, *(c for row in group.rows for c in row))}
        again |= {name for name, _ in view.hidden} | {group.count for group in view.groups} | {"rest"}
        assert set(posted) <= again, "whatever is not on the page would be lost"
        raw, problems = fold(posted, offered)
        assert not problems and same({"do": "observe", **step}, raw), (n, problems)
    story = read_story(text.encode(), path.name, offered)
    assert len(story.lines) == len(tomllib.loads(text)["step"])
    assert changed(text.encode(), path.name, lambda raw, steps: None).decode() == text


def test_most_of_a_story_is_in_its_form() -> None:
    rests = steps = 0
    for path in FILES:
        for step in tomllib.loads(path.read_text(encoding="utf-8"))["step"]:
            steps += 1
            rests += bool(unfold(step, offers(path.parents[1]))["rest"][0])
    assert rests < steps * 0.3, f"{rests} of {steps} steps need text"


STORY = PROCESSES / "outgoing-document" / "scenarios" / "doc-1.toml"
STEPS = tomllib.loads(STORY.read_text(encoding="utf-8"))["step"]


def test_a_changed_due_and_a_new_expectation() -> None:
    posted = unfold(STEPS[1], offers(STORY.parents[1]))
    raw, problems = fold(
        {**posted, "opens.0.due": ["2026-02-25T17:30"], "shows.state": ["running"]}, offers(STORY.parents[1])
    )
    assert not problems
    assert raw["opens"] == [{"task": "check", "who": ["O5", "O6"], "due": "2026-02-25T17:30"}]
    assert raw["shows"] == {"state": "running"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [("at", [""]), ("at", ["morgen"]), ("rest", ["x = ["]), ("rest", ["nonsense = 1"]), ("rest", ['opinion = "zweimal"']),
     ("days", ["viele"])],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_input(name: str, sent: list[str]) -> None:
    posted = unfold(STEPS[1], offers(STORY.parents[1]))
    _, problems = fold({**posted, name: sent}, offers(STORY.parents[1]))
    assert list(problems) == [name]


def test_another_step_brings_another_form_and_loses_nothing() -> None:
    posted = {**unfold(STEPS[1], offers(STORY.parents[1])), "task": ["check"]}
    view = step_view(posted, offers(STORY.parents[1]))
    named = {cell.name for group in view.groups for cell in group.cells}
    assert "values.check_result" in named and "values.unit_result" not in named
    assert "unit_result" in view.rest.value


def test_steps_are_added_moved_and_taken_out_with_their_comments() -> None:
    data = STORY.read_bytes()

    def swap(raw: dict, steps: list) -> None:  # type: ignore[type-arg]
        steps[3], steps[4] = steps[4], steps[3]
        steps.insert(1, {"at": steps[0]["at"], "do": "observe", "shows": {"state": "running"}})
        del steps[-1]

    text = changed(data, "x", swap).decode()
    assert "# 5. Signed, numbered" in text and len(tomllib.loads(text)["step"]) == len(STEPS)
    assert same(tomllib.loads(text)["step"][4:6], [STEPS[4], STEPS[3]])


def test_a_file_that_is_no_story_is_refused() -> None:
    for data in (b"step = 1", b"step = [1]", b"x = [", b"\xff"):
        with pytest.raises(DefinitionRefused):
            read_story(data, "x", offers(STORY.parents[1]))
