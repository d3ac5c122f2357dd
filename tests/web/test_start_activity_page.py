"""开办: the task page of an ad-hoc sub-process offers its steps; a refusal is told on it, others get nothing."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.actions.test_start_activity import inspection


@pytest.fixture
def handled(office):
    """The task of 组织核查, one step at a time."""
    actions.publish_definition(office, inspection("Sequential"), Actor(SYSTEM))
    desk.start(office)
    return desk.task_of(office, "handle")


def test_its_steps_are_started_from_its_page(browser, office, handled):
    checker = browser("O5")
    page = checker.get(f"/tasks/{handled}").text
    assert "现场勘查" in page and "征求意见" in page and "开办环节" in page
    answer = checker.post(f"/tasks/{handled}/start", {"element": "survey"})
    assert (answer.status_code, answer.location) == (303, f"/tasks/{handled}")
    page = checker.get(answer.location).text
    assert "正在办：现场勘查" in page and 'name="element"' not in page
    page = checker.get("/instances/1").text
    assert "在“组织核查”中开办“现场勘查”" in page


def test_a_second_step_is_refused_in_words_and_others_do_not_find_it(browser, office, handled):
    checker = browser("O5")
    checker.get(f"/tasks/{handled}")
    checker.post(f"/tasks/{handled}/start", {"element": "survey", "command_id": "one"})
    refused = checker.post(f"/tasks/{handled}/start", {"element": "ask", "command_id": "two"})
    assert refused.status_code == 409 and "一次只能办一个环节" in refused.text
    assert browser("U14").post(f"/tasks/{handled}/start", {"element": "ask"}).status_code == 404
    assert desk.kinds(office).count("activity.started") == 1
