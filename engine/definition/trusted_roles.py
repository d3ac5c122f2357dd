"""Roles of procedure.toml: only business roles answer for matters, write for others, or read what is masked.

So 三员分立 holds whatever an analyst declares: neither administrators nor auditors come to a matter by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.errors import Finding
from engine.organization import BUSINESS, ROLES

if TYPE_CHECKING:
    from engine.definition.definition import Definition

FILE = "procedure.toml"


def check_trusted_roles(definition: Definition) -> Iterator[Finding]:
    """Findings for roles that are none, or do no business; only some places take a role of one unit."""
    procedure = definition.procedure
    for name in procedure.owner:
        yield from _role("owner", name, BUSINESS)
    for name in procedure.dispatcher:
        yield from _role("dispatcher", name.partition("@")[0], BUSINESS)
    for step, rules in procedure.tasks.items():
        for name in rules.dictation:
            yield from _role(f"tasks.{step}.dictation", name, BUSINESS)
    for field, mask in procedure.masks.items():
        for name in mask.exempt:
            yield from _role(f"masks.{field}.except", name.partition("@")[0], BUSINESS)
    for lane, names in procedure.roles.items():
        for name in names:
            role = name.partition("@")[0]
            if role in ROLES:
                yield from _role(f"roles.{lane}", role, BUSINESS)


def _role(place: str, name: str, allowed: frozenset[str]) -> Iterator[Finding]:
    if name not in ROLES:
        yield Finding("unknown_role", place, f"没有角色“{name}”。", f"No role {name!r}.", file=FILE)
    elif name not in allowed:
        zh, en = f"角色“{name}”不办理业务,不能写在这里。", f"The role {name!r} does no business."
        yield Finding("role_refused", place, zh, en, file=FILE)
