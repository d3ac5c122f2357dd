"""回避 in every office action: nobody acts on, sends on, or answers what is his own; and whose act was refused how."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.errors import NotNow, Refused
from engine.organization import delegate, may
from engine.organization.records import Deputy
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions.desk import command_id, rows
from tests.actions.test_requests import ask, at
from tests.matters import VALUES, matter


@pytest.fixture
def own(matters):
    """A matter started by a checker: 核稿 is open to checkers, but not to him."""
    package = matter("own")
    files = dict(package.files)
    files["procedure.toml"] = files["procedure.toml"].replace(b'"unit-head"]', b'"unit-head", "checker"]')
    actions.publish_definition(matters.office, Package(files), Actor(SYSTEM))
    return matters


def order(matters, deputy, principal):
    """`deputy` stands in for `principal` by a written order."""
    paper = Deputy(kind="order", deputy=deputy, principal=principal, paper="青岚政任〔2026〕1号", since=at("2026-02-13T00:00").date())
    actions.change_organization(
        matters.office, Actor("A2"), lambda org, now: delegate(org, paper), {"order": deputy, "for": principal}
    )


class TestNobodyAnswersHimself:
    def test_who_asked_does_not_answer_as_the_others_deputy(self, matters):
        matters.to_fork()
        matters.act(actions.add_signer, actions.AddSigner(matters.find("handle"), ("U14",), "after", command_id()), "U10")
        order(matters, "U10", "U14")
        answer = actions.CompleteTask(matters.find("handle", role="after"), {"result": "同意"}, command_id(), "同意。")
        matters.refuses("separation", actions.complete_task, answer, "U10")
        matters.act(actions.complete_task, answer, "U14")

    def test_what_was_asked_is_not_handed_back_to_who_asked(self, matters):
        matters.to_fork()
        matters.act(actions.add_signer, actions.AddSigner(matters.find("handle"), ("U10",), "after", command_id()), "U11")
        back = actions.TransferTask(matters.find("handle", role="after"), "U11", "请您定。", command_id())
        matters.refuses("invalid_values", actions.transfer_task, back, "U10")

    def test_who_added_a_signer_may_call_him_back_when_he_handed_it_on(self, matters):
        matters.to_fork()
        matters.act(actions.delegate_task, actions.DelegateTask(matters.find("handle"), "O5", "请拟。", command_id()), "U11")
        people = {p.id for p in _organization(matters).people}
        colleague = next(
            p for p in sorted(people) if p != "O5" and _together(matters, p, "O5") and _business(matters, p)
        )
        given = actions.TransferTask(matters.find("handle", role="delegate"), colleague, "请办。", command_id())
        matters.act(actions.transfer_task, given, "O5")
        remove = actions.RemoveSigner(matters.find("handle", role="delegate"), command_id())
        matters.refuses("not_yours", actions.remove_signer, remove, "O5")
        matters.act(actions.remove_signer, remove, "U11")
        assert matters.task("handle").state == "open"

    def test_a_request_made_for_somebody_is_not_decided_by_him(self, matters):
        matters.to_fork()
        order(matters, "O1", "U10")
        order(matters, "U10", "L1")
        matters.act(actions.ask_extension, ask(matters, 8), "O1")
        assert matters.inbox_of("handle", role="request") == ["L1"]
        decide = actions.CompleteTask(matters.find("handle", role="request"), {"result": "同意"}, command_id(), "同意。")
        matters.refuses("separation", actions.complete_task, decide, "U10")


def _organization(matters):
    with matters.office.database.read() as connection:
        return matters.office.organization(connection, matters.office.in_force(connection)["organization"])


def _together(matters, one, other):
    units, on = _organization(matters).units_of, matters.clock.now().date()
    return bool({*units(one, on)} & {*units(other, on)})


def _business(matters, person):
    return may(_organization(matters), person, "task.do", matters.clock.now())


class TestWhoIsRecused:
    def test_he_does_nothing_at_all_to_the_step(self, own):
        command = actions.StartInstance("own", VALUES, command_id())
        actions.start_instance(own.office, command, Actor("O5"))
        (task,) = rows(own.office, t.task, t.task.c.state == "open")
        for action, command in (
            (actions.transfer_task, actions.TransferTask(task.id, "O2", "请办。", command_id())),
            (actions.delegate_task, actions.DelegateTask(task.id, "O2", "请拟。", command_id())),
            (actions.add_signer, actions.AddSigner(task.id, ("O2",), "before", command_id())),
            (actions.return_task, actions.ReturnTask(task.id, "drafter", "请改。", command_id())),
            (actions.complete_task, actions.CompleteTask(task.id, {"check_result": "同意"}, command_id())),
        ):
            own.refuses("separation", action, command, "O5")


class TestRefusals:
    def test_the_same_transfer_twice_gets_its_first_answer_and_leaves_no_trace(self, matters):
        matters.to_fork()
        command = actions.TransferTask(matters.find("handle"), "U11", "请办。", command_id())
        first = matters.act(actions.transfer_task, command, "U10")
        again = matters.act(actions.transfer_task, command, "U10")
        assert (first.seq, again.repeated) == (again.seq, True)
        assert "action.refused" not in matters.kinds

    def test_who_held_a_task_before_learns_who_gave_it_to_whom(self, matters):
        matters.to_fork()
        matters.act(actions.transfer_task, actions.TransferTask(matters.find("handle"), "U11", "请办。", command_id()), "U10")
        command = actions.CompleteTask(matters.find("handle"), {}, command_id())
        refused = matters.refuses("task_given", actions.complete_task, command, "U10")
        assert refused.details["who"] == "U10" and "2026-02-13 09:00" in refused.zh
        matters.refuses("not_yours", actions.complete_task, command, "U14")  # never his: told nothing

    def test_a_transfer_granted_while_the_task_is_held_stays_out_of_the_inbox_until_it_opens(self, matters):
        matters.to_fork()
        ask = actions.TransferTask(matters.find("handle"), "U14", "属财政职责。", command_id())
        matters.act(actions.transfer_task, ask, "U10")
        matters.act(actions.delegate_task, actions.DelegateTask(matters.find("handle"), "U11", "请拟。", command_id()), "U10")
        matters.do("handle", "O5", {"result": "同意"}, role="request")
        assert matters.inbox_of("handle") == [] and matters.task("handle").state == "held"
        matters.do("handle", "U11", {}, "已拟。", role="delegate")
        assert matters.inbox_of("handle") == ["U14"]

    def test_an_extension_asked_for_keeps_the_step_before_from_being_withdrawn(self, matters):
        matters.to_fork()
        matters.act(actions.ask_extension, ask(matters), "U10")
        command = actions.WithdrawTask(matters.find("check"), command_id())
        refused = matters.refuses("withdraw_late", actions.withdraw_task, command, "O5")
        assert refused.details["who"] == "U10"

    def test_a_stranger_is_not_told_whether_a_matter_stands_still(self, matters):
        matters.to_fork()
        matters.refuses("not_yours", actions.resume_instance, actions.ResumeInstance(1, "", command_id()), "U1")
        matters.refuses("not_held", actions.resume_instance, actions.ResumeInstance(1, "", command_id()), "U10")

    def test_a_reader_may_not_urge(self, matters):
        matters.to_fork()
        matters.act(actions.circulate, actions.Circulate(1, ("U1",), command_id()), "O5")
        matters.refuses("not_yours", actions.urge_task, actions.UrgeTask(matters.find("handle"), command_id()), "U1")

    def test_only_what_was_opened_is_marked_read(self, matters):
        matters.to_fork()
        matters.act(actions.circulate, actions.Circulate(1, ("U1",), command_id()), "O5")
        actions.open_reading(matters.office, 1, Actor("U1"))
        matters.act(actions.circulate, actions.Circulate(1, ("U1",), command_id()), "U11")
        matters.act(actions.mark_read, actions.MarkRead(1, command_id()), "U1")
        assert [row.read_at is None for row in sorted(rows(matters.office, t.reading), key=lambda row: row.n)] == [False, True]


class TestHostileInput:
    @pytest.mark.parametrize("number", [-1, 0, 2**63, 10**40, 2 * 2**20 + 1])
    def test_numbers_of_nothing_are_nobodys(self, matters, number):
        matters.to_fork()
        before = matters.everything()
        for action, command in (
            (actions.complete_task, actions.CompleteTask(number, {}, command_id())),
            (actions.withdraw_task, actions.WithdrawTask(number, command_id())),
            (actions.urge_task, actions.UrgeTask(number, command_id())),
            (actions.jump_instance, actions.JumpInstance(1, "check", "重核。", command_id(), number)),
            (actions.pause_instance, actions.PauseInstance(number, "补正。", command_id())),
        ):
            with pytest.raises(Refused) as refused:
                action(matters.office, command, Actor("O1"))
            assert refused.value.code == "not_yours"
        assert matters.everything() == before

    @pytest.mark.parametrize("text", ["好\u202e的", "好\ud800", "好\x9f", "好\u2028的", "好\x00"])
    def test_words_that_are_not_what_they_look_like_are_refused(self, matters, text):
        matters.to_fork()
        command = actions.ReturnTask(matters.find("handle"), "check", text, command_id())
        matters.refuses("invalid_values", actions.return_task, command, "U10")

    def test_a_task_of_another_matter_does_not_jump_here(self, matters):
        matters.to_fork()
        matters.start()
        theirs = matters.find("check")  # of the second matter
        command = actions.JumpInstance(1, "check", "重核。", command_id(), theirs)
        matters.refuses("not_yours", actions.jump_instance, command, "O1")
        remove = actions.JumpInstance(2, "check", "重核。", command_id(), matters.find("handle"))
        matters.refuses("not_yours", actions.jump_instance, remove, "O1")

    def test_endless_lists_are_refused(self, matters):
        matters.to_fork()
        many = tuple(f"X{n}" for n in range(100_000))
        sign = actions.AddSigner(matters.find("handle"), many, "before", command_id())
        matters.refuses("invalid_values", actions.add_signer, sign, "U10")
        matters.refuses("invalid_values", actions.circulate, actions.Circulate(1, ("U3",) * 100_000, command_id()), "O5")

    @pytest.mark.parametrize("days", [-3, 0, 10**9])
    def test_days_nobody_would_ask_for(self, matters, days):
        matters.to_fork()
        matters.refuses("extension.too_long", actions.ask_extension, ask(matters, days), "U10")


def test_nobody_is_added_to_a_countersigning_in_turn_who_will_be_asked_anyway(matters):
    files = dict(matter("turn").files)
    files["process.bpmn"] = files["process.bpmn"].replace(
        b"<multiInstanceLoopCharacteristics", b'<multiInstanceLoopCharacteristics isSequential="true"'
    ).replace(b'isSequential="true" isSequential="false"', b'isSequential="true"')
    actions.publish_definition(matters.office, Package(files), Actor(SYSTEM))
    actions.start_instance(matters.office, actions.StartInstance("turn", VALUES, command_id()), Actor("U11"))
    matters.do("check", "O5", {"check_result": "同意"})
    mine = matters.find("opinions", label="财政局")
    assert len(rows(matters.office, t.task, t.task.c.element == "opinions")) == 1  # in turn
    waits = actions.AddSigner(mine, ("农业农村局",), "round", command_id())
    matters.refuses("invalid_values", actions.add_signer, waits, "U14")
    matters.act(actions.add_signer, actions.AddSigner(mine, ("交通运输局",), "round", command_id()), "U14")
    again = actions.AddSigner(mine, ("交通运输局",), "round", command_id())
    matters.refuses("invalid_values", actions.add_signer, again, "U14")


def test_who_was_removed_may_be_added_again(matters):
    matters.to_fork()
    matters.act(
        actions.remove_signer, actions.RemoveSigner(matters.find("opinions", label="农业农村局"), command_id()), "O1"
    )
    mine = matters.find("opinions", label="财政局")
    matters.act(actions.add_signer, actions.AddSigner(mine, ("农业农村局",), "round", command_id()), "U14")
    assert matters.task("opinions", label="农业农村局").state == "open"


def test_a_task_ended_by_another_act_names_it(matters):
    matters.to_fork()
    handle = matters.find("handle")
    matters.act(actions.jump_instance, actions.JumpInstance(1, "check", "重核。", command_id()), "O1")
    with pytest.raises(NotNow) as refused:
        actions.complete_task(matters.office, actions.CompleteTask(handle, {}, command_id()), Actor("U10"))
    assert refused.value.details["who"] == "O1" and "跳转" in refused.value.zh


def test_who_is_recused_signs_for_nothing_and_is_offered_nothing(own):
    """He would keep his colleagues from a task that he cannot do."""
    started = actions.StartInstance("own", VALUES, command_id())
    actions.start_instance(own.office, started, Actor("O5"))
    task = own.find("check")
    own.refuses("separation", actions.claim_task, actions.ClaimTask(task, command_id()), "O5")
    page = queries.task_page(own.office, "O5", task)
    assert page.acts_as is None and page.blocked is not None and page.blocked.code == "separation"
    assert not page.claimable and not page.fields and not page.actions.any


def test_urging_is_offered_to_those_who_may_urge(matters):
    """Whoever only reads a matter, or only waits for his turn, hurries nobody."""
    matters.to_fork()
    matters.act(actions.circulate, actions.Circulate(1, ("L3",), command_id()), "U11")
    for person, urges in (("U11", True), ("O5", True), ("O1", True), ("L3", False), ("U14", False)):
        page = queries.instance_page(matters.office, person, 1)
        assert (matters.find("handle") in page.actions.urgeable) is urges, person
        urge = actions.UrgeTask(matters.find("handle"), command_id())
        if urges:
            matters.act(actions.urge_task, urge, person)
        else:
            matters.refuses("not_yours", actions.urge_task, urge, person)
