"""From a draft to a version: checked, tried, handed in, released by another; and an old version published again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from engine import queries
from engine.actions import Actor, change_organization, design
from engine.actions.design import BeginDraft, ChangeDraft, DecideRelease, HandIn, RebaseDraft
from engine.actions.design.what_if import WhatIf, what_if
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.errors import Invalid, Missing, NotNow, Refused, Stale
from engine.history import opened
from engine.organization import grant
from engine.queries.design import version_page
from engine.scenario.reporting import RunScenarios, run_scenarios
from engine.store import tables as t
from engine.store.charges import charges as charges_of
from engine.store.office import Office
from engine.store.procedure_drafts import hands_of, keep_report
from engine.store.releasing import SCENARIOS, WHAT_IF, released_kind
from engine.store.verification import Trust, verify_office
from tests.actions import desk

ANALYST, RELEASER, CLERK = Actor("A4"), Actor("A2"), Actor("O5")


def begin(office: Office, version: int = 1, **more: Any) -> int:
    return design.begin_draft(
        office, BeginDraft("approval", "审批", definition_id=definition(office, version), **more), ANALYST
    )


def definition(office: Office, version: int) -> int:
    d = t.definition.c
    with office.database.read() as connection:
        return connection.execute(select(d.id).where(d.procedure == "approval", d.version == version)).scalar_one()


def package(office: Office, draft: int) -> Package:
    return queries.draft_page(office, "A4", draft).package


def write(office: Office, draft: int, path: str, content: bytes) -> None:
    files = queries.draft_page(office, "A4", draft).files
    seen = {path: files[path].revision} if path in files else {}
    design.change_draft(office, ChangeDraft(draft, {path: content}, seen), ANALYST)


def lengthen(office: Office, draft: int, days: int = 3) -> None:
    settings = package(office, draft).files["procedure.toml"].decode()
    write(office, draft, "procedure.toml", settings.replace('"平件" = "1 WD"', f'"平件" = "{days} WD"').encode())


def tried(office: Office, draft: int, *, scenarios: bool = True, what_if: bool = True) -> str:
    """The reports that other pages make, about the draft as it stands; the hash they are about."""
    hash_ = package(office, draft).hash
    with office.database.write() as connection:
        by = {"by": "A4", "at": office.now()}
        if scenarios:
            keep_report(connection, hash_, SCENARIOS, {"passed": 3, "total": 3, "green": True}, **by)
        if what_if:
            keep_report(connection, hash_, WHAT_IF, {"matters": 1, "same": 1}, **by)
    if what_if:
        design.mark_what_if_seen(office, draft, hash_, ANALYST)
    return hash_


def handed_in(office: Office, draft: int) -> str:
    hash_ = tried(office, draft)
    design.hand_in(office, HandIn(draft, hash_, "核稿时限放宽。"), ANALYST)
    return hash_


def released(office: Office, draft: int) -> design.Released:
    return design.approve_release(office, DecideRelease(draft, handed_in(office, draft)), RELEASER)


def journal(office: Office, kind: str) -> list[dict[str, Any]]:
    j = t.journal.c
    with office.database.read() as connection:
        rows = connection.execute(select(j.body, j.sealed, j.actor).where(j.kind == kind).order_by(j.seq))
        return [{**opened(row.body, row.sealed), "actor": row.actor} for row in rows]


def test_a_draft_becomes_a_version_and_the_journal_says_whose(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    done = released(office, draft)
    assert (done.procedure, done.version, done.again) == ("approval", 2, None)
    newest = queries.workbench(office, "A4").procedures[0].versions[0]
    assert (newest.id, newest.version, newest.hash) == (done.definition_id, 2, done.hash)
    told = journal(office, "definition.published")[-1]
    assert told["actor"] == "A2" and told["draft"] == draft and told["hash"] == done.hash
    assert told["drafted_by"] == ["A4"] and told["handed_in_by"] == "A4"
    assert set(told["reports"]) == {"scenarios", "what_if", "what_if_seen"}
    assert all(len(report["digest"]) == 64 for report in told["reports"].values())
    page = queries.draft_page(office, "A4", draft)
    assert not page.open and page.state == "published"
    with pytest.raises(NotNow, match="draft_not_open"):
        design.change_draft(office, ChangeDraft(draft, {"README.md": b"late"}), ANALYST)


def test_what_runs_stays_on_its_version(office: Office) -> None:
    before = desk.start(office)
    draft = begin(office)
    lengthen(office, draft)
    done = released(office, draft)
    after = desk.start(office)
    i = t.instance.c
    with office.database.read() as connection:
        on = dict(connection.execute(select(i.id, i.definition_id)).all())
    assert on == {before.instance_id: definition(office, 1), after.instance_id: done.definition_id}
    desk.review(office, instance=before.instance_id)
    desk.review(office, instance=after.instance_id)


def test_nothing_is_handed_in_that_is_not_ready(office: Office) -> None:
    draft = begin(office)

    def hand_in() -> None:
        design.hand_in(office, HandIn(draft, package(office, draft).hash, "改时限"), ANALYST)

    with pytest.raises(NotNow, match="draft_unchanged"):
        hand_in()
    lengthen(office, draft)
    with pytest.raises(NotNow, match="scenarios_not_green"):
        hand_in()
    desk.start(office)
    tried(office, draft, what_if=False)
    with pytest.raises(NotNow, match="what_if_not_seen"):
        hand_in()
    write(office, draft, "README.md", "说明".encode())
    with pytest.raises(NotNow, match="scenarios_not_green"):
        hand_in()
    tried(office, draft)
    write(office, draft, "process.bpmn", b"<broken/>")
    tried(office, draft)
    with pytest.raises(NotNow, match="draft_faulty"):
        hand_in()
    settings = package(office, draft).files["procedure.toml"]
    write(office, draft, "procedure.toml", settings.replace(b'"approval"', b'"other"', 1))
    with pytest.raises(NotNow, match="draft_misnamed"):
        hand_in()
    assert queries.draft_page(office, "A4", draft).open and journal(office, "draft.handed_in") == []


def test_a_report_of_something_red_is_not_green(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    hash_ = tried(office, draft)
    for content in ({"passed": False, "total": 3}, {"passed": 2, "total": 3}, {"passed": True, "total": 0}, {}, []):
        with office.database.write() as connection:
            keep_report(connection, hash_, SCENARIOS, content, by="A4", at=office.now())
        with pytest.raises(NotNow, match="scenarios_not_green"):
            design.hand_in(office, HandIn(draft, hash_, "改时限"), ANALYST)


def test_a_what_if_is_seen_again_when_it_was_made_anew(
    office: Office, clock: SimulatedClock
) -> None:
    desk.start(office)
    draft = begin(office)
    lengthen(office, draft)
    hash_ = tried(office, draft, what_if=False)

    def report() -> None:
        with office.database.write() as connection:
            keep_report(connection, hash_, WHAT_IF, {"matters": 1, "same": 1}, by="A4", at=office.now())

    with pytest.raises(NotNow, match="no_what_if"):
        design.mark_what_if_seen(office, draft, hash_, ANALYST)
    report()
    design.mark_what_if_seen(office, draft, hash_, ANALYST)
    clock.move_to(clock.now() + timedelta(minutes=1))
    report()
    with pytest.raises(NotNow, match="what_if_not_seen"):
        design.hand_in(office, HandIn(draft, hash_, "改时限"), ANALYST)
    with pytest.raises(Stale):
        design.mark_what_if_seen(office, draft, "0" * 64, ANALYST)
    design.mark_what_if_seen(office, draft, hash_, ANALYST)
    design.hand_in(office, HandIn(draft, hash_, "改时限"), ANALYST)


def test_words_are_wanted_and_what_was_shown_is_what_is_handed_in(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    shown = tried(office, draft)
    with pytest.raises(Invalid):
        design.hand_in(office, HandIn(draft, shown, "  "), ANALYST)
    lengthen(office, draft, 5)
    write(office, draft, "README.md", b"x")
    with pytest.raises(Stale, match="draft_changed"):
        design.hand_in(office, HandIn(draft, shown, "改时限"), ANALYST)


def test_while_it_waits_nothing_changes_until_it_is_taken_back(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    shown = handed_in(office, draft)
    with pytest.raises(NotNow, match="draft_not_open"):
        write(office, draft, "README.md", b"x")
    with pytest.raises(NotNow, match="draft_not_open"):
        design.hand_in(office, HandIn(draft, shown, "再交一次"), ANALYST)
    design.take_back(office, draft, ANALYST)
    with pytest.raises(NotNow, match="draft_not_handed_in"):
        design.take_back(office, draft, ANALYST)
    with pytest.raises(NotNow, match="release_decided"):
        design.approve_release(office, DecideRelease(draft, shown), RELEASER)
    write(office, draft, "README.md", b"x")
    again = handed_in(office, draft)
    with pytest.raises(Stale, match="draft_changed"):
        design.approve_release(office, DecideRelease(draft, shown), RELEASER)
    assert design.approve_release(office, DecideRelease(draft, again), RELEASER).version == 2


def test_it_is_decided_once(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    hash_ = handed_in(office, draft)
    design.approve_release(office, DecideRelease(draft, hash_), RELEASER)
    for act in (design.approve_release, design.send_back_release):
        with pytest.raises(NotNow, match="release_decided"):
            act(office, DecideRelease(draft, hash_, "晚了"), RELEASER)
    assert len(journal(office, "definition.published")) == 2


def test_it_goes_back_with_a_reason(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    hash_ = handed_in(office, draft)
    with pytest.raises(Invalid):
        design.send_back_release(office, DecideRelease(draft, hash_, " "), RELEASER)
    design.send_back_release(office, DecideRelease(draft, hash_, "时限过长。"), RELEASER)
    page = queries.draft_page(office, "A4", draft)
    assert page.open and page.answer == "时限过长。"
    assert journal(office, "draft.sent_back")[0]["reason"] == "时限过长。"
    told = [notice.text for notice in queries.notices(office, "A4")]
    assert any("退回" in text and "时限过长。" in text for text in told)
    assert any("等待发布审核" in notice.text for notice in queries.notices(office, "A2"))
    assert released(office, draft).version == 2, "handed in again as it was"


@pytest.mark.parametrize("by", [ANALYST, CLERK, Actor("A1"), Actor("A3"), Actor("O1")])
def test_only_the_security_administrator_releases(office: Office, by: Actor) -> None:
    draft = begin(office)
    lengthen(office, draft)
    hash_ = handed_in(office, draft)
    for act in (design.approve_release, design.send_back_release):
        with pytest.raises(Refused, match="not_allowed"):
            act(office, DecideRelease(draft, hash_, "不行"), by)


def test_nobody_releases_what_he_had_a_hand_in(office: Office) -> None:
    draft = begin(office)
    lengthen(office, draft)
    hash_ = handed_in(office, draft)
    with office.database.write() as connection:  # he was an analyst when he was let edit, and no longer is
        connection.execute(insert(t.procedure_draft_editor), {"draft_id": draft, "person": "A2"})
    with pytest.raises(Refused, match="own_release"):
        design.approve_release(office, DecideRelease(draft, hash_), RELEASER)


def test_what_was_never_handed_in_is_not_there_for_the_releaser(office: Office) -> None:
    draft = begin(office)
    for number in (draft, 99):
        with pytest.raises(Missing, match="no_release"):
            design.approve_release(office, DecideRelease(number, "x"), RELEASER)


def test_a_draft_of_an_old_version_is_looked_at_again(office: Office) -> None:
    mine, other = begin(office), begin(office)
    write(office, mine, "README.md", b"mine")
    lengthen(office, other)
    second = released(office, other)
    with pytest.raises(NotNow, match="draft_outdated"):
        handed_in(office, mine)
    page = queries.draft_page(office, "A4", mine)
    with pytest.raises(NotNow, match="not_newest"):
        design.rebase_draft(office, RebaseDraft(mine, definition(office, 1), page.revision), ANALYST)
    with pytest.raises(Stale):
        design.rebase_draft(office, RebaseDraft(mine, second.definition_id, page.revision - 1), ANALYST)
    design.rebase_draft(office, RebaseDraft(mine, second.definition_id, page.revision, ["procedure.toml"]), ANALYST)
    page = queries.draft_page(office, "A4", mine)
    assert page.based_on == 2 and b"3 WD" in page.package.files["procedure.toml"]
    assert page.package.files["README.md"] == b"mine"
    assert released(office, mine).version == 3


def test_a_version_published_while_it_waits_keeps_it_from_being_released(office: Office) -> None:
    mine, other = begin(office), begin(office)
    write(office, mine, "README.md", b"mine")
    lengthen(office, other)
    hash_ = handed_in(office, mine)
    released(office, other)
    with pytest.raises(NotNow, match="draft_outdated"):
        design.approve_release(office, DecideRelease(mine, hash_), RELEASER)
    design.send_back_release(office, DecideRelease(mine, hash_, "请以第2版为基础。"), RELEASER)


def test_rolling_back_is_publishing_the_old_again(office: Office) -> None:
    first = desk.start(office)
    draft = begin(office)
    lengthen(office, draft)
    released(office, draft)
    desk.start(office)
    back = begin(office, 1, roll_back=True)
    done = released(office, back)
    assert (done.version, done.again, done.hash) == (3, 1, package(office, back).hash)
    assert journal(office, "definition.published")[-1]["again"] == 1
    third = desk.start(office)
    desk.review(office, instance=first.instance_id)
    desk.review(office, instance=third.instance_id)
    assert verify_office(office.database, office.files, Trust()).ok
    assert set(charges(office)) == {1, 2, 3}
    again = begin(office, 2, roll_back=True)
    hash_ = package(office, again).hash
    design.hand_in(office, HandIn(again, hash_, "恢复第2版"), ANALYST)  # its reports were kept with it
    assert design.approve_release(office, DecideRelease(again, hash_), RELEASER).version == 4


def charges(office: Office) -> dict[int, Any]:
    with office.database.read() as connection:
        return charges_of(connection)


def test_a_new_procedure_needs_no_past(office: Office) -> None:
    draft = design.begin_draft(office, BeginDraft("leave-request", "请假审批"), ANALYST)
    tried(office, draft, what_if=False)
    design.hand_in(office, HandIn(draft, package(office, draft).hash, "新流程"), ANALYST)
    done = design.approve_release(office, DecideRelease(draft, package(office, draft).hash), RELEASER)
    assert (done.procedure, done.version) == ("leave-request", 1)


def test_two_new_drafts_of_one_key_do_not_overwrite_each_other(office: Office) -> None:
    first, second = (design.begin_draft(office, BeginDraft("leave-request", "请假"), ANALYST) for _ in range(2))
    write(office, second, "README.md", b"second")
    for draft in (first, second):
        tried(office, draft, what_if=False)
    hash_ = package(office, first).hash
    design.hand_in(office, HandIn(first, hash_, "新流程"), ANALYST)
    design.approve_release(office, DecideRelease(first, hash_), RELEASER)
    with pytest.raises(NotNow, match="draft_outdated"):
        design.hand_in(office, HandIn(second, package(office, second).hash, "新流程"), ANALYST)


def test_a_what_if_over_a_time_without_matters_is_none(office: Office) -> None:
    """The demand is to look at past matters; a day long ago has none."""
    desk.start(office)
    draft = begin(office)
    lengthen(office, draft)
    tried(office, draft, what_if=False)
    for wrong in (WhatIf(draft, date(1, 1, 1), date(2026, 1, 1)), WhatIf(draft, date(2026, 1, 1), date.max)):
        with pytest.raises(Invalid):
            what_if(office, wrong, ANALYST)
    long_ago = date(1990, 1, 1)
    assert what_if(office, WhatIf(draft, long_ago, long_ago), ANALYST).total == 0
    hash_ = package(office, draft).hash
    with pytest.raises(NotNow) as caught:
        design.mark_what_if_seen(office, draft, hash_, ANALYST)
    assert caught.value.code == "what_if_empty"
    with pytest.raises(NotNow) as caught:
        design.hand_in(office, HandIn(draft, hash_, "改。"), ANALYST)
    assert caught.value.code == "what_if_not_seen"


EMPTY_STORIES = {
    "nothing is begun": 'title = "a"\nprocedure = "approval"\n[[step]]\nat = 2026-02-13T09:00:00\n',
    "of another procedure": 'title = "a"\nprocedure = "other"\n[[step]]\nat = 2026-02-13T09:00:00\n'
    'do = "start"\nby = "U11"\nrefused = "no_procedure"\n',
    "all is refused": 'title = "a"\nprocedure = "approval"\n[[step]]\nat = 2026-02-13T09:00:00\n'
    'do = "start"\nby = "A4"\nrefused = "not_allowed"\n',
}


@pytest.mark.parametrize("name", EMPTY_STORIES)
def test_scenarios_that_prove_nothing_are_not_green(office: Office, name: str) -> None:
    draft = begin(office)
    lengthen(office, draft)
    write(office, draft, "scenarios/empty.toml", EMPTY_STORIES[name].encode())
    assert not run_scenarios(office, RunScenarios(draft), ANALYST).green
    with pytest.raises(NotNow) as caught:
        design.hand_in(office, HandIn(draft, package(office, draft).hash, "改。"), ANALYST)
    assert caught.value.code == "scenarios_not_green"


def test_an_editor_who_was_taken_off_had_a_hand_in_it(office: Office) -> None:
    """What he wrote may have been written over since: the journal remembers that he was let in."""
    draft = begin(office)
    change_organization(office, RELEASER, lambda o, _: grant(o, "analyst", "U6", "A2", date(2026, 1, 1)), {})
    design.share_draft(office, design.ShareDraft(draft, "U6"), ANALYST)
    design.take_back_draft(office, design.ShareDraft(draft, "U6"), ANALYST)
    with office.database.read() as connection:
        row = connection.execute(select(t.procedure_draft).where(t.procedure_draft.c.id == draft)).one()
        assert hands_of(connection, row) == {"A4", "U6"}


def test_reports_stay_with_the_version_as_they_were(office: Office) -> None:
    """The same files tried again later, with another outcome, change nothing of what it was released with."""
    draft = begin(office)
    lengthen(office, draft)
    version = released(office, draft)
    again = begin(office, 2)
    assert package(office, again).hash == version.hash
    run_scenarios(office, RunScenarios(again, again=True), ANALYST)
    kept = {kind: report.content for kind, report, _ in version_page(office, "A4", version.definition_id).reports}
    assert kept["scenarios"] == {"passed": 3, "total": 3, "green": True}
    assert verify_office(office.database, office.files, Trust()).ok


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_verification_finds_an_exchanged_report(office: Office, how: str) -> None:
    draft = begin(office)
    lengthen(office, draft)
    version = released(office, draft)
    r, kind = t.package_report.c, released_kind(version.definition_id, SCENARIOS)
    with office.database.write() as connection:
        if how == "changed":
            connection.execute(update(t.package_report).where(r.kind == kind).values(content={"passed": 9, "total": 9}))
        else:
            connection.execute(delete(t.package_report).where(r.kind == kind))
    found = verify_office(office.database, office.files, Trust())
    assert [problem.code for problem in found.problems] == ["report_changed"]


def test_verification_finds_a_version_that_nobody_ran_yet_and_that_is_gone(office: Office) -> None:
    """With it gone, the version before it would be in force again."""
    draft = begin(office)
    lengthen(office, draft)
    version = released(office, draft)
    with office.database.write() as connection:
        connection.execute(update(t.procedure_draft).values(definition_id=None))
        connection.execute(delete(t.definition).where(t.definition.c.id == version.definition_id))
    found = verify_office(office.database, office.files, Trust())
    assert [(problem.code, problem.name) for problem in found.problems] == [("definition_missing", "approval 2")]
