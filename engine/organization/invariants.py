"""What must never be true of a person's roles: 三员分立 and the incompatible posts (不相容岗位)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from engine.organization.membership import Membership

ADMINISTRATORS = frozenset({"system-admin", "security-admin", "audit-admin"})
READERS = frozenset({"auditor"})
DESIGNERS = frozenset({"analyst"})
BUSINESS = frozenset({
    "leader-head", "executive-leader", "leader", "director", "deputy-documents", "deputy-supervision",
    "deputy-administration", "sole-signer", "section-head", "checker", "clerk", "drafter", "registry", "information",
    "publication-editor", "supervision-head", "supervisor", "hotline-head", "hotline-agent", "reception",
    "vehicles", "seal-witness", "accountant", "unit-head", "liaison", "staff", "legal-reviewer",
})  # fmt: skip
ROLES = ADMINISTRATORS | READERS | DESIGNERS | BUSINESS
# (code, one side, other side, zh, en): nobody holds a role of each side on one day.
SEPARATIONS: tuple[tuple[str, frozenset[str], frozenset[str], str, str], ...] = (
    ("admin_business", ADMINISTRATORS, BUSINESS, "三员不得兼任业务岗位", "an administrator does no business"),
    (
        "analyst_releaser",
        DESIGNERS,
        frozenset({"security-admin"}),
        "流程分析员不得兼任发布人",
        "no own release",
    ),
    (
        "registry_witness",
        frozenset({"registry"}),
        frozenset({"seal-witness"}),
        "机要员不得兼任监印",
        "two to seal",
    ),
    ("money", frozenset({"accountant"}), frozenset({"sole-signer"}), "会计不得兼任一支笔", "two for money"),
    ("auditor_acts", READERS, ROLES - READERS, "纪检监察人员不得兼任其他角色", "an auditor changes nothing"),
)


@dataclass(frozen=True)
class Violation:
    """One person holds, or could exercise as a stand-in, roles that must be apart on `on`."""

    code: str
    person: str
    on: date
    roles: tuple[str, ...]
    zh: str
    en: str


def incompatible(roles: Collection[str]) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Each rule a set of roles breaks, as (code, roles involved, zh, en)."""
    held = set(roles)
    for pair in combinations(sorted(held & ADMINISTRATORS), 2):
        yield "two_administrators", pair, "系统、安全、审计三员必须分立", "one of three administrators each"
    for code, left, right, zh, en in SEPARATIONS:
        if (mine := held & left) and (theirs := held & right):
            yield code, tuple(sorted(mine | theirs)), zh, en


def violations(org: Membership, people: Collection[str] | None = None) -> list[Violation]:
    """Every broken rule on every day a fact begins or has just ended, for some people or for everybody.

    A stand-in is judged by his own roles together with those of the person he may act for.
    """
    found = []
    for person in people if people is not None else [p.id for p in org.people]:
        for on in _days_of_change(org, person):
            roles = set(org.roles_of(person, on))
            for deputy in org.deputies:
                if deputy.deputy == person and deputy.covers(on):
                    roles |= org.roles_of(deputy.principal, on) - set(_left_out(deputy.not_for))
                    roles |= set(org.post(deputy.post).roles) if deputy.post else set()
            found += [Violation(code, person, on, pair, zh, en) for code, pair, zh, en in incompatible(roles)]
    return found


def _left_out(duties: Collection[str]) -> Collection[str]:
    """Roles a stand-in does not exercise: without 用印 the registry's seal stays with its keeper."""
    return ("registry",) if "用印" in duties else ()


def _days_of_change(org: Membership, person: str) -> list[date]:
    concerned = {person, *(d.principal for d in org.deputies if d.deputy == person)}
    rows = [
        *(h for h in org.holders_of_posts if h.person in concerned),
        *(g for g in org.grants if g.person in concerned),
        *(p for p in org.people if p.id in concerned),
        *(d for d in org.deputies if d.deputy == person),
        *org.posts,
    ]
    days = {row.since or date.min for row in rows}
    days |= {row.until + timedelta(days=1) for row in rows if row.until and row.until < date.max}
    return sorted(days)
