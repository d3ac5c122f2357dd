"""An auditor sees exactly what his grant says: on lists, by search, on pages, in downloads, behind figures."""

from __future__ import annotations

import io
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor, Upload
from engine.clock import local
from engine.errors import NotYours
from engine.organization import Deputy, Thing, delegate, grant, in_scope, may
from engine.organization.changes import revoke
from engine.queries import Asked, Question
from engine.queries.audit import AuditQuestion, audit_page
from engine.queries.figure_pages import items_page
from engine.queries.numbered import matters as matters_of_year
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.packages import approval

FIGURES = '[[figure]]\nid="started"\nname="发起"\nenglish="Started"\nkind="count"\ndate="started"'.encode()
STARTERS = ("U1", "U2", "U4", "U5", "U7", "U9", "U11", "U13", "U14")
SIGNERS = (["林草局", "财政局"], ["财政局"], ["住建局", "交通运输局"], ["云坪镇"], ["城市管理局", "林草局"])
AUDITOR = "A5"


@pytest.fixture
def matters(bare_office: Office) -> Office:
    """A dozen matters of several units, countersigned by others, some further than others."""
    actions.publish_definition(bare_office, approval(**{"figures.toml": FIGURES}), Actor(SYSTEM))
    dice = random.Random(7)
    for n in range(1, 13):
        desk.start(bare_office, by=dice.choice(STARTERS), title=f"第{n}件请示", cosign_units=dice.choice(SIGNERS))
        if dice.random() < 0.6:
            desk.review(bare_office, instance=n)
        if dice.random() < 0.4:
            file = Upload(f"附件{n}.txt", "text/plain", io.BytesIO(b"words"))
            starter = desk.rows(bare_office, t.instance, t.instance.c.id == n)[0].starter
            actions.attach_files(bare_office, actions.AttachFiles(n, [file], desk.command_id()), Actor(starter))
    return bare_office


def granted(office: Office, scope: tuple[str, ...], since: int = 0, until: int | None = None) -> None:
    """Give the auditor this scope and no other, `since` and `until` in days from today."""
    today = local(office.now()).date()

    def change(org, now):
        org = revoke(org, "auditor", AUDITOR, today - timedelta(days=1)) if org.grants else org
        last = None if until is None else today + timedelta(days=until)
        return grant(org, "auditor", AUDITOR, "A2", today + timedelta(days=since), last, scope=scope, paper="监〔2026〕1号")

    actions.change_organization(office, Actor("A2"), change, {"why": "test"})


def units_of(office: Office, organization, instance: int) -> frozenset[str]:
    """The units of a matter, said once more and apart from the code under test."""
    today = local(office.now()).date()
    found = {desk.rows(office, t.instance, t.instance.c.id == instance)[0].starter_unit}
    for row in desk.rows(office, t.participant, t.participant.c.instance_id == instance):
        role, at, unit = row.principal.partition("@")
        found |= {unit} if at else set(organization.units_of(role, today))
    return frozenset(found)


def expected(office: Office) -> set[int]:
    """What `in_scope` says of each matter."""
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        instances = connection.execute(select(t.instance.c.id)).scalars().all()
    now = office.now()
    found = set()
    for n in instances:
        thing = Thing(units=units_of(office, organization, n))
        assert may(organization, AUDITOR, "case.read", now, thing) == in_scope(organization, AUDITOR, thing, local(now).date())
        if may(organization, AUDITOR, "case.read", now, thing):
            found.add(n)
    return found


def seen(office: Office) -> tuple[dict[str, set[int]], set[int], set[int]]:
    """What each way of looking shows the auditor; matters whose attachments he gets, and all that have some."""

    def opens(look) -> bool:
        try:
            look()
        except NotYours:
            return False
        return True

    instances = [row.id for row in desk.rows(office, t.instance)]
    files = {row.id: row.instance_id for row in desk.rows(office, t.attachment)}
    listed, after = set(), ""
    while True:
        page = audit_page(office, AUDITOR, AuditQuestion(after=after), size=5).found
        listed |= {hit.instance_id for hit in page.hits}
        if not (after := page.next):
            break
    acts = audit_page(office, AUDITOR, AuditQuestion(find="acts"), size=500).found
    searched = queries.search(office, AUDITOR, Question(text="请示")).found
    year = local(office.now()).year
    asked = Asked("approval", local(office.now()).date().replace(month=1, day=1), local(office.now()).date())
    ways = {
        "list": listed,
        "count": set(range(page.total)),
        "acts": {hit.instance_id for hit in acts.hits},
        "search": {row.instance_id for row in searched.rows},
        "pages": {n for n in instances if opens(lambda n=n: queries.instance_page(office, AUDITOR, n))},
        "numbers": {n for n, _ in matters_of_year(office, AUDITOR, "approval", year)},
        "figures": {item.instance_id for item in items_page(office, AUDITOR, asked, "started", "", "", "").items},
    }
    opened = {files[f] for f in files if opens(lambda f=f: queries.attachment(office, AUDITOR, f))}
    return ways, opened, set(files.values())


SCOPES = [
    ("林草局",), ("财政局", "云坪镇"), ("区政府办",), ("文秘科",), ("区政府",), ("纪检监察组",), ("*",), ("青石街道", "*"),
    ("住建局", "交通运输局", "柳河乡", "城市管理局"),
]  # fmt: skip


def test_exactly_what_is_granted(matters):
    dice = random.Random(11)
    with matters.database.read() as connection:
        organization = matters.organization(connection, matters.in_force(connection)["organization"])
    units = [u.id for u in organization.units]
    sizes = set()
    for scope in [*SCOPES, *(tuple(dice.sample(units, dice.randint(1, 6))) for _ in range(6))]:
        granted(matters, scope)
        wanted = expected(matters)
        sizes.add(len(wanted))
        ways, opened, with_files = seen(matters)
        for way, found in ways.items():
            assert len(found) == len(wanted) if way == "count" else found == wanted, (scope, way)
        assert opened == wanted & with_files, scope
    assert {0, 12} <= sizes and len(sizes) > 3, "grants that show nothing, something, everything"


@pytest.mark.parametrize(("since", "until", "sees"), [(0, None, True), (1, None, False), (0, 0, True), (-9, -1, False)])
def test_a_grant_holds_on_its_days_only(matters, since, until, sees):
    granted(matters, ("*",), since, until)
    if sees:
        assert queries.instance_page(matters, AUDITOR, 1)
        return
    with pytest.raises(NotYours):
        queries.instance_page(matters, AUDITOR, 1)
    assert audit_page(matters, AUDITOR, AuditQuestion()).found.hits == ()  # his post stays, and finds nothing


@pytest.mark.tampers
@pytest.mark.parametrize("person", ["A1", "A2", "A3", "A4"])
def test_administrators_see_no_matter(matters, person):
    """Not even one they had a part in before they became administrators."""
    with matters.database.write() as connection:
        connection.execute(t.participant.insert(), [{"principal": person, "instance_id": n} for n in (1, 2)])
    assert queries.search(matters, person, Question(text="请示")).found.rows == ()
    with pytest.raises(NotYours):
        queries.instance_page(matters, person, 1)
    with pytest.raises(NotYours):
        audit_page(matters, person, AuditQuestion())


@pytest.mark.parametrize(("procedures", "sees"), [(("approval",), True), ((), True), (("hotline",), False)])
def test_a_stand_in_sees_matters_of_what_he_stands_in_for(matters, procedures, sees):
    today = local(matters.now()).date()
    starter = desk.rows(matters, t.instance, t.instance.c.id == 1)[0].starter
    deputy = Deputy(kind="leave", deputy="U16", principal=starter, procedures=procedures, since=today)
    actions.change_organization(matters, Actor(starter), lambda org, now: delegate(org, deputy), {"why": "test"})
    found = queries.search(matters, "U16", Question(text="请示")).found.rows
    assert (1 in {row.instance_id for row in found}) is sees
    if sees:
        assert queries.instance_page(matters, "U16", 1)
        actions.follow_instance(matters, 1, Actor("U16"))
        return
    with pytest.raises(NotYours):
        queries.instance_page(matters, "U16", 1)
    with pytest.raises(NotYours):
        actions.follow_instance(matters, 1, Actor("U16"))
