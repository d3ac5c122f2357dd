"""What each of an auditor's questions finds, in matters made by real acts, on both databases."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL
from engine.definition import Package
from engine.definition.check import check
from engine.errors import NotYours, Refused
from engine.organization import grant, mark_absent
from engine.queries.audit import FINDINGS, AuditQuestion, audit_page, everything
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.packages import PROCEDURE, approval

AUDIT = """
[audit]
risks = ["sign"]
amount = "amount"
subject = ["cosign_units"]
threshold = 500000
days = 30
"""
OWN = {"fast_known": 3, "fast_seconds": 600, "fast_share": 0.5}


def watched(extra: str = AUDIT) -> Package:
    return approval(**{"procedure.toml": (PROCEDURE.format(key="approval") + extra).encode()})


@pytest.fixture
def story(bare_office, clock):
    """Six matters around a holiday: 1 signed at night, 2 with 1 over the limit, 3 reviewed in a minute, 4 left lying and
    refused to who had no part in it, 5 refused to who started it, 6 reviewed for somebody absent on a rest day."""
    office = bare_office
    actions.publish_definition(office, watched(), Actor(SYSTEM))

    def at(day: int, hour: int, minute: int = 0, month: int = 2) -> None:
        clock.move_to(datetime(2026, month, day, hour, minute, tzinfo=LOCAL))

    def org(change, **what) -> None:
        actions.change_organization(office, Actor("A2"), lambda o, now: change(o), what)

    with office.database.write() as connection:
        connection.execute(t.setting.insert(), {"key": "audit", "value": OWN})
    org(lambda o: grant(o, "checker", "U11", "A2", date(2026, 1, 1)))
    desk.start(office, title="关于修缮林区道路的请示", amount=300000)
    at(13, 10, 0)
    desk.review(office)
    at(13, 10, 30)
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14")
    at(13, 22, 0)
    desk.complete(office, "sign", "L1", {"sign_result": "同意"}, "抓紧实施,汛前完工。")
    at(14, 9, 0)  # a Saturday worked for the holiday
    desk.start(office, title="关于修缮林区道路二期的请示", amount=250000)
    at(14, 10, 0)
    desk.review(office, instance=2)
    desk.start(office, by="U14", title="关于调整预算的请示", amount=499000, cosign_units=["住建局"])
    at(14, 10, 1)
    desk.review(office, instance=3)
    at(14, 17, 45)  # a little after hours is not outside of them
    desk.start(office, by="U2", title="关于防汛物资的请示", cosign_units=["青石街道"])
    with pytest.raises(NotYours):
        desk.review(office, by="U2", instance=4)
    desk.start(office, by="U11", title="关于巡护车辆的请示", amount=1, cosign_units=["交通运输局"])
    with pytest.raises(Refused, match="separation"):
        desk.review(office, by="U11", instance=5)
    org(lambda o: mark_absent(o, "O5", date(2026, 2, 16), date(2026, 2, 17)))
    at(17, 10, 0)  # the holiday
    desk.start(office, by="U14", title="关于假日值守的请示", amount=1, cosign_units=["交通运输局"])
    at(17, 14, 0)
    desk.review(office, by="O6", instance=6)
    at(3, 10, 0, month=3)
    return office


def hits(office, **asked: str):
    return audit_page(office, "A5", AuditQuestion.read(asked)).found


def numbers(office, **asked: str) -> list[int]:
    return [hit.instance_id for hit in hits(office, **asked).hits]


def acts(office, **asked: str) -> list[tuple[int, str]]:
    return [(hit.instance_id, hit.line.kind) for hit in hits(office, **{"find": "acts", **asked}).hits]


def test_matters_by_words_unit_person_period_and_kind(story):
    ask = lambda **asked: set(numbers(story, **asked))  # noqa: E731
    assert ask() == {1, 2, 3, 4, 5, 6}
    assert ask(text="林区") == {1, 2} and ask(text="林区 二期") == {2}
    assert ask(text="汛前") == {1} and ask(text="100%") == set() and ask(text="_") == set()
    assert ask(text="测试〔2026〕1号") == {1} and ask(text="QS20260004") == {4}
    assert ask(unit="青石街道") == {4} and ask(unit="林草局") == {1, 2, 5} and ask(unit="住建局") == {3}
    assert ask(unit="区政府办") == {1, 2, 3, 6}, "文秘科 below it did a step of these"
    assert ask(person="U11") == {1, 2, 5} and ask(person="L1") == {1}
    assert ask(person="O5") == {1, 2, 3, 6}, "himself and whoever acted for him"
    assert ask(since="2026-02-14", until="2026-02-14") == {2, 3, 4, 5}
    assert ask(kind="task.completed", person="O6") == {6} and ask(procedure="approval") == ask()
    assert ask(procedure="hotline") == set()


def test_acts(story):
    assert acts(story, person="L1") == [(1, "task.completed")]
    assert {kind for _, kind in acts(story)} == {"instance.started", "task.completed", "action.refused"}
    assert acts(story, kind="task.completed", person="O5", until="2026-02-13") == [(1, "task.completed")]
    (hit,) = hits(story, find="acts", person="L1").hits
    assert hit.line.opinion == "抓紧实施,汛前完工。" and hit.line.seq == hit.seq
    assert acts(story, since="2026-03-01") == [] and hits(story, find="acts").since == date(2025, 3, 2)
    assert {kind for _, kind in acts(story, kind="timer.fired")} <= {"timer.fired"}


def test_refusals(story):
    assert sorted(numbers(story, find="refused")) == [4, 5]
    found = hits(story, find="separation")
    assert [hit.instance_id for hit in found.hits] == [5] and found.total == 1
    assert "回避" in found.hits[0].line.refusal
    assert hits(story, find="separation", person="U2").hits == ()


def test_after_hours_go_by_the_calendar(story):
    assert sorted(acts(story, find="after-hours")) == [
        (1, "task.completed"), (6, "instance.started"), (6, "task.completed")
    ]  # fmt: skip
    with story.database.write() as connection:
        connection.execute(t.setting.update().where(t.setting.c.key == "audit").values(value={"grace_minutes": 0}))
    assert {n for n, _ in acts(story, find="after-hours")} == {1, 4, 5, 6}, "17:45 is after hours without any grace"


def test_overdue_steps_and_risks(story):
    found = {(hit.instance_id, hit.step): hit for hit in hits(story, find="overdue").hits}
    waiting = found[4, "核稿"]
    assert waiting.done_at is None and waiting.days_late > 3 and waiting.seq is None and "文思齐" in waiting.who
    assert (3, "核稿") not in found and (2, "会签·林草局") in found
    risks = hits(story, find="risks").hits
    assert [(hit.instance_id, hit.step, hit.who) for hit in risks] == [(1, "签发", "甄为民")]
    assert risks[0].line.kind == "task.completed", "each leads to its event"


def test_unusually_fast_opinions(story):
    found = hits(story, find="fast").hits
    assert [(hit.instance_id, hit.seconds, hit.usual) for hit in found] == [(3, 60, 3600)]
    assert found[0].who == "文思齐" and found[0].line.seq == found[0].seq
    assert hits(story, find="fast", until="2026-02-13").hits == ()


def test_split_sums(story):
    (sums,) = hits(story, find="split").sums
    assert [hit.number for hit in sums.hits] == ["QS20260001", "QS20260002"]
    assert (sums.total, sums.unit, sums.subject) == (550000, "林草局", "林草局、财政局")
    assert sums.threshold == 500000 and [hit.amount for hit in sums.hits] == [300000, 250000]
    assert hits(story, find="split", until="2026-02-13").sums == ()
    assert hits(story, find="split", unit="财政局").sums[0].total == 550000, "its people have a part in both"
    actions.publish_definition(story, watched(AUDIT.replace("500000", "600000")), Actor(SYSTEM))
    assert hits(story, find="split").sums == (), "the limit in force now is what counts"


@pytest.mark.parametrize("find", ["matters", "acts", "overdue", "refused", "after-hours"])
def test_pages_follow_each_other(story, find):
    whole = audit_page(story, "A5", AuditQuestion(find=find), size=100).found
    assert whole.next == "" and whole.total == len(whole.hits) > 1
    gathered, after = [], ""
    while True:
        page = audit_page(story, "A5", AuditQuestion(find=find, after=after), size=2).found
        assert page.total == whole.total
        gathered += page.hits
        if not (after := page.next):
            break
    assert gathered == list(whole.hits)
    assert everything(story, "A5", AuditQuestion(find=find))[0] == whole.hits


HOSTILE = ("'; DROP TABLE history; --", "%", "\\", "_", "\x00", "a\ud800b", "🙂" * 80, "<script>", "0" * 400, "‮", " ")


@pytest.mark.parametrize("find", [*FINDINGS, "nonsense"])
def test_hostile_questions_find_nothing_and_break_nothing(story, find):
    before = desk.rows(story, t.history)
    for words in HOSTILE:
        for name in ("text", "person", "unit", "procedure", "kind", "after", "since"):
            page = audit_page(story, "A5", AuditQuestion.read({"find": find, name: words}))
            assert page.found.total >= 0
    assert audit_page(story, "A5", AuditQuestion.read({"find": find, "since": "9999-12-31", "until": "0001-01-01"}))
    assert audit_page(story, "A5", AuditQuestion.read({"find": find, "until": "9999-12-31", "after": "f" * 15 + ".1"}))
    assert desk.rows(story, t.history) == before


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('[audit]\nrisks = ["nowhere"]', "unknown_task"),
        ('[audit]\namount = "amount"\nthreshold = 1', "bad_audit"),
        ('[audit]\namount = "title"\nthreshold = 1\ndays = 3', "not_a_number"),
        ('[audit]\namount = "sum"\nthreshold = 1\ndays = 3', "unknown_field"),
        ('[audit]\nsubject = ["payee"]', "unknown_field"),
        ("[audit]\nwhatever = 1", "bad_audit"),
        ("[audit]\ndays = true", "bad_audit"),
    ],
)
def test_what_a_procedure_says_of_audits_is_checked(extra, code):
    assert code in {finding.code for finding in check(watched(extra))}
    assert check(watched()) == []
