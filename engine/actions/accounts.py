"""Accounts: opened, given a new password, disabled and enabled; every change ends the sessions it must."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select, update

from engine.actions.passwords import hash_password, matches, refuse_weak
from engine.actions.sign_in import token_hash
from engine.actions.sign_in_rules import rules_in_force
from engine.errors import Invalid, Missing, NotYours
from engine.organization import Organization, Thing, may
from engine.store import tables as t
from engine.store.apply import SYSTEM
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


def open_account(office: Office, person: str, password: str, by: Actor) -> None:
    """Give a person of the organization an account; one that an administrator opens waits to be enabled.

    Raises NotYours, Invalid for a weak password or a second account, Missing for nobody.
    """
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        rules = rules_in_force(connection)
    _refuse_unless(office, organization, by, "account.create", person)
    if all(known.id != person for known in organization.people):
        raise Missing("no_person", "机构名册中没有此人。", "There is no such person in the organization.")
    refuse_weak(password, person, rules.least_password_length)
    hashed = hash_password(password)
    with office.database.write() as connection:
        now = office.now()
        known = connection.execute(select(t.account.c.person).where(t.account.c.person == person)).one_or_none()
        if known is not None:
            raise Invalid({"person": "此人已有账号。"}, "account_exists", "此人已有账号。", "The account exists.")
        connection.execute(
            t.account.insert(),
            {
                "person": person, "password": hashed, "disabled": by.person != SYSTEM, "failures": 0,
                "locked_until": None, "changed_at": now,
            },
        )  # fmt: skip
        journal(connection, "account.opened", by.person, now, {"person": person})


def change_password(office: Office, by: Actor, old: str, new: str, *, keep: str = "") -> None:
    """Change one's own password; ends one's other sessions (`keep` is the token of this one)."""
    with office.database.read() as connection:
        stored = _stored(connection, by.person)
        rules = rules_in_force(connection)
    if not matches(stored, old):
        with office.database.write() as connection:
            journal(connection, "password.refused", by.person, office.now(), {})
        raise Invalid({"old": "原密码不正确。"}, "password_wrong", "原密码不正确。", "The old password is wrong.")
    refuse_weak(new, by.person, rules.least_password_length)
    hashed = hash_password(new)
    with office.database.write() as connection:
        changed = connection.execute(
            update(t.account)
            .where(t.account.c.person == by.person, t.account.c.password == stored)
            .values(password=hashed, changed_at=office.now())
        )
        if changed.rowcount != 1:
            raise Invalid({"old": "密码刚刚被修改。"}, "password_wrong", "密码刚刚被修改。", "It was changed just now.")
        s = t.session.c
        connection.execute(
            delete(t.session).where(s.person == by.person, s.token != (token_hash(keep) if keep else ""))
        )
        journal(connection, "password.changed", by.person, office.now(), {})


def disable_account(office: Office, person: str, by: Actor) -> None:
    """Close an account at once: its sessions end with the same commit."""
    _set(office, person, by, "account.disabled", {"disabled": True})


def enable_account(office: Office, person: str, by: Actor) -> None:
    """Open a disabled or locked account again."""
    _set(office, person, by, "account.enabled", {"disabled": False, "failures": 0, "locked_until": None})


def _set(office: Office, person: str, by: Actor, kind: str, values: dict[str, Any]) -> None:
    with office.database.write() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        _refuse_unless(office, organization, by, "account.activate", person)
        _stored(connection, person)
        now = office.now()
        connection.execute(update(t.account).where(t.account.c.person == person).values(changed_at=now, **values))
        if values["disabled"]:
            connection.execute(delete(t.session).where(t.session.c.person == person))
        journal(connection, kind, by.person, now, {"person": person})


def _refuse_unless(office: Office, organization: Organization, by: Actor, verb: str, person: str) -> None:
    if by.person != SYSTEM and not may(organization, by.person, verb, office.now(), Thing(person=person)):
        raise NotYours()


def _stored(connection: Connection, person: str) -> str:
    stored = connection.execute(select(t.account.c.password).where(t.account.c.person == person)).scalar_one_or_none()
    if stored is None:
        raise Missing("no_account", "没有这个账号。", "There is no such account.")
    return str(stored)
