"""Which version of the procedure a matter ran on at each of its events; a migration changes it, and itself is told by
the version it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition import Definition
from engine.queries.reader import Reader

MIGRATED = "instance.migrated"


@dataclass(frozen=True)
class Switch:
    """A migration in words: both numbers, and the steps that tokens stood on and stand on, where they differ."""

    before: int = 0
    after: int = 0
    steps: tuple[tuple[str, str], ...] = ()


NO_SWITCH = Switch()


@dataclass
class Versions:
    """`take` is told of every event in order; `definition` is then the one the event was decided by."""

    reader: Reader
    definition: Definition
    used: list[Definition] = field(default_factory=list)

    def take(self, kind: str, body: Mapping[str, Any]) -> Definition:
        """Events whose body was erased leave the version that was known before."""
        if kind in ("instance.started", MIGRATED) and "definition_id" in body:
            self.definition = self.reader.definition(body["definition_id"])
        if not self.used or self.used[-1] is not self.definition:
            self.used.append(self.definition)
        return self.definition

    @property
    def place(self) -> int:
        """Which of `used` the last event was told by."""
        return max(len(self.used) - 1, 0)


def switch_of(reader: Reader, kind: str, body: Mapping[str, Any]) -> Switch:
    """What an event says of two versions; nothing unless it is a migration."""
    if kind != MIGRATED or "from" not in body:
        return NO_SWITCH
    old, new = reader.definition(body["from"]["definition_id"]), reader.definition(body["definition_id"])
    places = list(_moved(body.get("before", []), body.get("after", [])))
    steps = dict.fromkeys((_name(old, was), _name(new, now)) for was, now in places)
    return Switch(
        body["from"]["version"], body["version"], tuple((was, now) for was, now in steps if was != now)
    )  # fmt: skip


def _moved(before: list[list[str]], after: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Element then and now of every token that has a key."""
    now = {key: element for key, element in after if key}
    return ((element, now[key]) for key, element in before if key in now)


def _name(definition: Definition, element: str) -> str:
    processes = definition.program.processes.values()
    return next((p.elements[element].name for p in processes if element in p.elements), "") or element
