"""What `banjie check` says about [papers]."""

from __future__ import annotations

import pytest

from engine.definition import Package, check
from engine.definition.papers import TEMPLATES
from tests.packages import PROCEDURE, approval
from tests.web.paper_package import with_papers
from web.papers.html import environment


def findings(papers: str) -> list[tuple[str, str | None]]:
    toml = PROCEDURE.format(key="approval") + papers
    return [(f.code, f.element) for f in check(Package({**approval().files, "procedure.toml": toml.encode()}))]


def test_every_kind_of_paper_may_be_declared() -> None:
    assert check(with_papers()) == []


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ('template = "letter"\nname = "信"', "unknown_template"),
        ('template = "drafting-sheet"\nname = "稿纸"\nformats = ["docx"]', "unknown_format"),
        ('template = "drafting-sheet"\nname = "稿纸"\nformats = ["exe"]', "unknown_format"),
        ('template = "drafting-sheet"\nname = "稿纸"\nvalues = { seal = "title" }', "unknown_place"),
        ('template = "drafting-sheet"\nname = "稿纸"\nvalues = { note = "titel" }', "unknown_name"),
        ('template = "drafting-sheet"\nname = "稿纸"\nvalues = { note = "if if" }', "bad_expression"),
        ('template = "drafting-sheet"\nname = "稿纸"\nwhen = "number = "', "bad_expression"),
        ('template = "drafting-sheet"\nname = "稿纸"\nboxes = { "签发" = ["signing"] }', "unknown_task"),
        ('template = "drafting-sheet"\nname = "稿纸"\nboxes = { "签发" = "sign" }', "bad_paper"),
        ('template = "drafting-sheet"\nname = "稿纸"\ncolour = "red"', "unknown_setting"),
        ('template = "drafting-sheet"', "bad_paper"),
        ("template = 1\nname = 2", "bad_paper"),
    ],
)
def test_a_wrong_paper_is_named(declared: str, code: str) -> None:
    found = findings(f"[papers.one]\n{declared}\n")
    assert code in {each for each, _ in found}
    assert all(element and "one" in element for _, element in found)


def test_papers_that_are_no_table_are_refused() -> None:
    assert findings("") == []
    toml = 'papers = "red"\n' + PROCEDURE.format(key="approval")
    found = check(Package({**approval().files, "procedure.toml": toml.encode()}))
    assert [f.code for f in found] == ["setting_not_table"]


def test_every_template_is_there() -> None:
    known = set(environment().list_templates()) - {"parts.html", "document.html"}
    assert known == {f"{name}.html" for name in TEMPLATES}
