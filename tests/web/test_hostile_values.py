"""Numbers, dates, places and answers that no page of ours makes: a plain page answers, never a fault."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.store.work import SYSTEM
from tests.actions.desk import command_id, start, task_of
from tests.packages import VALUES
from tests.web.paper_package import with_papers

HUGE = "9" * 30
FAR = "f" * 24
GONE = (f"/tasks/{HUGE}", f"/instances/{HUGE}", f"/instances/{HUGE}/papers/x", f"/attachments/{HUGE}", f"/tasks/{2**63}")
LISTS = (
    f"/search?text=a&after=1.{FAR}", "/search?text=a&until=9999-12-31", "/search?text=a&since=0001-01-01",
    f"/inbox/todo?after=1.0.1.{FAR}", "/inbox/todo?after=1.-9.1.-1", f"/inbox/done?after=1.{FAR}",
    f"/inbox/drafts?after=1.{FAR}", f"/inbox/unread?after=-1.{FAR}",
)  # fmt: skip


@pytest.mark.parametrize("path", GONE)
def test_a_number_no_id_can_be_has_no_page(browser, path):
    assert browser("O5").get(path).status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_a_damaged_place_or_the_last_of_days_shows_the_list(browser, office, path):
    start(office)
    assert browser("O5").get(path).status_code == 200


@pytest.mark.parametrize("act", ["follow", "opinions/1/confirm"])
def test_an_act_on_such_a_number_is_refused(browser, act):
    assert browser("U11").post(f"/instances/{HUGE}/{act}").status_code == 404


def test_a_button_nested_without_end_is_no_button(browser, office):
    start(office)
    task = task_of(office, "review")
    person = browser("O5")
    person.get(f"/tasks/{task}")
    answer = person.post(f"/tasks/{task}/complete", {"_quick": "[" * 100_000, "opinion": "同意"})
    assert answer.status_code == 422


def test_a_title_longer_than_a_file_property_is_printed(browser, office):
    actions.publish_definition(office, with_papers(), Actor(SYSTEM))
    values = {**VALUES, "title": "关于防火工作的请示" * 40}
    actions.start_instance(office, actions.StartInstance("approval", values, command_id()), Actor("U11"))
    person = browser("U11")
    person.get("/instances/1/papers/meeting-notice")
    assert person.post("/instances/1/papers/meeting-notice/docx").status_code == 200
