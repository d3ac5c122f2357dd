"""What both forms of OCEL 2.0 share: each object once, relations only to objects that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.export.model import LogCase, LogEvent, LogObject, Relation


class Known:
    """Which objects were written. Those of a case are new by nature; shared ones are met again and again.

    `cases` are the numbers of all matters of the log: an object may point at one that comes later, never at one that
    does not come.
    """

    def __init__(self, cases: Collection[str]) -> None:
        self._cases = frozenset(f"instance:{number}" for number in cases)
        self._shared: set[str] = set()

    def new(self, objects: Iterable[LogObject]) -> list[LogObject]:
        found = []
        for each in objects:
            if each.shared:
                if each.id in self._shared:
                    continue
                self._shared.add(each.id)
            found.append(each)
        return found

    def pointed(self, relations: Iterable[Relation]) -> list[Relation]:
        """Each once; those to a matter outside the log are left out."""
        return [
            each
            for each in dict.fromkeys(relations)
            if not each.object_id.startswith("instance:") or each.object_id in self._cases
        ]


def told(case: LogCase) -> list[LogEvent]:
    """OCEL holds one event for each event of the history: what is derived shows in the states of tasks."""
    return [event for event in case.events if not event.derived]
