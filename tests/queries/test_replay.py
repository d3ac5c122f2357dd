"""A matter told step by step: why each thing could happen, and what readers may not see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.errors import NotNow, NotYours
from engine.organization import mark_absent
from engine.queries.replay.running import ERASED, run
from engine.store import tables as t
from engine.store.office import Office
from engine.store.rebuild import recorded, references
from tests.actions import desk
from tests.queries.test_masking import NAME, PHONE, begun, words


def whole_story(office: Office) -> queries.Replay:
    """Returned once, a second round countersigned, signed."""
    desk.to_sign(office)
    desk.sign(office, "退回")
    desk.review(office)
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14")
    desk.sign(office)
    return queries.replay_of(office, "U11", 1)


def test_one_frame_for_every_event_in_order(office):
    told = whole_story(office)
    with office.database.read() as connection:
        events = connection.execute(t.instance.select().with_only_columns(t.instance.c.events)).scalar_one()
    assert [frame.line.seq for frame in told.frames] == list(range(1, events + 1))
    assert all(frame.difference == "" for frame in told.frames)
    assert told.frames[-1].visits["review"] == 2 and told.frames[-1].flows["f8"] == 1


def test_several_tokens_stand_at_once(office):
    desk.start(office)
    desk.review(office)
    told = queries.replay_of(office, "U11", 1)
    assert [frame.tokens for frame in told.frames] == [{"review": 1}, {"cosign": 2}]
    assert {task.label for task in told.frames[-1].open} == {"林草局", "财政局"}
    desk.cosign(office, "林草局", "U10")
    assert queries.replay_of(office, "U11", 1).frames[-1].tokens == {"cosign": 1}


def test_the_condition_is_told_with_the_values_it_saw(office):
    told = whole_story(office)
    returned = next(frame for frame in told.frames if frame.line.result == "退回")
    (choice,) = returned.choices
    (tried,) = choice.tried
    assert (tried.text, tried.values, tried.result) == ('sign_result = "退回"', (("sign_result", "退回"),), True)
    assert choice.taken == ("核稿",) and not choice.otherwise
    signed = told.frames[-1].choices[0]
    assert signed.otherwise and signed.tried[0].values == (("sign_result", "同意"),)


def test_what_was_written_is_told_before_and_after(office):
    told = whole_story(office)
    first, second = (
        [c for frame in told.frames for c in frame.changed if c.path == "sign_result" and c.after == value]
        for value in ("退回", "同意")
    )
    assert (first[0].label, first[0].before, second[0].before) == ("签发结果", "", "退回")
    assert told.frames[0].document["title"].value == "关于测试的请示"
    assert "sign_result" not in told.frames[0].document and told.frames[-1].document["sign_result"].value == "同意"


def test_post_and_dates_of_that_day(office):
    told = whole_story(office)
    review = next(frame for frame in told.frames if frame.line.step == "核稿")
    assert review.right is not None and review.right.how == "post" and review.right.on == date(2026, 2, 13)
    assert [(post.unit, post.title, post.groups) for post in review.right.posts] == [("文秘科", "科长", ("checker",))]
    assert told.frames[0].right is not None and told.frames[0].right.how == "start"
    assert review.right.apart == ("发起",)


def test_a_stand_in_is_told_by_his_arrangement_and_still_when_it_has_ended(office):
    desk.start(office)

    def away(org, now):
        return mark_absent(org, "O5", now.date(), now.date(), "出差")

    actions.change_organization(office, Actor("A2"), away, {"absent": "O5"})
    desk.review(office, by="O6")
    office.clock.move_to(office.now() + timedelta(days=30))
    right = queries.replay_of(office, "U11", 1).frames[-1].right
    assert right is not None and (right.how, right.principal) == ("deputy", "O5")
    assert right.deputy is not None and right.deputy.kind == "ab"


def test_a_change_of_the_office_afterwards_changes_no_story(office):
    told = whole_story(office)

    def away(org, now):
        return mark_absent(org, "O5", now.date(), None, "出差")

    office.clock.move_to(office.now() + timedelta(days=1))
    actions.change_organization(office, Actor("A2"), away, {"absent": "O5"})
    assert queries.replay_of(office, "U11", 1).frames == told.frames


def test_dues_and_lights_are_those_of_the_moment(office):
    desk.start(office)
    office.clock.move_to(office.now() + timedelta(days=12))
    desk.review(office)
    first, second = queries.replay_of(office, "U11", 1).frames
    assert first.open[0].light.colour in ("绿", "黄") and first.late == frozenset()
    assert second.open[0].light.colour in ("绿", "黄"), "the cosigners' clock began only now"


def test_office_actions_are_steps_of_their_own(office):
    desk.start(office)
    delegate = actions.DelegateTask(desk.task_of(office, "review"), "O6", "请核对", desk.command_id())
    actions.delegate_task(office, delegate, Actor("O5"))
    frame = queries.replay_of(office, "U11", 1).frames[-1]
    assert frame.line.kind == "task.delegated" and frame.here == {"review"}
    assert [(task.role, task.held) for task in frame.open] == [("main", True), ("delegate", False)]
    assert frame.tokens == {"review": 1}


def test_strangers_get_not_yours_and_auditors_by_their_scope(office):
    desk.start(office)
    for stranger in ("O6", "A1"):
        with pytest.raises(NotYours):
            queries.replay_of(office, stranger, 1)
    with pytest.raises(NotYours):
        queries.replay_of(office, "U11", 2)
    assert len(queries.replay_of(office, "A5", 1).frames) == 1


def test_an_auditor_sees_nothing_outside_his_scope(office):
    def narrower(org, now):
        return replace(org, grants=tuple(replace(g, scope=("司法局",)) if g.person == "A5" else g for g in org.grants))

    desk.start(office)
    actions.change_organization(office, Actor("A2"), narrower, {"grant": "A5"})
    with pytest.raises(NotYours):
        queries.replay_of(office, "A5", 1)


def test_what_is_masked_stays_masked_in_every_frame(bare_office):
    instance_id = begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")
    told = queries.replay_of(bare_office, "U14", instance_id)
    assert NAME not in words(told.frames, told.instance) and PHONE not in words(told.frames, told.instance)
    assert told.frames[0].document["caller"].value == "赵**"
    assert next(c for c in told.frames[0].changed if c.path == "phone").after == "*********61"
    assert NAME in words(queries.replay_of(bare_office, "O5", instance_id).frames)


def test_the_same_story_on_an_office_that_forgot_its_snapshot(office):
    told = whole_story(office)
    with office.database.write() as connection:
        connection.execute(t.snapshot.delete())
    assert queries.replay_of(office, "U11", 1).frames == told.frames


@pytest.mark.tampers
def test_a_changed_record_is_told_where_it_stops_being_so(office):
    whole_story(office)
    with office.database.write() as connection:
        h = t.history.c
        body = connection.execute(t.history.select().where(h.kind == "task.completed").order_by(h.seq)).first()
        changed = bytes(body.body).replace("同意".encode(), "不同意".encode())
        connection.execute(t.history.update().where(h.seq == body.seq).values(body=changed))
    told = queries.replay_of(office, "U11", 1)
    assert len(told.frames) == 9
    assert told.frames[0].difference == "" and told.frames[body.seq - 1].difference
    assert all(frame.difference for frame in told.frames[body.seq - 1 :])


def test_what_the_clock_did_needs_no_right(office):
    desk.start(office)
    office.clock.move_to(office.now() + timedelta(days=5))
    actions.fire_timers(office)
    frame = queries.replay_of(office, "U11", 1).frames[-1]
    assert frame.line.kind == "timer.fired" and frame.right is not None and frame.right.how == "system"
    assert frame.line.urged == 1


def test_a_gateway_without_a_name_is_called_by_the_step_before_it(office):
    told = whole_story(office)
    assert {(c.name, c.after) for frame in told.frames for c in frame.choices} == {("", "核稿"), ("", "签发")}


def test_a_reader_of_what_was_sent_needs_no_other_right(office):
    desk.start(office)
    actions.circulate(office, actions.Circulate(1, ("O1",), desk.command_id(), "传阅", "请阅"), Actor("U11"))
    actions.open_reading(office, 1, Actor("O1"))
    actions.mark_read(office, actions.MarkRead(1, desk.command_id(), "已阅。"), Actor("O1"))
    sent, *read = queries.replay_of(office, "U11", 1).frames[1:]
    assert [frame.right and frame.right.how for frame in (sent, *read)] == ["starter", "sent", "sent"]


def test_a_jump_is_a_step_with_its_right_and_where_it_leads(office):
    desk.start(office)
    actions.jump_instance(office, actions.JumpInstance(1, "sign", "领导催要", desk.command_id()), Actor("O1"))
    frame = queries.replay_of(office, "U11", 1).frames[-1]
    assert (frame.line.kind, frame.line.reason, frame.tokens) == ("instance.jumped", "领导催要", {"sign": 1})
    assert frame.right is not None and frame.right.how == "answers" and frame.right.posts[0].groups == ("director",)
    assert {"review", "sign"} <= frame.here


def test_a_claim_is_judged_by_the_office_of_its_moment(office):
    """A claim moves no token and names no organization: the office's journal tells which was in force."""
    desk.start(office)

    def away(org, now):
        return mark_absent(org, "O5", now.date(), now.date(), "出差")

    actions.change_organization(office, Actor("A2"), away, {"absent": "O5"})
    actions.claim_task(office, actions.ClaimTask(desk.task_of(office, "review"), desk.command_id()), Actor("O6"))

    def never_was(org, now):
        return replace(org, absences=(), deputies=())

    office.clock.move_to(office.now() + timedelta(hours=1))
    actions.change_organization(office, Actor("A2"), never_was, {"deputies": "none"})
    right = queries.replay_of(office, "U11", 1).frames[-1].right
    assert right is not None and (right.how, right.principal) == ("deputy", "O5")


@pytest.mark.tampers
@pytest.mark.parametrize("first", [3, 1])
def test_an_erased_event_is_told_as_such_and_the_rest_without_guessing(office, first):
    desk.to_sign(office)
    with office.database.write() as connection:
        connection.execute(t.history.update().where(t.history.c.seq == first).values(body=b""))
    if first == 1:
        with pytest.raises(NotNow):
            queries.replay_of(office, "U11", 1)
        return
    frames = queries.replay_of(office, "U11", 1).frames
    assert [frame.difference for frame in frames] == ["", "", "erased", "erased"]
    assert frames[2].line.who == "林长青" and frames[2].tokens == frames[1].tokens and frames[3].right is None


def test_what_was_erased_by_law_is_no_difference(office):
    """The same other path, once in a record that is whole and once in one whose texts are gone."""
    desk.to_sign(office)
    desk.sign(office, "退回")
    with office.database.read() as connection:
        events, known = recorded(connection, 1), references(office, connection)
        signed = events[-1]
        other = replace(signed, body={**signed.body, "variables": {"sign_result": "同意"}})
        assert run([*events[:-1], other], known)[-1].difference.startswith("not enabled")
        object.__setattr__(other, "erased", True)
        assert run([*events[:-1], other], known)[-1].difference == ERASED


def test_who_asked_may_take_it_back(office):
    desk.start(office)
    delegate = actions.DelegateTask(desk.task_of(office, "review"), "O6", "请核对", desk.command_id())
    asked = actions.delegate_task(office, delegate, Actor("O5"))
    actions.remove_signer(office, actions.RemoveSigner(asked.opened[0], desk.command_id()), Actor("O5"))
    frame = queries.replay_of(office, "U11", 1).frames[-1]
    assert frame.line.kind == "signer.removed" and frame.right is not None and frame.right.how == "asked"
    assert [task.held for task in frame.open] == [False]
