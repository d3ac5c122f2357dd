"""The demo office: all thirty-nine people as described, and the questions other rooms ask about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Missing, Refused
from engine.organization import ROLES, Organization, load_office, violations

OFFICE = load_office("qinglan")
ORG = OFFICE.organization
DAY = date(2026, 2, 13)

# id: name, roles, AB角
PEOPLE = {
    "L1": ("甄为民", "leader-head", "L2"),
    "L2": ("甄务实", "leader executive-leader", "L3"),
    "L3": ("甄善建", "leader", "L4"),
    "L4": ("甄茂林", "leader", "L3"),
    "O1": ("文守正", "director", "O2"),
    "O2": ("文致远", "deputy-documents", "O3"),
    "O3": ("文必果", "deputy-supervision", "O2"),
    "O4": ("文克俭", "deputy-administration sole-signer", ""),
    "O5": ("文思齐", "section-head checker", "O6"),
    "O6": ("文小章", "clerk drafter", "O5"),
    "O7": ("文守密", "registry", "O6"),
    "O8": ("文采薇", "information publication-editor", "O6"),
    "O9": ("文督之", "supervision-head", "O10"),
    "O10": ("文小督", "supervisor", "O9"),
    "O11": ("文应答", "hotline-head", "O12"),
    "O12": ("文小线", "hotline-agent", "O11"),
    "O13": ("文勤务", "reception vehicles seal-witness", "O14"),
    "O14": ("文算清", "accountant", ""),
    "U1": ("石安居", "unit-head", ""),
    "U2": ("石小青", "liaison", ""),
    "U3": ("云上田", "unit-head", ""),
    "U4": ("云小坪", "liaison", ""),
    "U5": ("柳小河", "liaison", ""),
    "U6": ("成理城", "unit-head", ""),
    "U7": ("成小管", "liaison", ""),
    "U8": ("朱广厦", "unit-head", ""),
    "U9": ("朱小建", "liaison", ""),
    "U10": ("林长青", "unit-head", ""),
    "U11": ("林小草", "liaison", ""),
    "U12": ("农有余", "unit-head liaison", ""),
    "U13": ("陆通达", "unit-head liaison", ""),
    "U14": ("蔡有度", "unit-head liaison", ""),
    "U15": ("法言之", "legal-reviewer", ""),
    "U16": ("柳望川", "staff", ""),
    "A1": ("管一元", "system-admin", ""),
    "A2": ("管二安", "security-admin", ""),
    "A3": ("管三审", "audit-admin", ""),
    "A4": ("图析理", "analyst", ""),
    "A5": ("纪明察", "auditor", ""),
}


def test_everybody_is_there_and_nobody_else() -> None:
    assert len(PEOPLE) == 39
    assert {p.id: p.name for p in ORG.people} == {who: row[0] for who, row in PEOPLE.items()}
    assert len({p.phone for p in ORG.people}) == 39
    assert all(p.phone.startswith("100000000") and len(p.phone) == 11 for p in ORG.people)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_has_the_roles_of_the_list(person: str) -> None:
    assert ORG.roles_of(person, DAY) == set(PEOPLE[person][1].split())


@pytest.mark.parametrize("person", PEOPLE)
def test_each_has_the_stand_in_of_the_list(person: str) -> None:
    named = [d.deputy for d in ORG.deputies if d.principal == person and d.kind == "ab"]
    assert named == ([PEOPLE[person][2]] if PEOPLE[person][2] else [])


def test_it_breaks_none_of_its_rules() -> None:
    assert violations(ORG) == []
    assert {role for post in ORG.posts for role in post.roles} == ROLES


def test_groups_name_roles_with_and_without_their_unit() -> None:
    assert ORG.groups_of("U13", DAY) == {
        "U13", "liaison", "liaison@交通运输局", "unit-head", "unit-head@交通运输局"
    }  # fmt: skip
    assert ORG.groups_of("U13", date(2024, 12, 31)) == {"U13"}
    assert ORG.groups_of("X1", DAY) == frozenset()
    assert ORG.holders("unit-head@林草局", DAY) == ["U10"]
    assert ORG.holders("leader", DAY) == ["L2", "L3", "L4"]
    assert ORG.holders("U10", DAY) == ["U10"]
    assert ORG.holders("unit-head@柳河乡", DAY) == []
    assert ORG.holders("nobody@林草局", DAY) == []


@pytest.mark.parametrize(
    ("of", "district", "office"),
    [
        ("林草局", "L4", "O1"),
        ("林业和草原局", "L4", "O1"),
        ("交通运输局", "L3", "O1"),
        ("财政局", "L2", "O1"),
        ("青石街道", "L3", "O1"),
        ("柳河乡", "L4", "O1"),
        ("文秘科", "L1", "O2"),
        ("热线办", "L1", "O3"),
        ("信访", "L1", "O3"),
        ("接待", "L1", "O4"),
        ("没有的事", "L1", "O1"),
    ],
)
def test_it_knows_who_is_in_charge(of: str, district: str, office: str) -> None:
    assert ORG.leader_in_charge(of, DAY) == district
    assert ORG.leader_in_charge(of, DAY, tier="office") == office


@pytest.mark.parametrize(
    ("topic", "lead"),
    [
        ("人居环境", "城市管理局"),
        ("重点项目", "住建局"),
        ("护林防火", "林草局"),
        ("美丽公路", "交通运输局"),
        ("烤烟", "农业农村局"),
    ],
)
def test_each_topic_has_its_lead(topic: str, lead: str) -> None:
    assert ORG.lead_of(topic, DAY) == lead


def test_it_carries_the_plan_and_last_years_figures() -> None:
    assert [i.id for i in ORG.plan_items] == [f"FW-2026-{n:02d}" for n in range(1, 13)]
    assert "森林草原防灭火" in ORG.plan_items[1].title and ORG.plan_items[1].unit == "林草局"
    bases = OFFICE.bases["2025"]
    assert (bases["outgoing_documents"], bases["meetings"], bases["supervisions"]) == (126, 84, 37)
    assert Decimal(bases["hotline_on_time"]) == Decimal("93.42")
    assert Decimal(bases["reception_spent"]) == Decimal("86400.00")
    assert OFFICE.parameters["meeting_cost_class_three"] == 300


def test_forms_get_their_choices_in_office_order() -> None:
    assert [o["value"] for o in ORG.options("township_units", DAY)] == ["青石街道", "云坪镇", "柳河乡"]
    assert [o["value"] for o in ORG.options("leaders", DAY)] == ["L1", "L2", "L3", "L4"]
    assert {"value": "林草局", "label": "青岚区林业和草原局"} in ORG.options("units", DAY)
    assert len(ORG.options("people", DAY)) == 39
    assert len(ORG.options("plan_items", DAY)) == 12
    assert ORG.options("plan_items", date(2027, 1, 1)) == []
    with pytest.raises(Missing):
        ORG.options("cars", DAY)


def test_it_goes_to_records_and_back() -> None:
    again = Organization.from_records(ORG.as_records())
    assert again == ORG
    assert again.as_records() == ORG.as_records()


@pytest.mark.parametrize(
    "records",
    [
        {"cars": []},
        {"people": [{"id": "P", "name": "某", "rank": 1, "shoe_size": 43}]},
        {"people": [{"id": "P", "name": "某"}]},
        {"people": [{"id": "P", "name": "某", "rank": 1, "from": "yesterday"}]},
        {"people": [{"id": "P", "name": "某", "rank": 1, "from": "2026-02-02", "to": "2026-02-01"}]},
        {"posts": [{"id": "科长", "unit": "无", "title": "科长", "roles": []}]},
        {"holders": [{"post": "科长", "person": "P"}]},
    ],
)
def test_wrong_records_are_refused(records: dict[str, list[dict[str, object]]]) -> None:
    with pytest.raises(Refused, match=r"organization\.record"):
        Organization.from_records(records)


def test_an_unknown_or_broken_office_is_refused(tmp_path: Path) -> None:
    for name in ("atlantis", "../qinglan"):
        with pytest.raises(Missing):
            load_office(name)
    (tmp_path / "office.toml").write_text("nonsense = 1", encoding="utf-8")
    with pytest.raises(Refused, match=r"office\.toml"):
        load_office("mine", tmp_path)
    (tmp_path / "office.toml").write_text("= =", encoding="utf-8")
    with pytest.raises(Refused, match=r"office\.toml"):
        load_office("mine", tmp_path)
