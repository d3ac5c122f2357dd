"""Who may do what: one table of verbs and roles, each cell with the condition under which it holds.

The three administrators share no verb, none of theirs touches a case, and no business role has one
of theirs. Which business role does a given step is not here: the procedure's candidates decide that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.errors import NotYours, Refused
from engine.organization.invariants import BUSINESS
from engine.organization.membership import Membership
from engine.organization.times import local_date


@dataclass(frozen=True)
class Thing:
    """What a verb is about: a case has an `owner` (who started it), `participants`, `units` and the roles
    `responsible` for its procedure; a change of the organization is about a `person`."""

    owner: str = ""
    participants: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    person: str = ""
    responsible: frozenset[str] = frozenset()


WHOLE = "*"  # in a grant's scope: the whole office
Condition = Callable[[Membership, str, Thing, date], bool]


def always(org: Membership, person: str, thing: Thing, on: date) -> bool:
    return True


def takes_part(org: Membership, person: str, thing: Thing, on: date) -> bool:
    """He started it, did a step of it, or has one now, himself or through one of his groups."""
    return person == thing.owner or bool(org.groups_of(person, on) & thing.participants)


def is_owner(org: Membership, person: str, thing: Thing, on: date) -> bool:
    return person == thing.owner


def is_responsible(org: Membership, person: str, thing: Thing, on: date) -> bool:
    """He holds one of the roles that answer for the procedure's matters."""
    return not thing.responsible.isdisjoint(org.roles_of(person, on))


def owns_or_answers(org: Membership, person: str, thing: Thing, on: date) -> bool:
    return is_owner(org, person, thing, on) or is_responsible(org, person, thing, on)


def takes_part_or_answers(org: Membership, person: str, thing: Thing, on: date) -> bool:
    return takes_part(org, person, thing, on) or is_responsible(org, person, thing, on)


def is_self(org: Membership, person: str, thing: Thing, on: date) -> bool:
    return person == thing.person


def is_other(org: Membership, person: str, thing: Thing, on: date) -> bool:
    """Nobody grants, activates or orders for himself."""
    return bool(thing.person) and person != thing.person


def in_scope(org: Membership, person: str, thing: Thing, on: date) -> bool:
    """A unit of the case, or one above it, lies in the auditor's granted scope of that day."""
    scope = auditors_scope(org, person, on)
    return WHOLE in scope or any(above in scope for unit in thing.units for above in org.line_of(unit))


def auditors_scope(org: Membership, person: str, on: date) -> frozenset[str]:
    """The units granted to an auditor, `*` for the whole office; empty for anybody else, and for no day beside."""
    if "auditor" not in org.roles_of(person, on):
        return frozenset()
    granted = (g for g in org.grants if g.person == person and g.role == "auditor" and g.covers(on))
    return frozenset(unit for g in granted for unit in g.scope)


def _cells(roles: Collection[str], condition: Condition = always) -> dict[str, Condition]:
    return dict.fromkeys(roles, condition)


SYSTEM, SECURITY, AUDIT = _cells({"system-admin"}), _cells({"security-admin"}), _cells({"audit-admin"})
FOR_OTHERS = _cells({"security-admin"}, is_other)
# who sees what the whole office counted; further readers are named by the procedure
COUNTERS = frozenset({
    "director", "deputy-documents", "deputy-supervision", "deputy-administration", "section-head", "leader-head",
    "leader",
})  # fmt: skip
# verb -> role -> condition
TABLE: Mapping[str, Mapping[str, Condition]] = {
    # business
    "case.start": _cells(BUSINESS),
    "task.do": _cells(BUSINESS),
    "case.read": _cells(BUSINESS, takes_part) | _cells({"auditor"}, in_scope),
    "case.replay": _cells(BUSINESS, takes_part) | _cells({"auditor"}, in_scope),
    "case.export": _cells(BUSINESS, is_responsible) | _cells({"auditor"}, in_scope),  # the whole record, for a court
    "case.make_scenario": _cells(BUSINESS, is_responsible),  # masked, for the analysts of its procedure
    "case.search": _cells({"auditor"}),  # every matter of his scope at once
    "case.cancel": _cells(BUSINESS, owns_or_answers) | _cells({"director"}),
    # office actions: who holds the task is asked by task.entitlement, the rest is asked here (docs/actions.md)
    "task.return": _cells(BUSINESS),
    "task.withdraw": _cells(BUSINESS),
    "task.transfer": _cells(BUSINESS),
    "task.delegate": _cells(BUSINESS),
    "task.add_signer": _cells(BUSINESS),
    "task.remove_signer": _cells(BUSINESS),
    "task.urge": _cells(BUSINESS, takes_part_or_answers),
    "case.circulate": _cells(BUSINESS, takes_part),
    "reading.do": _cells(BUSINESS),
    "case.pause": _cells(BUSINESS, takes_part_or_answers),
    "case.resume": _cells(BUSINESS, takes_part_or_answers),
    "case.suspend": _cells(BUSINESS, is_responsible),
    "case.jump": _cells(BUSINESS, is_responsible),
    "case.migrate": _cells(BUSINESS, is_responsible),  # to another version of its procedure
    "extension.request": _cells(BUSINESS),
    "request.decide": _cells(BUSINESS),
    "opinion.dictate": _cells(BUSINESS),
    "opinion.confirm": _cells(BUSINESS),
    "opinion.correct": _cells(BUSINESS),
    "case.follow": _cells(BUSINESS, takes_part),
    # personal data of an ended matter: one asks, another grants
    "case.erase": _cells(BUSINESS, is_responsible),
    "case.decide_erasure": _cells(BUSINESS, is_responsible) | _cells({"director", "leader-head"}),
    "absence.mark": _cells(BUSINESS, is_self) | _cells({"director"}) | FOR_OTHERS,
    "deputy.leave": _cells(BUSINESS, is_self),
    "acting.name": _cells({"section-head", "director"}, is_other),
    # figures: counted from matters; a base of last year is entered from a paper
    "figure.read": _cells(COUNTERS | {"auditor"}),
    # an analyst sees how his procedures run, never whose matters they were; the log leaves the house with a trace
    "mining.read": _cells(COUNTERS | {"auditor", "analyst"}),
    "log.export": _cells(BUSINESS, is_responsible) | _cells({"auditor"}),
    "figure.enter_base": _cells({"director", "section-head"}),
    # procedures: one draws, another releases
    "definition.draft": _cells({"analyst"}),
    "definition.check": _cells({"analyst", "security-admin"}),
    "definition.release": SECURITY,
    "definition.read": _cells({"analyst", "auditor", "audit-admin"}),  # beside the releaser: a version, never a matter
    # 系统管理员: accounts (created inactive), units, calendar, settings, running
    "account.create": SYSTEM,
    "unit.change": SYSTEM,
    "calendar.change": SYSTEM,
    "setting.change": SYSTEM,
    "backup.run": SYSTEM,
    "job.operate": SYSTEM,
    "checkpoint.take": SYSTEM,
    "evidence.keys": SYSTEM,
    # 安全管理员: who may what
    "account.activate": FOR_OTHERS,
    "post.appoint": FOR_OTHERS,
    "role.grant": FOR_OTHERS,
    "deputy.order": FOR_OTHERS,
    "policy.change": SECURITY,
    # 安全审计员: reads, verifies, countersigns; watched by the security administrator
    "log.read": AUDIT,
    "log.verify": _cells({"audit-admin", "auditor"}),
    "checkpoint.countersign": AUDIT,
    "checkpoint.acknowledge": AUDIT,
    "log.read_of_auditors": SECURITY,
}


ABOUT_CASES = ("case.", "task.", "opinion.", "reading.", "request.", "extension.")


def may(org: Membership, person: str, verb: str, at: date | datetime, thing: Thing | None = None) -> bool:
    """Whether the table lets this person do this now; an unknown verb is a programming error (KeyError)."""
    on, about = local_date(at), thing or Thing()
    cells = TABLE[verb]
    return any(role in cells and cells[role](org, person, about, on) for role in org.roles_of(person, on))


def require(org: Membership, person: str, verb: str, at: date | datetime, thing: Thing | None = None) -> None:
    """Raise when `may` says no: NotYours for an act on a case (that it exists stays untold), else `not_allowed`."""
    if may(org, person, verb, at, thing):
        return
    if verb.startswith(ABOUT_CASES):
        raise NotYours()
    raise Refused("not_allowed", "您没有这项权限。", "You may not do this.", verb=verb)
