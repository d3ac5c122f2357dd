"""`banjie figures` on the demo office, with the bases its director entered."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.figures import figures
from engine.clock import LOCAL
from engine.demo.load import load_demo
from engine.store.office import open_office


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder}/banjie.sqlite3"
    office = open_office(url, files=Path(folder) / "files")
    load_demo(office, datetime(2026, 9, 30, 17, 0, tzinfo=LOCAL))
    office.database.dispose()
    return url


def ask(demo: str, *more: str):
    arguments = ["outgoing-document", "--from", "2026-01-01", "--to", "2026-12-31", "--database", demo, *more]
    return CliRunner().invoke(figures, arguments)


def test_json_names_matters_and_definition(demo: str):
    told = json.loads(ask(demo, "--cutoff", "2026-09-30", "--json").output)
    issued = next(figure for figure in told["figures"] if figure["id"] == "issued")
    assert issued["items"] == len(issued["below"]) == int(issued["value"]) > 5
    assert issued["change"]["last"] == "126" and issued["change"]["entered"].startswith("2025")
    assert sum(int(group["value"]) for group in issued["by"]["month"]) == int(issued["value"])
    assert len(told["definition"]["hash"]) == 64 and told["cutoff"].startswith("2026-09-30T15:59:59")
    by_id = {figure["id"]: figure for figure in told["figures"]}
    assert 0 < by_id["overdue"]["items"] < by_id["in_hand"]["items"] < 31
    assert not [figure["id"] for figure in told["figures"] if figure["failure"]]


def test_sentences_for_people(demo: str):
    output = ask(demo, "--by").output
    assert "发文数量" in output and "126 件(录入)" in output and "月份 2026-09" in output


@pytest.mark.parametrize("more", [("--from", "soon"), ("--cutoff", "soon"), ("--cutoff", "2026-01-01Tx")])
def test_bad_dates_are_refused(demo: str, more: tuple[str, ...]):
    assert ask(demo, *more).exception is not None
