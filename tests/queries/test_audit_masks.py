"""What is masked for an auditor is named to him nowhere, and no count or further page tells that it is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.errors import Refused
from engine.organization import grant
from engine.queries.audit import AuditQuestion, audit_page, everything
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.queries.test_masking import NAME, PHONE, private

AUDIT = """
[audit]
amount = "amount"
subject = ["caller", "title"]
threshold = 500000
days = 30
risks = ["review"]
"""
Publish = Callable[[str], Office]


@pytest.fixture
def publish(bare_office: Office) -> Publish:
    """Publishes the procedure that masks caller and phone, with more in its procedure.toml."""

    def published(more: str) -> Office:
        files = private().files
        actions.publish_definition(
            bare_office, private(**{"procedure.toml": files["procedure.toml"] + more.encode()}), Actor(SYSTEM)
        )
        return bare_office

    return published


def found(office: Office, find: str, *, size: int = 2, **asked: str):
    return audit_page(office, "A5", AuditQuestion.read({"find": find, **asked}), size=size).found


def begin(office: Office, hide: str, **values: object) -> None:
    given = {"caller": NAME, "phone": PHONE, "hide_identity": hide, "title": "关于噪音的请示", "amount": 300000}
    desk.start(office, **{**given, **values})


def test_the_subject_of_sums_is_masked(publish: Publish) -> None:
    office = publish(AUDIT)
    for _ in range(2):
        begin(office, "是", title=f"关于{NAME}噪音的请示")
    (sums,) = found(office, "split", size=30).sums
    assert sums.subject == "赵**、关于赵**噪音的请示" and sums.total == 600000 and NAME not in str(sums)
    begin(office, "否", title="关于路灯的请示")
    begin(office, "否", title="关于路灯的请示")
    assert found(office, "split", size=30).sums[0].subject == f"{NAME}、关于路灯的请示"


def test_a_masked_sum_is_none(publish: Publish) -> None:
    office = publish(AUDIT + "[masks.amount]\nwhen = 'hide_identity = \"是\"'\nexcept = [\"checker\"]\n")
    for _ in range(2):
        begin(office, "是")
    nothing = found(office, "split", size=30)
    assert (nothing.sums, nothing.total) == ((), 0)
    for _ in range(2):
        begin(office, "否")
    (sums,) = found(office, "split", size=30).sums
    assert [hit.instance_id for hit in sums.hits] == [4, 3] or [hit.instance_id for hit in sums.hits] == [3, 4]


@pytest.mark.parametrize("find", ["matters", "acts", "risks", "refused", "separation", "split", "overdue", "after-hours"])
def test_neither_count_nor_page_tells_of_hidden_words(publish: Publish, clock, find: str) -> None:
    """Five matters hold the phone number in an opinion, masked; in one it is no secret."""
    office = publish(AUDIT)
    what = {"change": "grant"}
    actions.change_organization(office, Actor("A2"), lambda o, now: grant(o, "checker", "U11", "A2", now.date()), what)
    clock.move_to(clock.now().replace(hour=13))  # 21:00 in the office
    for n in range(1, 7):
        begin(office, "否" if n == 1 else "是")
        with pytest.raises(Refused, match="separation"):
            desk.review(office, by="U11", instance=n)
        command = actions.CompleteTask(
            desk.task_of(office, "review", instance=n), {"review_result": "同意"}, desk.command_id(), f"已电{PHONE}核实。"
        )
        actions.complete_task(office, command, Actor("O5"))
    clock.move_to(clock.now().replace(month=clock.now().month + 1))
    for words in (PHONE, "1000000", f"核实 {PHONE[:5]}"):
        page = found(office, find, text=words)
        told = everything(office, "A5", AuditQuestion(find=find, text=words))[0]
        assert {hit.instance_id for hit in told} <= {1} and page.total == len(told), words
        assert page.next == "" or len(told) > 2, words
    whole = found(office, find, text="核实", size=500)
    assert {hit.instance_id for hit in whole.hits} == {1, 2, 3, 4, 5, 6}, "what is no part of a mask is found in all"
    if find != "split":
        assert whole.total == len(whole.hits)


def test_the_search_box_counts_alike(publish: Publish) -> None:
    office = publish(AUDIT)
    for n in range(1, 7):
        begin(office, "否" if n == 1 else "是")
        command = actions.CompleteTask(
            desk.task_of(office, "review", instance=n), {"review_result": "同意"}, desk.command_id(), f"已电{PHONE}核实。"
        )
        actions.complete_task(office, command, Actor("O5"))
    page = queries.search(office, "A5", queries.Question(text=PHONE[:5]), size=2).found
    assert [row.instance_id for row in page.rows] == [1] and (page.total, page.next) == (1, "")
    said = queries.search(office, "A5", queries.Question(said=PHONE), size=2).found
    assert (len(said.rows), said.total, said.next) == (1, 1, "")
    assert queries.search(office, "A5", queries.Question(text="核实"), size=2).found.total == 6
