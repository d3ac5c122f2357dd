"""`banjie what-if`: a period of histories through a changed folder, in sentences and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.cli import main
from engine.definition import Package
from tests.actions import desk
from tests.cli.test_compare import longer, put
from tests.packages import DIAGRAM, approval

PERIOD = ["--from", "2026-02-01", "--to", "2026-02-28"]


def ask(place: Path, url: str, *more: str) -> str:
    told = CliRunner().invoke(main, ["what-if", str(place), *PERIOD, "--database", url, *more])
    assert told.exit_code == 0, told.output
    return told.output


def test_numbers_reasons_and_dues_are_told(office, database_url: str, tmp_path: Path) -> None:
    for number, amount in ((1, 1000), (2, 9000)):
        desk.start(office, amount=amount)
        desk.review(office, instance=number)
    told = ask(put(longer(), tmp_path / "longer"), database_url)
    assert "共 2 件:2 件走法相同,0 件走法不同" in told
    assert "核稿:办结 2 次,到期日变 2 次;超期 0 → 0" in told
    parted = DIAGRAM.replace('=review_result = "不同意"', "=amount &lt; 5000").encode()
    folder = put(approval(**{"process.bpmn": parted}), tmp_path / "parted")
    assert "在“核稿之后”:原来走“会签”,草稿走“不予办理”" in ask(folder, database_url)
    found = json.loads(ask(folder, database_url, "--json"))
    assert (found["same"], found["diverged"]) == (1, 1) and found["causes"][0]["of"] == []
    named = json.loads(ask(folder, database_url, "--json", "--by", "U11"))
    assert named["causes"][0]["of"] == ["QS20260001"], "the drafter may read it"
    hidden = json.loads(ask(folder, database_url, "--json", "--by", "U2"))
    assert hidden["causes"][0]["of"] == []


def test_a_package_that_cannot_run_is_refused(tmp_path: Path, database_url: str) -> None:
    folder = put(Package({"procedure.toml": b"x"}), tmp_path / "bad")
    told = CliRunner().invoke(main, ["what-if", str(folder), *PERIOD, "--database", database_url])
    assert told.exit_code == 1
