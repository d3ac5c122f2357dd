"""What is masked for an auditor is named to him nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import actions
from engine.actions import Actor
from engine.queries.audit import AuditQuestion, audit_page
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
