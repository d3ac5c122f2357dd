"""banjie paper: one paper, or a year's for the archive."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from engine import actions, queries
from engine.actions import Actor
from engine.cli import main
from engine.store.work import SYSTEM
from tests.actions.desk import cosign, review, sign, start
from tests.web.paper_package import with_papers


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the command asks the same of both databases."""
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


@pytest.fixture
def database(office, tmp_path: Path, monkeypatch) -> str:
    """Two matters of 2026, the first signed and numbered."""
    monkeypatch.setenv("BANJIE_FILES", str(tmp_path / "files"))
    actions.publish_definition(office, with_papers(), Actor(SYSTEM))
    start(office)
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    sign(office)
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


def run(*arguments: str):
    return CliRunner().invoke(main, ["paper", *arguments])


def test_one_paper_by_case_number_or_document_number(office, database, tmp_path):
    for number, form in (("QS20260001", "pdf"), ("测试〔2026〕1号", "docx"), ("QS20260001", "html")):
        path = tmp_path / f"out.{form}"
        result = run(number, "red-head", "-o", str(path), "--by", "U11", "--database", database, "--json")
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        assert told["papers"][0]["code"] == queries.paper(office, "U11", 1, "red-head").code
        assert path.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04", b"<!do")


def test_strangers_unknown_papers_and_wrong_forms_are_refused(database, tmp_path):
    for by, number, paper, suffix, code in (
        ("L2", "QS20260001", "red-head", "pdf", "not_yours"),
        ("U11", "QS20269999", "red-head", "pdf", "not_yours"),
        ("U11", "QS20260002", "red-head", "pdf", "no_paper"),
        ("U11", "QS20260001", "red-head", "odt", "unknown_format"),
    ):
        path = tmp_path / f"out.{suffix}"
        result = run(number, paper, "-o", str(path), "--by", by, "--database", database)
        assert result.exit_code == 1 and f"[{code}]" in result.output
        assert not path.exists()


def test_a_year_is_bound_into_one_file_or_laid_into_a_folder(database, tmp_path):
    year = ("--procedure", "approval", "--year", "2026", "--by", "U11", "--database", database)
    wanted = ("--papers", "drafting-sheet,red-head")
    result = run(*year, *wanted, "-o", str(tmp_path / "all.pdf"), "--json")
    assert result.exit_code == 0, result.output
    told = [(each["number"], each["paper"]) for each in json.loads(result.stdout)["papers"]]
    assert told == [("QS20260001", "drafting-sheet"), ("QS20260001", "red-head"), ("QS20260002", "drafting-sheet")]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO((tmp_path / "all.pdf").read_bytes())).pages]
    assert "QS20260001" in pages[0] and "QS20260002" in pages[-1]
    assert sum("第1页" in page.replace(" ", "") for page in pages) == 3, "each paper counts its own pages"
    result = run(*year, *wanted, "-o", str(tmp_path / "folder"), "--json")
    assert result.exit_code == 0 and len(list((tmp_path / "folder").glob("*.pdf"))) == 3


def test_a_year_with_nothing_says_so(database, tmp_path):
    arguments = ("--procedure", "approval", "--year", "2020", "--by", "U11", "--database", database)
    result = run(*arguments, "-o", str(tmp_path / "all.pdf"))
    assert result.exit_code == 1 and "[nothing_to_print]" in result.output


def test_half_a_question_is_wrong_usage(tmp_path):
    for arguments in (("QS20260001",), ("--procedure", "approval"), ("A", "b", "--procedure", "c", "--year", "2026")):
        assert run(*arguments, "-o", str(tmp_path / "x.pdf"), "--by", "U11").exit_code == 2
