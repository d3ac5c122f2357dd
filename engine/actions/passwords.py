"""Passwords: hashed with Argon2id, refused when short, common or made of the login name."""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import Invalid

# 19 MiB and two passes: the least OWASP asks for, so that eight people signing in at once fit a small server.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LONGEST = 200  # before hashing; longer input only costs time


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    """Compare in the time Argon2 takes, also for an account that does not exist (`stored` empty)."""
    try:
        return HASHER.verify(stored or _nobody(), password[:LONGEST]) and stored != ""
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def refuse_weak(password: str, login: str, least: int) -> None:
    """Raise Invalid when the password would be guessed first."""
    folded = password.casefold()
    if len(password) < least or len(password) > LONGEST:
        raise Invalid(
            {"password": f"密码应有 {least} 到 {LONGEST} 个字符。"},
            "password_length",
            f"密码应有 {least} 到 {LONGEST} 个字符。",
            f"A password has {least} to {LONGEST} characters.",
        )
    if folded in common_passwords() or len(set(folded)) < 5 or _is_run(folded) or _is_login(folded, login):
        raise Invalid(
            {"password": "该密码过于常见,请换一个。"},
            "password_common",
            "该密码过于常见,请换一个。",
            "This password is too common; choose another.",
        )


@cache
def common_passwords() -> frozenset[str]:
    text = resources.files("engine.actions").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())


@cache
def _nobody() -> str:
    return HASHER.hash("nobody has this password")


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps <= {1} or steps <= {-1}


def _is_login(text: str, login: str) -> bool:
    return len(login) > 2 and text.replace(login.casefold(), "").strip("0123456789") == ""
