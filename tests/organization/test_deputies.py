"""Standing in: 离岗委托, AB角, 主持工作, 财务授权 — and where a task goes when nobody holds the post."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.errors import Refused
from engine.organization import (
    Deputy,
    Organization,
    appoint,
    delegate,
    dismiss,
    end_deputy,
    load_office,
    mark_absent,
    mark_present,
)
from engine.organization.times import ZONE

ORG = load_office("qinglan").organization
DAY = date(2026, 9, 24)
NOW = datetime(2026, 9, 24, 14, 0, tzinfo=ZONE)
ORDER = Deputy(kind="order", principal="L1", deputy="L2", since=DAY, until=date(2026, 9, 30), paper="青政任〔2026〕9号")


def away(org: Organization, *people: str) -> Organization:
    for person in people:
        org = mark_absent(org, person, DAY, date(2026, 9, 30))
    return org


def test_an_ab_stand_in_acts_only_while_a_is_absent() -> None:
    assert ORG.deputies_of("O5", NOW) == []
    absent = away(ORG, "O5")
    assert [d.deputy for d in absent.deputies_of("O5", NOW)] == ["O6"]
    assert [d.principal for d in absent.stands_in_for("O6", NOW)] == ["O5"]
    found = absent.may_stand_in("O5", "O6", NOW)
    assert found is not None and absent.shown(found) == "文小章(代文思齐)"
    back = mark_present(absent, "O5", date(2026, 9, 26))
    assert back.deputies_of("O5", date(2026, 9, 25)) and not back.deputies_of("O5", date(2026, 9, 26))


def test_a_stand_in_who_is_away_himself_stands_in_for_nobody() -> None:
    assert away(ORG, "O5", "O6").deputies_of("O5", NOW) == []


def test_the_head_is_replaced_only_by_a_written_order() -> None:
    absent = away(ORG, "L1")
    assert absent.may_stand_in("L1", "L2", NOW, "outgoing-document", "order") is None
    assert absent.may_stand_in("L1", "L2", NOW, "outgoing-document", "ab") is None  # his AB角 is by order only
    ordered = delegate(absent, ORDER)
    found = ordered.may_stand_in("L1", "L2", NOW, "outgoing-document", "order")
    assert found == ORDER and ordered.shown(ORDER) == "甄务实(代甄为民,主持工作)"
    assert ordered.may_stand_in("L1", "L2", datetime(2026, 10, 1, 9, tzinfo=ZONE), "", "order") is None
    assert ordered.may_stand_in("L1", "L3", NOW, "", "order") is None
    assert ordered.may_stand_in("L1", "L2", NOW, "", "none") is None
    ended = end_deputy(ordered, ORDER, DAY)
    assert ended.may_stand_in("L1", "L2", datetime(2026, 9, 25, 9, tzinfo=ZONE), "", "order") is None


def test_an_ordinary_ab_stand_in_is_not_enough_where_an_order_is_required() -> None:
    absent = away(ORG, "O1")
    assert absent.may_stand_in("O1", "O2", NOW, "outgoing-document", "ab") is not None
    assert absent.may_stand_in("O1", "O2", NOW, "outgoing-document", "order") is None


def test_a_leave_names_its_procedures_and_ends_by_itself() -> None:
    leave = Deputy(
        kind="leave", principal="O2", deputy="O1", procedures=("meeting",), since=DAY, until=date(2026, 9, 25)
    )
    org = delegate(ORG, leave)
    assert org.may_stand_in("O2", "O1", NOW, "meeting") == leave
    assert org.may_stand_in("O2", "O1", NOW, "outgoing-document") is None
    assert org.may_stand_in("O2", "O1", datetime(2026, 9, 26, 9, tzinfo=ZONE), "meeting") is None


def test_a_money_authority_is_an_order_for_its_procedures_alone() -> None:
    money = Deputy(kind="finance", principal="O4", deputy="O2", procedures=("spending",), since=DAY, paper="授权书1号")
    org = delegate(ORG, money)
    assert org.may_stand_in("O4", "O2", NOW, "spending", "order") == money
    assert org.may_stand_in("O4", "O2", NOW, "vehicle", "order") is None
    assert org.shown(money) == "文致远(代文克俭,财务授权)"


def test_the_seal_is_left_out_of_the_registrys_stand_in() -> None:
    absent = away(ORG, "O7")
    assert absent.may_stand_in("O7", "O6", NOW, "outgoing-document", "ab") is not None
    for duty in ("用印", "print"):
        assert absent.may_stand_in("O7", "O6", NOW, "outgoing-document", "ab", duty=duty) is None


@pytest.mark.parametrize(
    ("deputy", "code"),
    [
        (Deputy(kind="order", principal="L1", deputy="L2", since=DAY), "paper.required"),
        (Deputy(kind="order", principal="L1", deputy="L2", paper="文"), "dates.missing"),
        (Deputy(kind="leave", principal="O5", deputy="O5", since=DAY), "deputy.self"),
        (Deputy(kind="leave", deputy="O5", since=DAY), "deputy.whom"),
        (Deputy(kind="finance", principal="O4", deputy="O2", paper="文"), "deputy.procedures"),
        (
            Deputy(kind="leave", principal="O5", deputy="O6", since=DAY, until=date(2026, 1, 1)),
            "dates.reversed",
        ),
        (Deputy(kind="leave", principal="O7", deputy="O13", since=DAY), "roles.incompatible"),
        (Deputy(kind="leave", principal="O4", deputy="O14", since=DAY), "roles.incompatible"),
        (Deputy(kind="leave", principal="A1", deputy="A3", since=DAY), "roles.incompatible"),
    ],
)
def test_a_stand_in_that_may_not_be_is_refused(deputy: Deputy, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        delegate(ORG, deputy)
    assert refusal.value.code == code


def test_an_empty_post_goes_to_the_dispatcher_with_a_warning() -> None:
    got = ORG.resolve(["unit-head@柳河乡"], at=NOW)
    assert got.principals == ("unit-head@柳河乡", "O5") and got.people == ("O5",)
    (warning,) = got.warnings
    assert (warning.kind, warning.post, warning.level, warning.to) == (
        "post.empty", "柳河乡乡长", "dispatcher", ("O5",)
    )  # fmt: skip


def test_an_empty_post_asks_its_ab_first_then_the_post_above() -> None:
    empty = dismiss(ORG, "副主任-文秘", "O2", date(2026, 9, 23))
    got = empty.resolve(["deputy-documents"], at=NOW)
    assert got.people == ("O1",) and got.warnings[0].level == "superior"
    named = delegate(empty, Deputy(kind="ab", post="副主任-文秘", deputy="O3", since=DAY))
    got = named.resolve(["deputy-documents"], at=NOW)
    assert got.people == ("O3",) and got.warnings[0].level == "deputy"
    both = dismiss(empty, "主任", "O1", date(2026, 9, 23))
    assert both.resolve(["deputy-documents"], at=NOW).people == ("L1",)  # the ladder goes on upwards


def test_an_acting_head_named_later_finds_the_task() -> None:
    org = appoint(ORG, "柳河乡乡长", "U16", DAY, date(2026, 12, 31), acting=True, paper="青政任〔2026〕3号")
    got = org.resolve(["unit-head@柳河乡"], at=NOW)
    assert got.people == ("U16",) and got.warnings == ()
    assert "unit-head@柳河乡" in org.groups_of("U16", DAY)
    with pytest.raises(Refused, match=r"paper\.required"):
        appoint(ORG, "柳河乡乡长", "U16", DAY, acting=True)


def test_an_absent_holder_is_reported_with_who_stands_in() -> None:
    got = away(ORG, "O5").resolve(["checker"], at=NOW)
    assert got.people == ("O5",) and [d.deputy for d in got.deputies] == ["O6"]
    assert [(w.kind, w.group, w.to) for w in got.warnings] == [("person.absent", "O5", ("O6",))]
    for_order = away(ORG, "O5").resolve(["checker"], at=NOW, requirement="order")
    assert for_order.deputies == () and for_order.warnings[0].to == ()


def test_somebody_recused_leaves_the_task_to_the_post_above() -> None:
    got = ORG.resolve(["checker"], at=NOW, recused=["O5"])
    assert got.people == ("O2",)
    assert (got.warnings[0].kind, got.warnings[0].level) == ("post.recused", "superior")


def test_an_assignee_excludes_candidates_and_users_are_taken_by_rank() -> None:
    assert ORG.resolve(["checker"], ["O7"], "U10", at=NOW).principals == ("U10",)
    got = ORG.resolve(["checker"], ["U10", "L1"], at=NOW)
    assert got.principals == ("U10", "L1", "checker") and got.people == ("L1", "O5", "U10")
    assert ORG.resolve([], ["gone"], at=NOW).warnings[0].kind == "nobody"
