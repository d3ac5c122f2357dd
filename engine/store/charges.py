"""What published procedures let roles see of their matters, read from procedure.toml without compiling a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from engine.definition import Package
from engine.definition.procedure import FILE, read
from engine.errors import DefinitionRefused
from engine.store import tables as t
from engine.store.office import Warm


@dataclass(frozen=True)
class Charge:
    """`owner`: roles that answer for the matters; `dictation`: step -> roles that may write down its opinion."""

    owner: frozenset[str] = frozenset()
    dictation: Mapping[str, frozenset[str]] = field(default_factory=dict)


_CHARGES: Warm[Charge] = Warm(512)  # by the hash of the package, so it never goes stale


def charges(connection: Connection) -> dict[int, Charge]:
    """Of every version ever published, by definition id."""
    d = t.definition.c
    return {row.id: _of(connection, row.hash) for row in connection.execute(select(d.id, d.hash))}


def _of(connection: Connection, hash: str) -> Charge:
    found = _CHARGES.get(hash)
    if found is None:
        same = select(t.definition.c.package).where(t.definition.c.hash == hash)  # several after a roll-back
        package = connection.execute(same.limit(1)).scalar_one()
        found = _read(package)
        _CHARGES.put(hash, found)
    return found


def _read(package: bytes) -> Charge:
    """Nobody is charged by a file that can no longer be read."""
    try:
        procedure = read(Package.from_zip(package).files[FILE])
    except (DefinitionRefused, KeyError):
        return Charge()
    steps = {step: frozenset(rules.dictation) for step, rules in procedure.tasks.items() if rules.dictation}
    return Charge(frozenset(procedure.owner), steps)
