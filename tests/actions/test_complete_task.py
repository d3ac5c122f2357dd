"""办理: works, refuses others, refuses twice, leaves a trace; with returns, parallel signers and deputies."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL
from engine.errors import Invalid, NotNow, NotYours, Refused, Stale
from engine.organization import Deputy, delegate, mark_absent
from engine.store import tables as t
from engine.store.replay import compare
from engine.task import etag
from tests.actions import desk


def equal(office, instance: int = 1) -> None:
    assert compare(office, instance) == []


def test_it_moves_on_and_keeps_the_opinion(office):
    desk.start(office)
    receipt = desk.review(office)
    assert len(receipt.opened) == 2
    (opinion,) = desk.rows(office, t.opinion)
    assert (opinion.person, opinion.signature, opinion.result, opinion.text) == ("O5", "文思齐", "同意", "已核。")
    equal(office)


def test_it_refuses_others_and_remembers_who_tried(office):
    desk.start(office)
    with pytest.raises(NotYours):
        desk.review(office, by="U12")
    assert desk.kinds(office) == ["instance.started", "action.refused"]
    assert desk.rows(office, t.task)[0].state == "open"
    equal(office)


def test_it_refuses_twice_and_says_who_was_first(office):
    desk.start(office)
    desk.review(office)
    with pytest.raises(NotNow) as refused:
        desk.review(office)
    assert refused.value.code == "task_closed"
    assert refused.value.details["who"] == "O5"
    equal(office)


def test_a_double_submit_has_one_effect_and_the_same_answer(office):
    desk.start(office)
    first = desk.review(office, command="once")
    again = desk.review(office, command="once")
    assert (again.seq, again.opened, again.repeated) == (first.seq, first.opened, True)
    assert desk.kinds(office) == ["instance.started", "task.completed"]


def test_it_leaves_the_path_and_decisions_in_history(office):
    desk.start(office)
    desk.review(office)
    taken = [h["element"] for h in desk.last_body(office)["moved"]["path"] if h["kind"] == "take"]
    assert taken == ["f3", "f5"]


def test_a_return_gives_the_step_a_new_task_and_term(office, clock):
    desk.to_sign(office)
    clock.move_to(datetime(2026, 2, 24, 10, 0, tzinfo=LOCAL))
    desk.sign(office, "退回")
    reviews = desk.rows(office, t.task, t.task.c.element == "review")
    assert [r.key for r in reviews] == ["review#1", "review#2"]
    assert reviews[1].due_at.isoformat() == "2026-02-25T09:30:00+00:00"
    desk.review(office)
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14")
    desk.sign(office)
    equal(office)


def test_whoever_started_may_not_review(office, clock):
    actions.change_organization(
        office, Actor("A2"),
        lambda org, now: delegate(
            org, Deputy(kind="leave", principal="O5", deputy="U11", since=date(2026, 2, 13), until=date(2026, 2, 20))
        ),
        {},
    )  # fmt: skip
    desk.start(office, by="U11")
    with pytest.raises(Refused) as refused:
        desk.review(office, by="U11")
    assert refused.value.code == "separation"
    assert desk.kinds(office)[-1] == "action.refused"


def test_an_ab_deputy_acts_only_while_the_other_is_away(office):
    desk.start(office)
    with pytest.raises(NotYours):
        desk.review(office, by="O6")
    actions.change_organization(office, Actor("O5"), lambda org, now: mark_absent(org, "O5", date(2026, 2, 13)), {})
    desk.review(office, by="O6")
    (opinion,) = desk.rows(office, t.opinion)
    assert opinion.signature == "文小章(代文思齐)"
    assert opinion.on_behalf_of == "O5"
    equal(office)


def test_signing_waits_for_a_written_order(office):
    desk.to_sign(office)
    actions.change_organization(office, Actor("A2"), lambda org, now: mark_absent(org, "L1", date(2026, 2, 13)), {})
    with pytest.raises(NotYours):
        desk.sign(office, by="L2")
    order = Deputy(kind="order", principal="L1", deputy="L2", paper="青岚政干〔2026〕3号", since=date(2026, 2, 13))
    actions.change_organization(office, Actor("A2"), lambda org, now: delegate(org, order), {})
    desk.sign(office, by="L2")
    assert desk.rows(office, t.opinion)[-1].signature == "甄务实(代甄为民,主持工作)"
    equal(office)


@pytest.mark.parametrize(
    ("values", "opinion", "field"),
    [
        ({}, "好", "review_result"),
        ({"review_result": "也许"}, "好", "review_result"),
        ({"review_result": "同意"}, "", "opinion"),
        ({"review_result": "同意"}, "坏\x00字", "opinion"),
        ({"review_result": "同意"}, "长" * 5000, "opinion"),
        ({"review_result": "同意", "sign_result": "同意"}, "好", "sign_result"),
    ],
)
def test_wrong_values_change_nothing(office, values, opinion, field):
    desk.start(office)
    with pytest.raises(Invalid) as refused:
        desk.complete(office, "review", "O5", values, opinion)
    assert field in refused.value.fields
    assert desk.kinds(office) == ["instance.started"]


def test_a_form_opened_before_a_colleague_claimed_is_stale(office):
    desk.start(office)
    version = version_of(office, desk.task_of(office, "review"))
    actions.claim_task(office, actions.ClaimTask(desk.task_of(office, "review"), "claim"), Actor("O5"))
    with pytest.raises(Stale) as refused:
        desk.review(office, version=version)
    assert [c["kind"] for c in refused.value.details["changed"]] == ["task.claimed", "instance.started"]


def test_parallel_answers_do_not_make_each_other_stale(office):
    desk.start(office)
    desk.review(office)
    version = version_of(office, desk.task_of(office, "cosign", "财政局"))
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14", version=version)


def version_of(office, task_id: int) -> str:
    from engine.store.work import work

    with work(office, Actor("O5")) as w:
        locked = w.lock(1)
        return etag(w.task(task_id), w.definition(), locked.document)
