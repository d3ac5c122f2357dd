"""What goes wrong is a page in plain words, with the right status and a way on."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.errors import Incident, Refused
from engine.store.database import busy
from tests.actions.desk import start, task_of


def test_not_found_says_so_and_leads_home(browser):
    page = browser("U11").get("/nothing/here")
    assert page.status_code == 404 and "没有找到" in page.text and 'href="/"' in page.text


def test_a_wrong_method_names_the_right_one(browser):
    answer = browser("U11").client.delete("/sign-in")
    assert answer.status_code in (400, 405)
    assert browser("U11").get("/sign-out").status_code == 405


def test_a_busy_database_is_a_page_with_retry_and_nothing_half_done(browser, office, monkeypatch):
    start(office)
    task = task_of(office, "review")
    checker = browser("O5")
    checker.get(f"/tasks/{task}")

    def gone(*_: object) -> None:
        raise busy(TimeoutError())

    with monkeypatch.context() as broken:
        broken.setattr(office.database, "write", gone)
        answer = checker.post(f"/tasks/{task}/complete", {"review_result": "同意", "opinion": "拟同意。"})
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "5" and "没有执行" in answer.text
    with monkeypatch.context() as broken:
        broken.setattr(office.database, "read", gone)
        answer = checker.get("/inbox/todo")
        assert answer.status_code == 503 and "系统繁忙" in answer.text
        assert checker.get("/health").status_code == 503
    assert checker.get("/health").text == "ok\n"
    assert checker.get("/inbox/todo").status_code == 200 and len(checker.titles()) == 1


def test_a_database_that_is_really_gone_is_the_same_page(browser, office):
    checker = browser("O5")
    path = office.database.url.removeprefix("sqlite:///")
    office.database.dispose()
    with open(path, "r+b") as file:
        file.write(b"not a database any more " * 100)
    answer = checker.get("/inbox/todo")
    assert answer.status_code in (500, 503) and "没有执行" in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "refused", [Incident("null_condition", "gate", "gate#1", "条件没有结果。", "No result."), ValueError("x")]
)
def test_a_fault_is_told_without_its_insides(app: Flask, browser, refused: Exception, monkeypatch):
    person = browser("U11")

    def fail(*_: object, **__: object) -> None:
        raise refused

    monkeypatch.setitem(app.view_functions, "procedures.show", fail)
    answer = person.get("/procedures")
    assert answer.status_code == 500 and "Traceback" not in answer.text and "ValueError" not in answer.text
    if isinstance(refused, Refused):
        assert refused.zh in answer.text


def test_scripts_get_json(browser, office):
    answer = browser("A1").get("/tasks/999", headers={"Accept": "application/json"})
    assert answer.status_code == 404 and answer.json["code"] == "not_yours"
