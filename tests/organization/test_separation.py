"""回避: nobody approves his own, and the one exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.organization import load_office, recused, same_person_unit, separated

ORG = load_office("qinglan").organization
DAY = date(2026, 9, 18)
DONE = {"draft": ["U11"], "check": ["O5", "O6"]}


def test_whoever_did_the_earlier_step_is_refused() -> None:
    refusal = separated("U11", ["draft"], DONE)
    assert refusal is not None and refusal.code == "separation" and refusal.details["step"] == "draft"
    assert separated("U10", ["draft"], DONE) is None
    assert separated("U11", ["check"], DONE) is None
    assert separated("U11", ["not done yet"], DONE) is None


def test_it_also_binds_the_person_acted_for() -> None:
    assert separated("O2", ["check"], DONE, on_behalf_of="O5") is not None
    assert separated("O6", ["check"], DONE, on_behalf_of="O7") is not None
    assert separated("O2", ["draft"], DONE, on_behalf_of="O5") is None


def test_it_names_everybody_for_the_assignment() -> None:
    assert recused(["draft", "check"], DONE) == {"U11", "O5", "O6"}


def test_a_single_person_unit_is_the_one_exception() -> None:
    for person, unit in (("U12", "农业农村局"), ("U13", "交通运输局"), ("U14", "财政局")):
        assert same_person_unit(ORG, person, unit, DAY)
    assert not same_person_unit(ORG, "U10", "林草局", DAY)
    assert not same_person_unit(ORG, "U12", "交通运输局", DAY)
    assert separated("U13", ["start"], {"start": ["U13"]}, same_person_allowed=True) is None


def test_the_exception_ends_when_somebody_else_comes() -> None:
    holders = (
        *ORG.holders_of_posts,
        replace(ORG.holders_of_posts[-1], post="交通运输局联络员", person="U16"),
    )
    assert not same_person_unit(replace(ORG, holders_of_posts=holders), "U13", "交通运输局", DAY)
