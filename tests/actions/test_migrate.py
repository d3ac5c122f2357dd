"""迁移: a running matter goes on in another version of its procedure; works, refuses others, refuses twice, leaves a
trace. Whatever a test leaves is executed again and judged by the stand-alone verifier when its office is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine import actions
from engine.actions import Actor
from engine.errors import Invalid, NotYours, Refused, Stale
from engine.queries import MiningAsked, instance_page, mining_page, replay_of, task_page
from engine.queries.event_log import log_cases
from engine.store import tables as t
from engine.store.verification import Trust, verify_office
from engine.store.work import work
from tests.actions.desk import command_id, complete, cosign, kinds, last_body, review, rows, sign, start, task_of
from tests.packages import DIAGRAM, PROCEDURE, approval, choice, form

RECHECK = DIAGRAM.replace(
    '<bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="sign"/>',
    '<bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="recheck"/>'
    '<bpmn:userTask id="recheck" name="复核"><bpmn:extensionElements><zeebe:userTask/>'
    '<zeebe:assignmentDefinition candidateGroups="checker"/></bpmn:extensionElements></bpmn:userTask>'
    '<bpmn:sequenceFlow id="f6b" sourceRef="recheck" targetRef="sign"/>',
)
RECHECK_FORM = form("recheck", choice("recheck_result", "复核结果", "同意", "不同意"))


def version(diagram: str, procedure: str = PROCEDURE, **files: bytes):
    return approval(**{
        "process.bpmn": diagram.encode(), "procedure.toml": procedure.format(key="approval").encode(), **files,
    })  # fmt: skip


MORE = version(RECHECK, **{"forms/recheck.json": RECHECK_FORM})
# the review is called otherwise, and what listens beside it, too
RENAMED = version(
    DIAGRAM.replace('"review"', '"check"').replace(">review<", ">check<").replace('"late"', '"tardy"').replace("核稿", "初审"),
    PROCEDURE.replace("terms.review", "terms.check").replace("tasks.review", "tasks.check").replace(
        "[tasks.sign]", '[tasks.sign]\ndifferent_from = ["check"]'
    ),
    **{"forms/check.json": form("check", choice("review_result", "核稿结果", "同意", "不同意"))},
)
# no countersigning any more
FEWER = version(
    DIAGRAM.replace('sourceRef="reviewed" targetRef="cosign"', 'sourceRef="reviewed" targetRef="sign"')
    .replace('<bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="sign"/>', "")
    .replace(DIAGRAM[DIAGRAM.index('<bpmn:userTask id="cosign"') : DIAGRAM.index('<bpmn:sequenceFlow id="f6"')], ""),
    PROCEDURE.replace('[terms.cosign]\n"其他" = "2 WD"\n', "").replace('[tasks.cosign]\nresult = "cosign_result"\n', ""),
)  # fmt: skip
LONGER = version(DIAGRAM, PROCEDURE.replace('"平件" = "1 WD"', '"平件" = "3 WD"'))


def publish(office, package) -> int:
    return actions.publish_definition(office, package, Actor("system")).definition_id


def migrate(office, to: int, by: str = "O1", instance: int = 1, **more: object):
    given = {"reason": "新版流程已发布。", **more}
    command = actions.MigrateInstance(instance, to, str(given.pop("reason")), command_id(), **given)
    return actions.migrate_instance(office, command, Actor(by))


def refused(office, code: str, to: int, by: str = "O1", **more: object) -> Refused:
    with pytest.raises(Refused) as caught:
        migrate(office, to, by, **more)
    assert caught.value.code == code, caught.value
    return caught.value


def definition_of(office, instance: int = 1) -> int:
    return rows(office, t.instance, t.instance.c.id == instance)[0].definition_id


def test_a_matter_goes_on_in_a_version_with_one_more_step(office):
    start(office)
    held = task_of(office, "review")
    actions.claim_task(office, actions.ClaimTask(held, command_id()), Actor("O5"))
    before = rows(office, t.task, t.task.c.id == held)[0]
    to = publish(office, MORE)
    migrate(office, to)
    assert definition_of(office) == to
    assert rows(office, t.task, t.task.c.id == held)[0] == before, "the same task, the same person, the same due"
    body = last_body(office)
    assert body["before"] == body["after"] == [["review#1", "review"]]
    assert body["difference"] == {"added": ["recheck"], "removed": [], "renamed": []}
    assert (body["from"]["version"], body["version"], body["reason"]) == (1, 2, "新版流程已发布。")
    assert body["from"]["definition"] != body["definition"]
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    complete(office, "recheck", "O5", {"recheck_result": "同意"})
    sign(office)
    assert kinds(office).count("instance.migrated") == 1


def test_a_round_of_countersigning_goes_on_where_it_stood(office):
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    migrate(office, publish(office, MORE))
    assert [one[1] for one in last_body(office)["after"]] == ["cosign", "cosign"]
    cosign(office, "财政局", "U14")
    assert task_of(office, "recheck")


def test_tasks_timers_and_opinions_go_by_the_names_of_the_other_version(office, clock):
    start(office)
    to = publish(office, RENAMED)
    held, drafts = task_of(office, "review"), actions.SaveDraft({"review_result": "同意"}, task_id=task_of(office, "review"))
    actions.save_draft(office, drafts, Actor("O5"))
    migrate(office, to, chosen={"review": "check"})
    row = rows(office, t.task, t.task.c.id == held)[0]
    assert (row.element, row.name, row.key, row.state) == ("check", "初审", "review#1", "open")
    assert [(r.key, r.element) for r in rows(office, t.timer)] == [("late#1", "tardy")]
    assert [r.content for r in rows(office, t.draft)] == [{"review_result": "同意"}], "what somebody had typed is kept"
    clock.move_to(row.due_at)
    assert actions.fire_timers(office) == 1
    complete(office, "check", "O5", {"review_result": "同意"}, "已核。")
    assert rows(office, t.opinion)[0].element == "check"


def test_who_did_a_step_under_its_old_name_is_recused_under_the_new(office):
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    assert next((r.element, r.state) for r in rows(office, t.task)) == ("check", "completed")
    assert rows(office, t.opinion)[0].element == "check"
    with office.database.read() as connection:
        definition = office.definition(connection, definition_of(office))
    assert definition.procedure.task("sign").different_from == ("check",)
    cosign(office, "财政局", "U14")
    with work(office, Actor("O5")) as w:
        w.lock(1)
        assert w.done_by()["check"] == {"O5"}


def test_a_step_done_on_the_old_version_is_withdrawn_and_returned_to_on_the_new(office):
    start(office)
    review(office)
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    done = rows(office, t.task, t.task.c.element == "check")[0].id
    actions.withdraw_task(office, actions.WithdrawTask(done, command_id()), Actor("O5"))
    assert task_of(office, "check") != done
    complete(office, "check", "O5", {"review_result": "同意"}, "再核。")
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    command = actions.ReturnTask(task_of(office, "sign"), "check", "请重核。", command_id())
    actions.return_task(office, command, Actor("L1"))
    assert rows(office, t.task, t.task.c.id == task_of(office, "check"))[0].state == "open"


def test_dues_stay_unless_they_are_to_be_counted_again(office):
    start(office)
    start(office)
    to = publish(office, LONGER)
    tried = actions.try_migration(office, actions.MigrateInstance(1, to, "", "", recount=True), Actor("O1"))
    assert [due["subject"] for due in tried.dues] == [str(task_of(office, "review"))]
    was = rows(office, t.task)[0]
    migrate(office, to)
    assert rows(office, t.task, t.task.c.id == was.id)[0].due_at == was.due_at and not rows(office, t.due_change)
    migrate(office, to, instance=2, recount=True)
    now = rows(office, t.task, t.task.c.instance_id == 2)[0]
    assert now.due_at > was.due_at and now.term == "3 WD"
    change = rows(office, t.due_change)[0]
    assert (change.subject, change.why, change.new) == (str(now.id), "procedure", now.due_at)
    assert rows(office, t.timer, t.timer.c.instance_id == 2)[0].due_at == now.due_at, "its reminder goes with it"
    assert {r.due_at for r in rows(office, t.inbox, t.inbox.c.task_id == now.id)} == {now.due_at}


def test_a_dry_run_tells_everything_and_changes_nothing(office):
    start(office)
    to, before = publish(office, RENAMED), (kinds(office), rows(office, t.task), rows(office, t.instance))
    command = actions.MigrateInstance(1, to, "", "", {"review": "check"})
    tried = actions.try_migration(office, command, Actor("O1"))
    assert (tried.before, tried.after) == ((("review#1", "review"),), (("review#1", "check"),))
    assert (kinds(office), rows(office, t.task), rows(office, t.instance)) == before
    migrate(office, to, chosen=command.chosen, seen=tried.version)


def test_what_moved_on_since_the_dry_run_is_not_moved(office):
    start(office)
    to = publish(office, MORE)
    tried = actions.try_migration(office, actions.MigrateInstance(1, to, "", ""), Actor("O1"))
    review(office)
    with pytest.raises(Stale) as stale:
        migrate(office, to, seen=tried.version)
    assert stale.value.code == "instance_moved"
    assert kinds(office)[-1] == "task.completed"


def test_nobody_else_moves_a_matter(office):
    start(office)
    to = publish(office, MORE)
    for other in ("O5", "U11", "A2", "A4", "L1"):
        with pytest.raises(NotYours):
            migrate(office, to, other)
        with pytest.raises(NotYours):
            actions.try_migration(office, actions.MigrateInstance(1, to, "", ""), Actor(other))
    assert "action.refused" in kinds(office), "that somebody tried stays in the history"
    with pytest.raises(NotYours):
        migrate(office, to, instance=99)


def test_refused_twice_and_the_same_command_has_one_effect(office):
    start(office)
    to = publish(office, MORE)
    command = actions.MigrateInstance(1, to, "新版。", command_id())
    first = actions.migrate_instance(office, command, Actor("O1"))
    assert replace(actions.migrate_instance(office, command, Actor("O1")), repeated=False) == first
    again = refused(office, "migration_same_version", to)
    assert "第2版" in again.zh and again.details["who"] == "O1"
    start(office)
    refused(office, "migration_same_version", definition_of(office, 2), instance=2)


def test_what_has_no_place_on_the_other_version_stays(office):
    start(office)
    review(office)
    before = kinds(office)
    orphan = refused(office, "migration_orphan", to := publish(office, FEWER))
    assert "会签" in orphan.zh and orphan.details["findings"][0]["element"] == "cosign"
    assert refused(office, "migration_kind", to, chosen={"cosign": "sign"}).details["findings"]
    assert refused(office, "migration_unknown", to, chosen={"cosign": "nothing"})
    assert refused(office, "migration_unknown", to, chosen={"nothing": "sign"})
    assert kinds(office) == before, "all or nothing"
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    migrate(office, to)
    sign(office)


def test_another_procedure_is_no_version_of_this(office):
    start(office)
    other = publish(office, approval(**{
        "procedure.toml": PROCEDURE.format(key="other").replace('code = "QS"', 'code = "QT"').encode()
    }))  # fmt: skip
    refused(office, "migration_other_procedure", other)
    refused(office, "no_definition", 99)


def test_what_stands_still_or_has_ended_stays(office):
    start(office)
    to = publish(office, MORE)
    with pytest.raises(Invalid):
        migrate(office, to, reason="  ")
    actions.suspend_instance(office, actions.SuspendInstance(1, "等待。", command_id()), Actor("O1"))
    refused(office, "suspended", to)
    actions.resume_instance(office, actions.ResumeInstance(1, "", command_id()), Actor("O1"))
    actions.pause_instance(office, actions.PauseInstance(1, "补正。", command_id()), Actor("O1"))
    refused(office, "paused", to)
    actions.resume_instance(office, actions.ResumeInstance(1, "", command_id()), Actor("O1"))
    actions.cancel_instance(office, actions.CancelInstance(1, "不办了。", command_id()), Actor("O1"))
    refused(office, "instance_ended", to)


def test_a_batch_reports_each_and_stops_at_none(office):
    for _ in range(3):
        start(office)
    to = publish(office, FEWER)
    review(office, instance=2)
    commands = [actions.MigrateInstance(n, to, "新版不再会签。", command_id()) for n in (1, 2, 3)]
    found = actions.migrate_instances(office, commands, Actor("O1"))
    assert [(one.instance_id, one.refused.code if one.refused else "") for one in found] == [
        (1, ""), (2, "migration_orphan"), (3, ""),
    ]  # fmt: skip
    assert [definition_of(office, n) == to for n in (1, 2, 3)] == [True, False, True]


def test_there_and_back(office):
    start(office)
    first, pairs = definition_of(office), {"review": "check", "late": "tardy"}
    migrate(office, publish(office, RENAMED), chosen=pairs)
    migrate(office, first, chosen={new: old for old, new in pairs.items()})
    assert rows(office, t.task)[0].element == "review"
    review(office)


def test_pages_and_replay_show_each_step_on_the_version_valid_then(office):
    start(office)
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    complete(office, "check", "O5", {"review_result": "同意"}, "已核。")
    replay = replay_of(office, "O1", 1)
    assert [frame.drawing for frame in replay.frames] == [0, 1, 1]
    assert [dict(frame.tokens) for frame in replay.frames][:2] == [{"review": 1}, {"check": 1}]
    line = replay.frames[1].line
    assert (line.switch.before, line.switch.after, line.switch.steps) == (1, 2, (("核稿", "初审"),))
    assert replay.frames[1].right.how == "answers" and not any(frame.difference for frame in replay.frames)
    assert replay.frames[1].visits["check"] == 1, "what was visited stands under the new name"
    page = instance_page(office, "O1", 1)
    assert page.instance.definition_version == 2 and page.trail[1].kind == "instance.migrated"


def problems(office) -> list[str]:
    return [problem.code for problem in verify_office(office.database, office.files, Trust()).problems]


def test_the_database_is_whole_and_a_row_put_on_another_version_is_found(office):
    start(office)
    first, to = definition_of(office), publish(office, MORE)
    migrate(office, to)
    assert not problems(office)
    with office.database.write() as connection:
        connection.execute(t.instance.update().values(definition_id=first))
    assert problems(office) == ["instance_changed"]
    with office.database.write() as connection:
        connection.execute(t.instance.update().values(definition_id=to))


def test_what_was_done_at_a_step_the_other_version_does_not_have_stays_readable(office):
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    migrate(office, publish(office, FEWER))
    done = rows(office, t.task, t.task.c.element == "cosign")
    assert [row.state for row in done] == ["completed", "completed"]
    assert task_page(office, "U10", done[0].id).state == "completed"
    page = instance_page(office, "O1", 1)
    assert any(line.step == "会签" for line in page.trail) and {g.step for g in page.opinions} >= {"会签"}
    with pytest.raises(NotYours):
        actions.withdraw_task(office, actions.WithdrawTask(done[0].id, command_id()), Actor("O5"))
    with pytest.raises(Refused) as refusal:
        actions.withdraw_task(office, actions.WithdrawTask(done[1].id, command_id()), Actor("U14"))
    assert refusal.value.code == "not_multiple", "the countersigning has ended, as it had before"
    back = actions.ReturnTask(task_of(office, "sign"), "cosign", "请再会签。", command_id())
    with pytest.raises(Refused) as refusal:
        actions.return_task(office, back, Actor("L1"))
    assert refusal.value.code == "return_impossible"
    replay = replay_of(office, "O1", 1)
    assert not any(frame.difference for frame in replay.frames)
    sign(office)


def test_an_inserted_signer_goes_along_with_the_task_he_was_asked_beside(office):
    start(office)
    held = task_of(office, "review")
    command = actions.AddSigner(held, ("O6",), "before", command_id(), "请先看。")
    actions.add_signer(office, command, Actor("O5"))
    asked = rows(office, t.task, t.task.c.parent == held)[0]
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    beside = rows(office, t.task, t.task.c.id == asked.id)[0]
    assert (beside.element, beside.state, beside.name) == ("check", "open", asked.name)
    assert rows(office, t.task, t.task.c.id == held)[0].state == "held"


def test_a_form_opened_before_the_move_and_sent_after_it_is_answered(office):
    """The task is the same and the clerk's fields fit: it is completed; fields the new form lacks would be refused."""
    start(office)
    held = task_of(office, "review")
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    command = actions.CompleteTask(held, {"review_result": "同意"}, command_id(), "已核。")
    actions.complete_task(office, command, Actor("O5"))
    assert rows(office, t.task, t.task.c.id == held)[0].state == "completed"


def test_numbers_and_the_event_log_tell_it_by_the_version_valid_then(office, clock):
    start(office)
    clock.move_to(rows(office, t.task)[0].due_at)
    migrate(office, publish(office, RENAMED), chosen={"review": "check"})
    complete(office, "check", "O5", {"review_result": "同意"}, "已核。")
    asked = MiningAsked("approval", date(2026, 1, 1), date(2026, 12, 31), 2)
    page = mining_page(office, "O1", asked)
    assert page.visits["check"] == 1 and "review" not in page.visits
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        (case,) = log_cases(office, connection, organization, [1])
    told = [value for one in case.objects if one.type == "instance" for name, value, _ in one.values if name == "version"]
    assert told == [1, 2]
    assert any(event.kind == "instance.migrated" for event in case.events)
