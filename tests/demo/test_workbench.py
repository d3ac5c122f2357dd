"""The analyst's table in the demo office is not empty, and what lies there works."""

from __future__ import annotations

from engine import queries
from engine.definition import Package, check, compile_package
from engine.demo.workbench import NEW
from engine.queries.design import release_page
from engine.scenario import read_scenario, run
from engine.store.office import Office


def test_a_draft_with_a_longer_term_and_a_new_procedure(lived: Office) -> None:
    new, longer = queries.workbench(lived, "A4").drafts
    assert (longer.procedure, new.procedure) == ("outgoing-document", "vehicle-request")
    page = release_page(lived, "A4", longer.id)
    assert [change.path for change in page.changes] == ["procedure.toml"]
    assert page.ready.clean and not page.ready.outdated and page.ready.lived
    term = compile_package(page.draft.package).procedure.term
    assert (term("sign", "平件"), term("pre_issue", "平件")) == ("2 WD", "1 WD")
    assert release_page(lived, "A4", new.id).ready.clean


def test_the_new_procedure_is_clean_and_its_scenarios_pass() -> None:
    package = Package.from_folder(NEW)
    assert check(package) == []
    stories = package.under("scenarios/", ".toml")
    assert len(stories) == 3
    for file, data in stories.items():
        report = run(read_scenario(data, file), package)
        assert report.ok, report.problems
