"""The papers of 会议审批, printed from the stories: notice of a merged meeting, minutes with resolutions, approval sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from engine import actions
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.organization import load_office
from engine.queries.papers import paper
from engine.scenario import read_scenario
from engine.scenario.acts import SYSTEM_ACTOR
from engine.scenario.runner import Play
from engine.store.office import Office, open_office
from web.papers.html import document

FOLDER = Path(__file__).resolve().parents[2] / "processes/meeting"


@contextmanager
def told(name: str, files: Path) -> Iterator[tuple[Office, dict[str, int]]]:
    """An office in which a story was played, and its matters by name."""
    story = read_scenario((FOLDER / f"scenarios/{name}.toml").read_bytes(), name)
    clock = SimulatedClock(story.steps[0].at - timedelta(days=1))
    office = open_office("sqlite://", clock=clock, files=files)
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, SYSTEM_ACTOR)
    actions.load_organization(office, data.organization, SYSTEM_ACTOR)
    actions.publish_definition(office, Package.from_folder(FOLDER), SYSTEM_ACTOR)
    play = Play(story, office, clock)
    for step in story.steps:
        play.step(step)
    assert play.report.problems == []
    try:
        yield office, play.instances
    finally:
        office.database.dispose()


def test_the_notice_of_a_merged_meeting_names_the_items_and_units_of_both(tmp_path: Path) -> None:
    with told("mtg-2", tmp_path) as (office, matters):
        text = document(paper(office, "O5", matters["a"], "meeting-notice"))
    for word in ("关于召开人居环境提升推进会的通知", "城区人居环境提升进展", "农村厕所改造", "柳河乡", "甄善建"):
        assert word in text


def test_the_minutes_list_every_resolution(tmp_path: Path) -> None:
    with told("mtg-3", tmp_path) as (office, matters):
        minutes = document(paper(office, "O5", matters["main"], "minutes"))
        sheet = document(paper(office, "O5", matters["main"], "approval-sheet"))
    for word in ("现场会纪要", "青岚府纪〔2026〕1号", "完成K12路段边坡绿化", "完成K30路段拆迁", "统一沿线标识标牌"):
        assert word in minutes
    for word in ("领导审批", "甄善建", "一把手改为分管负责人,甄为民、甄务实同志不陪会,人数减到38人。"):
        assert word in sheet
