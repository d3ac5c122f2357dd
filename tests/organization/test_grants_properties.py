"""Whatever is granted, appointed, delegated or ended, in whatever order: the rules hold every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Refused
from engine.organization import (
    ROLES,
    Deputy,
    Organization,
    appoint,
    delegate,
    dismiss,
    grant,
    load_office,
    mark_absent,
    revoke,
)
from engine.organization.invariants import ADMINISTRATORS, BUSINESS

ORG = load_office("qinglan").organization
FIRST = date(2026, 1, 1)
CAST = ["A1", "A2", "A3", "A4", "A5", "O4", "O6", "O7", "O13", "O14", "U13"]
PEOPLE = st.sampled_from(CAST)
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
POSTS = st.sampled_from([p.id for p in ORG.posts])
# every pair of roles, by the rules as the office states them, written out again independently of the code
FORBIDDEN = [
    *({a, b} for a in ADMINISTRATORS for b in ADMINISTRATORS if a < b),
    *({a, b} for a in ADMINISTRATORS for b in BUSINESS),
    {"analyst", "security-admin"},
    {"registry", "seal-witness"},
    {"accountant", "sole-signer"},
    *({"auditor", b} for b in ROLES - {"auditor"}),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), st.sampled_from(sorted(ROLES)), PEOPLE, DAYS, st.none() | DAYS),
        st.tuples(st.just("appoint"), POSTS, PEOPLE, DAYS, st.none() | DAYS),
        st.tuples(st.just("delegate"), PEOPLE, PEOPLE, DAYS, st.none() | DAYS),
        st.tuples(st.just("revoke"), st.sampled_from(sorted(ROLES)), PEOPLE, DAYS, st.none()),
        st.tuples(st.just("dismiss"), POSTS, PEOPLE, DAYS, st.none()),
        st.tuples(st.just("absent"), st.none(), PEOPLE, DAYS, st.none() | DAYS),
    ),
    min_size=1,
    max_size=14,
)


def change(
    org: Organization, kind: str, what: str | None, person: str, since: date, until: date | None
) -> Organization:
    match kind, what:
        case "grant", str(role):
            return grant(org, role, person, "U16", since, until, scope=("林草局",), paper="文")
        case "appoint", str(post):
            return appoint(org, post, person, since, until, acting=True, paper="文")
        case "delegate", str(principal):
            stand_in = Deputy(kind="leave", principal=principal, deputy=person, since=since, until=until)
            return delegate(org, stand_in)
        case "revoke", str(role):
            return revoke(org, role, person, since)
        case "dismiss", str(post):
            return dismiss(org, post, person, since)
        case _:
            return mark_absent(org, person, since, until)


@given(STEPS)
@settings(max_examples=150, deadline=None, print_blob=True)
def test_no_sequence_of_changes_joins_what_must_be_apart(
    steps: list[tuple[str, str | None, str, date, date | None]],
) -> None:
    org = ORG
    for step in steps:
        try:
            org = change(org, *step)
        except Refused:
            continue
    for n in range(0, 125, 3):
        on = FIRST + timedelta(days=n)
        for person in CAST:
            held = set(org.roles_of(person, on))
            could = [
                d
                for d in org.deputies
                if d.deputy == person and d.covers(on) and d.principal and "用印" not in d.not_for
            ]
            for deputy in could:
                held |= org.roles_of(deputy.principal, on)
            for pair in FORBIDDEN:
                assert not pair <= held, (person, on, pair)
    assert Organization.from_records(org.as_records()) == org


@given(STEPS)
@settings(max_examples=30, deadline=None, print_blob=True)
def test_some_changes_do_go_through(steps: list[tuple[str, str | None, str, date, date | None]]) -> None:
    """The property above also holds for a house that refuses everything: some grants must pass."""
    org = grant(ORG, "supervisor", "U16", "A2", FIRST)
    assert "supervisor" in org.roles_of("U16", FIRST)
    for step in steps:
        try:
            after = change(org, *step)
        except Refused as refusal:
            assert refusal.code and refusal.zh.endswith("。") and refusal.en
        else:
            assert after is not org
