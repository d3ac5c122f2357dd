"""No act from another site, none without the token, none by GET."""

from __future__ import annotations

from tests.actions.desk import kinds, start, task_of
from tests.web.conftest import PASSWORD


def test_a_post_without_the_token_is_refused(browser, office):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")
    values = {"review_result": "同意", "opinion": "拟同意。"}
    for token in ("", "0" * 64, "令牌", browser("O6").hidden("csrf")):
        answer = checker.post(f"/tasks/{task}/complete", {**values, "csrf": token})
        assert answer.status_code == 400, token
    assert kinds(office) == ["instance.started", "task.opened"]


def test_a_post_from_elsewhere_is_refused_even_with_the_token(browser, office):
    person = browser("U11")
    person.get("/procedures/approval/start")
    for site in ("cross-site", "same-site"):
        answer = person.post("/procedures/approval/draft", {"title": "从别处来"}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 400


def test_the_token_changes_at_sign_in(browser):
    somebody = browser()
    somebody.get("/sign-in")
    before = somebody.hidden("csrf")
    somebody.post("/sign-in", {"login": "U11", "password": PASSWORD})
    somebody.get("/procedures")
    assert somebody.hidden("csrf") not in ("", before)
