"""Three administrators apart, business apart from them, and nobody acts on himself."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from engine.errors import NotYours, Refused
from engine.organization import TABLE, Deputy, Thing, grant, load_office, may, require, revoke
from engine.organization.invariants import ADMINISTRATORS, BUSINESS
from engine.organization.organization import Organization

ORG = load_office("qinglan").organization
DAY = date(2026, 2, 13)
CASE = Thing(
    owner="U11",
    participants=frozenset({"U10", "checker", "unit-head@交通运输局"}),
    units=frozenset({"林草局"}),
)
ABOUT = Thing(person="O6")


def verbs(role: str) -> set[str]:
    return {verb for verb, cells in TABLE.items() if role in cells}


def test_the_three_administrators_share_no_verb() -> None:
    for one, other in combinations(sorted(ADMINISTRATORS), 2):
        assert not verbs(one) & verbs(other)


def test_no_administrator_touches_a_case_and_no_business_role_administers() -> None:
    for role in ADMINISTRATORS:
        assert not [v for v in verbs(role) if v.startswith(("case.", "task."))]
    shared = {v for role in ADMINISTRATORS for v in verbs(role)} & {v for role in BUSINESS for v in verbs(role)}
    assert shared == {"absence.mark"}  # an absence may be entered for somebody who cannot do it himself


def test_an_auditor_only_reads() -> None:
    assert verbs("auditor") == {
        "case.export", "case.read", "case.replay", "case.search", "definition.read", "figure.read", "log.export",
        "log.verify", "mining.read",
    }  # fmt: skip


def test_who_draws_a_procedure_never_releases_it() -> None:
    assert "definition.release" in verbs("security-admin") - verbs("analyst")
    assert "definition.draft" in verbs("analyst") - verbs("security-admin")


@pytest.mark.parametrize(
    ("person", "verb", "thing", "allowed"),
    [
        ("U11", "case.read", CASE, True),  # started it
        ("U10", "case.read", CASE, True),  # did a step
        ("O5", "case.read", CASE, True),  # has it through his post
        ("U13", "case.read", CASE, True),
        ("U8", "case.read", CASE, False),
        ("A1", "case.read", CASE, False),
        ("A2", "case.read", CASE, False),
        ("A3", "case.read", CASE, False),
        ("A4", "case.read", CASE, False),
        ("A5", "case.read", CASE, True),  # 林草局 is in his scope
        ("A5", "case.read", Thing(units=frozenset({"纪检监察组"})), False),
        ("A5", "case.read", Thing(units=frozenset({"机要室"})), True),  # below 区政府办
        ("A5", "task.do", CASE, False),
        ("U11", "case.cancel", CASE, True),
        ("U10", "case.cancel", CASE, False),
        ("O1", "case.cancel", CASE, True),
        ("A2", "role.grant", ABOUT, True),
        ("A2", "role.grant", Thing(person="A2"), False),
        ("A2", "role.grant", Thing(), False),
        ("A1", "role.grant", ABOUT, False),
        ("A1", "account.create", ABOUT, True),
        ("A2", "account.create", ABOUT, False),
        ("A2", "acting.name", ABOUT, False),
        ("O5", "acting.name", ABOUT, True),
        ("A3", "log.read", Thing(), True),
        ("A3", "setting.change", Thing(), False),
        ("O6", "absence.mark", ABOUT, True),
        ("O5", "absence.mark", ABOUT, False),
        ("O1", "absence.mark", ABOUT, True),
        ("gone", "case.start", Thing(), False),
    ],
)
def test_the_table_decides(person: str, verb: str, thing: Thing, allowed: bool) -> None:
    assert may(ORG, person, verb, DAY, thing) is allowed


def test_a_refusal_does_not_tell_whether_a_case_exists() -> None:
    require(ORG, "U10", "case.read", DAY, CASE)
    with pytest.raises(NotYours):
        require(ORG, "U8", "case.read", DAY, CASE)
    with pytest.raises(Refused, match="not_allowed"):
        require(ORG, "U8", "role.grant", DAY, ABOUT)
    with pytest.raises(KeyError):
        may(ORG, "U8", "no.such.verb", DAY)


def test_a_granted_role_ends_with_its_last_day() -> None:
    org = grant(ORG, "supervisor", "O6", "A2", DAY, date(2026, 3, 1))
    assert "supervisor" in org.roles_of("O6", DAY) and "supervisor" not in org.roles_of("O6", date(2026, 3, 2))
    assert "supervisor" not in revoke(org, "supervisor", "O6", date(2026, 2, 20)).roles_of("O6", date(2026, 2, 21))
    with pytest.raises(Refused, match="nothing_to_end"):
        revoke(ORG, "supervisor", "O6", DAY)


@pytest.mark.parametrize(
    ("role", "person", "by", "code"),
    [
        ("system-admin", "A3", "A2", "roles.incompatible"),
        ("audit-admin", "A1", "A2", "roles.incompatible"),
        ("clerk", "A1", "A2", "roles.incompatible"),
        ("system-admin", "O6", "A2", "roles.incompatible"),
        ("security-admin", "A4", "A2", "roles.incompatible"),
        ("seal-witness", "O7", "A2", "roles.incompatible"),
        ("sole-signer", "O14", "A2", "roles.incompatible"),
        ("clerk", "A5", "A2", "roles.incompatible"),
        ("seal-witness", "O6", "A2", ""),  # his stand-in for the registry leaves the seal out
        ("supervisor", "A2", "A2", "grant.self"),
        ("wizard", "O6", "A2", "role.unknown"),
        ("auditor", "U16", "A2", "grant.scope"),
    ],
)
def test_a_grant_that_would_break_a_rule_is_refused(role: str, person: str, by: str, code: str) -> None:
    if not code:
        assert role in grant(ORG, role, person, by, DAY).roles_of(person, DAY)
        return
    with pytest.raises(Refused) as refusal:
        grant(ORG, role, person, by, DAY)
    assert refusal.value.code == code


def test_a_later_grant_is_refused_for_the_sake_of_an_existing_stand_in() -> None:
    """O14 may stand in for O13 (监印); making O13 a 一支笔 would let the accountant sign."""
    assert Deputy in {type(d) for d in ORG.deputies if d.principal == "O13" and d.deputy == "O14"}
    with pytest.raises(Refused) as refusal:
        grant(ORG, "sole-signer", "O13", "A2", DAY)
    assert refusal.value.details["person"] == "O14"


def test_an_organization_is_never_changed_in_place() -> None:
    before: Organization = Organization.from_records(ORG.as_records())
    grant(ORG, "supervisor", "O6", "A2", DAY)
    assert before == ORG
