"""Signing in: password against account, locks that grow, a new session every time; each try is in the journal."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from engine.actions.passwords import hash_password, is_outdated, matches
from engine.actions.sign_in_rules import SignInRules, rules_in_force
from engine.errors import Refused
from engine.store import tables as t
from engine.store.apply import SYSTEM
from engine.store.journal import journal
from engine.store.office import Office


class SignInRefused(Refused):
    """Wrong name or password; the same words whichever it was."""

    status = 403


class SignInLocked(Refused):
    """Too many wrong passwords; `details["seconds"]` says how long to wait."""

    status = 429


def sign_in(office: Office, login: str, password: str) -> str:
    """Check the password and open a session; returns the token for the cookie, which is stored only as a hash.

    Raises SignInRefused or SignInLocked. The password is checked outside the transaction, because Argon2 takes
    its time on purpose; what it found is used only if the account has not changed meanwhile.
    """
    with office.database.read() as connection:
        seen = _account(connection, login)
    refused: Refused | None = None
    token = secrets.token_urlsafe(32)
    right = matches(seen.password if seen else "", password)
    fresh = hash_password(password) if seen and right and is_outdated(seen.password) else None
    with office.database.write() as connection:
        now, rules = office.now(), rules_in_force(connection)
        account = _account(connection, login, lock=True)
        if account is None:
            journal(connection, "sign_in.refused", SYSTEM, now, {"login": _printable(login), "why": "unknown"})
            refused = _wrong()
        elif account.locked_until is not None and account.locked_until > now:
            journal(connection, "sign_in.refused", account.person, now, {"why": "locked"})
            refused = _locked(account.locked_until - now)
        elif account.disabled:
            journal(connection, "sign_in.refused", account.person, now, {"why": "disabled"})
            refused = _wrong()
        elif not right or seen is None or account.password != seen.password:
            refused = _count(connection, account, rules, now)
        else:
            _open(connection, account.person, token, fresh, rules, now)
    if refused is not None:
        raise refused
    return token


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account(connection: Connection, login: str, *, lock: bool = False) -> Any:
    query = select(t.account).where(t.account.c.person == login[:40])
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _count(connection: Connection, account: Any, rules: SignInRules, now: datetime) -> Refused:
    failures = account.failures + 1
    wait = rules.delay(failures)
    until = now + wait if wait else None
    connection.execute(
        update(t.account).where(t.account.c.person == account.person).values(failures=failures, locked_until=until)
    )
    why = {"why": "password", "failures": failures, "locked_seconds": int(wait.total_seconds())}
    journal(connection, "sign_in.refused", account.person, now, why)
    return _locked(wait) if wait else _wrong()


def _open(
    connection: Connection, person: str, token: str, fresh: str | None, rules: SignInRules, now: datetime
) -> None:
    s = t.session.c
    values: dict[str, Any] = {"failures": 0, "locked_until": None}
    if fresh is not None:
        values["password"] = fresh
    connection.execute(update(t.account).where(t.account.c.person == person).values(values))
    connection.execute(delete(t.session).where((s.created_at < now - rules.absolute) | (s.seen_at < now - rules.idle)))
    connection.execute(
        t.session.insert(),
        {"token": token_hash(token), "person": person, "csrf": "", "created_at": now, "seen_at": now},
    )
    journal(connection, "sign_in.done", person, now, {})


def _wrong() -> SignInRefused:
    return SignInRefused(
        "sign_in_refused", "用户名或密码不正确,或账号已停用。", "Wrong name or password, or the account is disabled."
    )


def _locked(wait: timedelta) -> SignInLocked:
    seconds = max(1, int(wait.total_seconds()))
    minutes = -(-seconds // 60)
    return SignInLocked(
        "sign_in_locked",
        f"密码多次输入错误,账号已暂时锁定,请 {minutes} 分钟后再试。",
        f"Too many wrong passwords; the account is locked, try again in {minutes} minutes.",
        seconds=seconds,
    )


def _printable(login: str) -> str:
    return "".join(c for c in login[:40] if c.isprintable())
