"""What a task page offers is what the actions allow: nothing that would be refused, and nothing less."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.errors import Refused
from tests.actions import desk
from tests.actions.desk import command_id


def page(office, person: str, element: str, label: str = ""):
    return queries.task_page(office, person, desk.task_of(office, element, label))


def names(units) -> set[str]:
    return {each.id for unit in units for each in unit.people}


def test_every_return_offered_is_possible_and_says_whether_directly(office):
    desk.to_sign(office)
    offered = page(office, "L1", "sign").actions.returns
    assert [target.element for target in offered] == ["cosign", "review"]
    for target in offered:
        assert target.name and (target.direct is None or target.direct.code == "direct_impossible")
    task = desk.task_of(office, "sign")
    review = next(target for target in offered if target.element == "review")
    assert review.direct is None
    command = actions.ReturnTask(task, "review", "重写", command_id(), direct=True)
    assert actions.return_task(office, command, Actor("L1")).opened


def test_a_countersigner_is_told_why_it_cannot_come_straight_back(office):
    desk.start(office)
    desk.review(office)
    (target,) = page(office, "U10", "cosign", "林草局").actions.returns
    assert target.element == "review" and target.direct is not None and "直送" in target.direct.zh


def test_the_first_step_has_nowhere_to_go_back_to(office):
    desk.start(office)
    assert page(office, "O5", "review").actions.returns == ()


def test_a_task_goes_to_colleagues_at_once_and_never_to_the_recused(office):
    desk.start(office)
    offered = page(office, "O5", "review").actions
    assert names(offered.transfer) == {"O6"} and offered.by_request == ()
    assert "U11" not in names(offered.colleagues), "the drafter does not check his own text"
    assert "A1" not in names(offered.colleagues) and "O5" not in names(offered.colleagues)
    task = desk.task_of(office, "review")
    for person in sorted(names(offered.colleagues))[:3]:
        command = actions.AddSigner(task, (person,), "before", command_id())
        (asked,) = actions.add_signer(office, command, Actor("O5")).opened
        actions.remove_signer(office, actions.RemoveSigner(asked, command_id()), Actor("O5"))


def test_rounds_offer_units_not_yet_asked(office):
    desk.start(office)
    desk.review(office)
    offered = {each.id for each in page(office, "U10", "cosign", "林草局").actions.rounds}
    assert offered and offered.isdisjoint({"林草局", "财政局"})
    assert page(office, "U11", "cosign", "林草局").actions.rounds == ()


def test_onlookers_are_offered_nothing(office):
    desk.to_sign(office)
    seen = page(office, "U11", "sign")
    assert seen.acts_as is None and not seen.actions.any and not seen.unopened
    with pytest.raises(Refused):
        actions.return_task(
            office, actions.ReturnTask(desk.task_of(office, "sign"), "review", "重写", command_id()), Actor("U11")
        )


def test_a_held_task_names_whom_it_waits_for_and_who_may_end_that(office):
    desk.start(office)
    task = desk.task_of(office, "review")
    command = actions.AddSigner(task, ("O2",), "before", command_id(), "请把关")
    (inserted,) = actions.add_signer(office, command, Actor("O5")).opened
    mine = queries.task_page(office, "O5", task)
    assert mine.state == "held" and mine.held == ("文致远",) and mine.actions.asked[0].ends
    assert not queries.task_page(office, "U11", task).actions.asked[0].ends
    asked = queries.task_page(office, "O2", inserted)
    assert asked.inserted.role == "before" and asked.inserted.words == "请把关" and asked.inserted.asked_by == "文思齐"
    assert asked.fields == () and asked.actions.returns == ()
    assert asked.acts_as is not None


def test_a_paused_matter_offers_its_resumption_and_nothing_else(office):
    desk.start(office)
    actions.pause_instance(office, actions.PauseInstance(1, "等补正", command_id()), Actor("O5"))
    mine = page(office, "O5", "review")
    assert mine.acts_as is None and mine.blocked.code == "paused" and mine.matter.resume
    assert mine.light.colour == "灰" and not mine.matter.pause and not mine.actions.any
    assert not page(office, "U11", "review").matter.resume
    assert page(office, "O1", "review").matter.resume


def test_who_answers_for_a_matter_may_look_and_move_it(office):
    desk.start(office)
    seen = queries.instance_page(office, "O1", 1)
    assert seen.actions.cancel and seen.actions.suspend and {e.id for e in seen.actions.jump} == {
        "review", "cosign", "sign",
    }  # fmt: skip
    drafter = queries.instance_page(office, "U11", 1)
    assert drafter.actions.cancel and not drafter.actions.jump
    desk.review(office)
    assert not queries.instance_page(office, "U11", 1).actions.cancel


def test_taking_back_is_offered_until_somebody_has_looked(office):
    desk.start(office)
    desk.review(office)
    task = desk.task_of(office, "review")
    assert queries.completed(office, "O5", 1, task).undo
    actions.open_task(office, desk.task_of(office, "cosign", "林草局"), Actor("U10"))
    gone = queries.completed(office, "O5", 1, task)
    assert not gone.undo and gone.late.code == "withdraw_late" and "会签" in gone.late.zh
    assert not queries.completed(office, "U11", 1, task).undo


def test_own_phrases_follow_those_of_the_procedure(office):
    desk.start(office)
    actions.add_phrase(office, "请抓紧。", Actor("O5"))
    assert [each.text for each in page(office, "O5", "review").phrases] == ["请抓紧。"]
    assert page(office, "U11", "review").phrases == ()


def test_leaders_get_the_buttons_the_result_allows(office):
    desk.to_sign(office)
    quick = page(office, "L1", "sign").quick
    assert quick.agree.value == "同意" and quick.seen is None and quick.field == "sign_result"
    assert not page(office, "U11", "sign").quick.any


def test_neighbours_follow_the_list(office):
    for n in range(3):
        desk.start(office, title=f"第{n}件请示")
    order = [row.task_id for row in queries.inbox(office, "O5").rows]
    pages = [queries.task_page(office, "O5", task).neighbours for task in order]
    assert pages == [(None, order[1]), (order[0], order[2]), (order[1], None)]
    assert queries.first_task(office, "O5") == order[0] and queries.first_task(office, "U12") is None
