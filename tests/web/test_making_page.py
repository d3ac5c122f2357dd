"""A scenario of a finished matter: from its page, by whoever answers for it, into a draft or as a file."""

from __future__ import annotations

from collections.abc import Callable

from engine import actions, queries
from engine.actions import Actor, BeginDraft
from engine.actions.accounts import open_account
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.web.conftest import PASSWORD, Browser


def test_from_the_page_of_the_matter_to_a_draft_and_to_a_file(browser: Callable[..., Browser], office: Office) -> None:
    open_account(office, "O1", PASSWORD, Actor(SYSTEM))
    receipt = desk.start(office)
    director = browser("O1")
    path = f"/instances/{receipt.instance_id}"
    assert "生成场景" not in director.get(path).text
    assert "办结之后才能生成场景" in director.get(f"{path}/scenario").text
    assert director.post(f"{path}/scenario").status_code == 409
    desk.complete(office, "review", "O5", {"review_result": "不同意"}, "不同意。", instance=receipt.instance_id)
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    draft = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), Actor("A4"))
    assert f'href="{path}/scenario"' in director.get(path).text
    assert "图析理" in director.get(f"{path}/scenario").text
    answer = director.post(f"{path}/scenario", {"draft": str(draft)})
    assert answer.status_code == 200 and "scenarios/made-1.toml" in answer.text
    assert "scenarios/made-1.toml" in queries.draft_page(office, "A4", draft).files
    answer = director.post(f"{path}/scenario")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="made.toml"'
    assert 'procedure = "approval"' in answer.text
    assert director.post(f"{path}/scenario", {"draft": "99"}).status_code == 404
    for person in ("U11", "A4"):
        assert browser(person).get(f"{path}/scenario").status_code == 404
