"""Signing in: who gets in, who is kept out and for how long, and what the journal says of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor, SignInLocked, SignInRefused
from engine.actions.passwords import HASHER, common_passwords, refuse_weak
from engine.clock import SimulatedClock
from engine.errors import Invalid, Missing, NotYours
from engine.history import opened
from engine.organization import load_office
from engine.store import tables as t
from engine.store.apply import SYSTEM
from engine.store.office import Office, open_office

PASSWORD = "山高水长 风清 2026"
EVERYONE = Actor(SYSTEM)


@pytest.fixture
def office(database_url: str, clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(database_url, clock=clock, files=tmp_path / "files")
    data = load_office("qinglan")
    actions.load_calendar(opened, data.calendar, EVERYONE)
    actions.load_organization(opened, data.organization, EVERYONE)
    actions.open_account(opened, "U11", PASSWORD, EVERYONE)
    yield opened
    opened.database.dispose()


def journal(office: Office) -> list[tuple[str, str, dict[str, Any]]]:
    with office.database.read() as connection:
        rows = connection.execute(select(t.journal).order_by(t.journal.c.seq)).all()
    return [
        (row.kind, row.actor, opened(row.body, row.sealed)) for row in rows if "changed" not in row.kind or "pass" in row.kind
    ]


def wrong(office: Office, login: str = "U11") -> None:
    with pytest.raises(SignInRefused):
        actions.sign_in(office, login, "not this one")


def test_it_works(office: Office) -> None:
    token = actions.sign_in(office, "U11", PASSWORD)
    assert actions.session_of(office, token) == Actor("U11")
    assert journal(office)[-1] == ("sign_in.done", "U11", {})


def test_every_sign_in_is_a_new_session(office: Office) -> None:
    first, second = (actions.sign_in(office, "U11", PASSWORD) for _ in range(2))
    assert first != second and len(first) >= 43
    actions.sign_out(office, first)
    assert actions.session_of(office, first) is None
    assert actions.session_of(office, second) == Actor("U11")
    actions.sign_out(office, first)
    assert [kind for kind, _, _ in journal(office)].count("sign_out") == 1


def test_the_database_holds_neither_token_nor_password(office: Office) -> None:
    token = actions.sign_in(office, "U11", PASSWORD)
    with office.database.read() as connection:
        stored = str(connection.execute(select(t.session)).all()) + str(connection.execute(select(t.account)).all())
        stored += str(journal(office))
    assert token not in stored and PASSWORD not in stored
    assert "$argon2id$" in stored


@pytest.mark.parametrize("token", ["", "x", "'; DROP TABLE session; --", "a" * 100_000])
def test_no_other_token_opens_a_session(office: Office, token: str) -> None:
    actions.sign_in(office, "U11", PASSWORD)
    assert actions.session_of(office, token) is None


def test_a_stranger_and_a_wrong_password_hear_the_same(office: Office) -> None:
    said = []
    for login in ("U11", "nobody", "", "U11' OR 1=1 --", "x" * 10_000):
        with pytest.raises(SignInRefused) as refusal:
            actions.sign_in(office, login, "not this one")
        said.append((refusal.value.code, refusal.value.zh, refusal.value.en))
    assert len(set(said)) == 1
    kinds = [(kind, actor, body["why"]) for kind, actor, body in journal(office) if kind == "sign_in.refused"]
    assert kinds[:2] == [("sign_in.refused", "U11", "password"), ("sign_in.refused", SYSTEM, "unknown")]


def test_five_wrong_passwords_lock_and_the_lock_grows(office: Office, clock: SimulatedClock) -> None:
    for _ in range(4):
        wrong(office)
    waits = []
    for _ in range(8):
        with pytest.raises(SignInLocked) as locked:
            actions.sign_in(office, "U11", "not this one")
        waits.append(locked.value.details["seconds"])
        with pytest.raises(SignInLocked):
            actions.sign_in(office, "U11", PASSWORD)
        clock.move_to(clock.now() + timedelta(seconds=waits[-1]))
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert actions.session_of(office, actions.sign_in(office, "U11", PASSWORD)) == Actor("U11")
    for _ in range(4):
        wrong(office)  # the count began anew


def test_parallel_guesses_do_not_outrun_the_lock(office: Office) -> None:
    outcomes: list[str] = []

    def guess(password: str) -> None:
        try:
            actions.sign_in(office, "U11", password)
            outcomes.append("in")
        except (SignInRefused, SignInLocked) as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=guess, args=(f"guess number {n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("SignInRefused") == 4 and outcomes.count("SignInLocked") == 8
    with pytest.raises(SignInLocked):
        actions.sign_in(office, "U11", PASSWORD)


def test_an_idle_session_ends(office: Office, clock: SimulatedClock) -> None:
    token = actions.sign_in(office, "U11", PASSWORD)
    for _ in range(5):
        clock.move_to(clock.now() + timedelta(minutes=29))
        assert actions.session_of(office, token) == Actor("U11")
    clock.move_to(clock.now() + timedelta(minutes=30))
    assert actions.session_of(office, token) is None


def test_no_session_outlives_half_a_day(office: Office, clock: SimulatedClock) -> None:
    token = actions.sign_in(office, "U11", PASSWORD)
    for _ in range(35):
        clock.move_to(clock.now() + timedelta(minutes=20))
        assert actions.session_of(office, token) == Actor("U11")
    clock.move_to(clock.now() + timedelta(minutes=20))
    assert actions.session_of(office, token) is None


def test_an_office_sets_its_own_figures(office: Office, clock: SimulatedClock) -> None:
    with office.database.write() as connection:
        connection.execute(t.setting.insert(), {"key": "sign_in", "value": {"tries": 2, "idle_minutes": 5}})
    token = actions.sign_in(office, "U11", PASSWORD)
    clock.move_to(clock.now() + timedelta(minutes=5))
    assert actions.session_of(office, token) is None
    wrong(office)
    with pytest.raises(SignInLocked):
        actions.sign_in(office, "U11", "not this one")


def test_ended_sessions_are_cleared_away(office: Office, clock: SimulatedClock) -> None:
    actions.sign_in(office, "U11", PASSWORD)
    clock.move_to(clock.now() + timedelta(hours=13))
    actions.sign_in(office, "U11", PASSWORD)
    with office.database.read() as connection:
        assert len(connection.execute(select(t.session)).all()) == 1


def test_a_disabled_account_is_out_at_once(office: Office) -> None:
    token = actions.sign_in(office, "U11", PASSWORD)
    actions.disable_account(office, "U11", Actor("A2"))
    assert actions.session_of(office, token) is None
    with pytest.raises(SignInRefused):
        actions.sign_in(office, "U11", PASSWORD)
    actions.enable_account(office, "U11", Actor("A2"))
    assert actions.session_of(office, token) is None, "the old session stays dead"
    assert actions.sign_in(office, "U11", PASSWORD)
    assert [(k, a) for k, a, _ in journal(office) if k.startswith("account.")][-2:] == [
        ("account.disabled", "A2"),
        ("account.enabled", "A2"),
    ]


def test_one_administrator_creates_and_another_enables(office: Office) -> None:
    for stranger in ("A2", "A3", "O1", "U10"):
        with pytest.raises(NotYours):
            actions.open_account(office, "U10", PASSWORD, Actor(stranger))
    actions.open_account(office, "U10", PASSWORD, Actor("A1"))
    with pytest.raises(SignInRefused):
        actions.sign_in(office, "U10", PASSWORD)
    for stranger in ("A1", "A3", "U10"):
        with pytest.raises(NotYours):
            actions.enable_account(office, "U10", Actor(stranger))
    actions.enable_account(office, "U10", Actor("A2"))
    assert actions.sign_in(office, "U10", PASSWORD)


def test_a_password_is_changed_by_who_knows_it(office: Office) -> None:
    here, elsewhere = (actions.sign_in(office, "U11", PASSWORD) for _ in range(2))
    with pytest.raises(Invalid) as refusal:
        actions.change_password(office, Actor("U11"), "not this one", "松柏长青 月明 2026", keep=here)
    assert refusal.value.code == "password_wrong"
    with pytest.raises(Invalid):
        actions.change_password(office, Actor("U11"), PASSWORD, "1234567890", keep=here)
    actions.change_password(office, Actor("U11"), PASSWORD, "松柏长青 月明 2026", keep=here)
    assert actions.session_of(office, here) == Actor("U11")
    assert actions.session_of(office, elsewhere) is None
    wrong(office)
    with pytest.raises(SignInRefused):
        actions.sign_in(office, "U11", PASSWORD)
    assert actions.sign_in(office, "U11", "松柏长青 月明 2026")
    with pytest.raises(Missing):
        actions.change_password(office, Actor("U10"), PASSWORD, "松柏长青 月明 2026")


def test_a_weak_hash_is_replaced_when_its_owner_signs_in(office: Office) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with office.database.write() as connection:
        connection.execute(t.account.update().where(t.account.c.person == "U11").values(password=old))
    actions.sign_in(office, "U11", PASSWORD)
    with office.database.read() as connection:
        stored = connection.execute(select(t.account.c.password)).scalar_one()
    assert stored != old and not HASHER.check_needs_rehash(stored)


@pytest.mark.parametrize(
    "password",
    ["short", "1234567890", "a123456789", "Password123", "QWERTYUIOP", "abcdefghijkl", "9876543210", "aaaaaaaaaaaa",
     "abababababab", "U11u11u11u11", "u112026001", "x" * 201],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        refuse_weak(password, "U11", 10)


def test_a_good_password_may_be_chinese_and_have_spaces() -> None:
    refuse_weak("落霞与孤鹜齐飞 秋水", "U11", 10)
    refuse_weak("correct horse battery", "U11", 10)
    assert all(len(word) >= 10 and word == word.casefold() for word in common_passwords())


def test_only_people_of_the_office_have_accounts(office: Office) -> None:
    with pytest.raises(Missing):
        actions.open_account(office, "X99", PASSWORD, EVERYONE)
    with pytest.raises(Invalid):
        actions.open_account(office, "U11", PASSWORD, EVERYONE)
