"""Stories of every procedure, taken out by the exporter and verified: five layers, and no false alarm."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from engine.definition import Package
from engine.queries.exportable import choose_period
from engine.scenario import read_scenario, run
from engine.store.office import Office
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from tests.conftest import PROCESSES
from tests.verifier.exporting import with_keys

STORIES = [
    pytest.param(folder, story, id=f"{folder.name}-{story.stem}")
    for folder in sorted(PROCESSES.iterdir())
    for story in sorted((folder / "scenarios").glob("*.toml"), key=lambda path: -path.stat().st_size)[:2]
] + [pytest.param(PROCESSES / "supervision", PROCESSES / "supervision/scenarios/from-incoming.toml", id="linked")]


@pytest.mark.parametrize(("folder", "story"), STORIES)
def test_a_story_taken_out_is_verified(folder: Path, story: Path, tmp_path: Path) -> None:
    packages = {each.name: Package.from_folder(each) for each in PROCESSES.iterdir()}
    told: list[str] = []

    def look(office: Office) -> None:
        evidence = with_keys(office, tmp_path)
        evidence.checkpoint()
        chosen = choose_period(office, SYSTEM, date(2020, 1, 1), date(2030, 12, 31))
        data, made = evidence.export(chosen, witnessed=True)
        found = judge(io.BytesIO(data), evidence.trust)
        assert found.found.faults == [], found.as_text()
        assert [found.state(layer) for layer in (2, 3, 4)] == ["passed"] * 3, found.as_text()
        assert made.instances == len(chosen.instances)
        # both sides of every message are here, so none is left open
        left = [gap.zh for gap in found.found.gaps if "须看该事项的历史" in gap.zh or "出自" in gap.zh]
        assert left == []
        told.append(found.state(5))

    report = run(read_scenario(story.read_bytes(), story.name), packages[folder.name], others=packages, look=look)
    assert report.problems == []
    assert told
