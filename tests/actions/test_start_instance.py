"""发起: works, refuses others, refuses twice, leaves a trace."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.errors import Invalid, Missing, NotYours
from engine.store import tables as t
from tests.actions import desk
from tests.packages import VALUES


def test_it_opens_the_first_task_with_its_term(office):
    receipt = desk.start(office)
    assert receipt.number == "QS20260001"
    (task,) = desk.rows(office, t.task)
    assert (task.element, task.principals, task.term) == ("review", ["checker"], "1 WD")
    assert task.due_at.isoformat() == "2026-02-14T09:30:00+00:00"  # Saturday worked for the holiday, 17:30 local
    assert [row.principal for row in desk.rows(office, t.inbox)] == ["checker"]


def test_it_refuses_who_may_not_start(office):
    with pytest.raises(NotYours):
        desk.start(office, by="A1")
    assert desk.rows(office, t.instance) == []


def test_the_same_command_twice_has_one_effect_and_one_answer(office):
    command = actions.StartInstance("approval", VALUES, "once")
    first = actions.start_instance(office, command, Actor("U11"))
    again = actions.start_instance(office, command, Actor("U11"))
    assert (again.instance_id, again.opened, again.repeated) == (first.instance_id, first.opened, True)
    assert len(desk.rows(office, t.instance)) == 1


def test_it_leaves_a_trace_that_can_be_run_again(office):
    desk.start(office)
    assert desk.kinds(office) == ["instance.started"]
    body = desk.last_body(office)
    assert body["values"]["title"] == VALUES["title"]
    assert body["in_force"].keys() == {"organization", "calendar"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "短"}, "title"),
        ({"title": ""}, "title"),
        ({"urgency": "很急"}, "urgency"),
        ({"cosign_units": ["没有的局"]}, "cosign_units"),
        ({"urgency": "特急", "amount": 0}, "amount"),
        ({"state": "completed"}, "state"),
    ],
    ids=["too short", "missing", "not an option", "unknown unit", "a rule over two fields", "a field not in the form"],
)
def test_wrong_values_are_told_at_their_field_and_change_nothing(office, values, field):
    with pytest.raises(Invalid) as refused:
        desk.start(office, **values)
    assert field in refused.value.fields
    assert desk.rows(office, t.instance) == []
    assert desk.start(office).number == "QS20260001"  # a refused start uses no number


def test_an_unknown_procedure_is_missing(office):
    with pytest.raises(Missing):
        actions.start_instance(office, actions.StartInstance("nothing", VALUES, "c"), Actor("U11"))
