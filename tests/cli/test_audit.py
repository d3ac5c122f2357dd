"""`banjie audit` on a demo office: the auditor finds, the security administrator reads that he did, nobody else."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
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


def ask(demo: str, *arguments: str):
    outcome = CliRunner().invoke(main, ["audit", *arguments, "--database", demo, "--json"])
    return outcome.exit_code, json.loads(outcome.output)


def test_an_auditor_asks_and_it_is_told(demo: str):
    code, told = ask(demo, "search", "--by", "A5", "--find", "acts", "--person", "O5", "--from", "2026-09-01", "--size", "3")
    assert code == 0 and told["total"] > 3 and len(told["hits"]) == 3
    assert {hit["line"]["who"] for hit in told["hits"]} <= {"文思齐", "文小章"}, "himself, or who acted for him"
    assert all(hit["at"] >= "2026-08-31T16" and hit["seq"] for hit in told["hits"])
    code, more = ask(demo, "search", "--by", "A5", "--find", "acts", "--person", "O5", "--from", "2026-09-01",
                     "--after", told["next"])  # fmt: skip
    assert {(h["instance_id"], h["seq"]) for h in more["hits"]}.isdisjoint(
        {(h["instance_id"], h["seq"]) for h in told["hits"]}
    )
    code, looks = ask(demo, "looks", "--by", "A2")
    assert code == 0 and looks["total"] == 2
    assert looks["lines"][1]["body"]["question"] == {"find": "acts", "person": "O5", "since": "2026-09-01"}
    assert looks["lines"][1]["who"] == "纪明察" and looks["lines"][1]["kind"] == "audit.searched"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("search", "--by", "O1"), "not_yours"),
        (("search", "--by", "A3"), "not_yours"),
        (("search", "--by", "A5", "--from", "soon"), "bad_date"),
        (("looks", "--by", "A5"), "not_yours"),
        (("looks", "--by", "A3"), "not_yours"),
        (("journal", "--by", "A2"), "not_yours"),
    ],
)
def test_nobody_else(demo: str, arguments: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["banjie", "audit", *arguments, "--json"])
    exit_code, told = ask(demo, *arguments)
    assert exit_code == 1 and told["refused"]["code"] == code


def test_the_audit_administrator_reads_the_journal(demo: str):
    _, told = ask(demo, "journal", "--by", "A3")
    kinds = {line["kind"] for line in told["lines"]}
    assert "definition.published" in kinds and not {kind for kind in kinds if kind.startswith("audit.")}
    _, only = ask(demo, "journal", "--by", "A3", "--kind", "definition.published")
    assert {line["kind"] for line in only["lines"]} == {"definition.published"} and only["total"] == 5


def test_sentences_for_people(demo: str):
    outcome = CliRunner().invoke(main, ["audit", "search", "--by", "A5", "--find", "overdue", "--database", demo])
    assert outcome.exit_code == 0 and "共" in outcome.output
