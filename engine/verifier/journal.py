"""Layer 3: what the office's own journal says was in force when an event happened, against what the event says.

Its entries stand in one chain of their own; those a package need not show are withheld, all but their proof.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .chain import Event
from .findings import JOURNAL, Findings

# A command reads what is in force and the clock at moments that may lie apart by as much.
TOLERANCE = timedelta(seconds=60)
KINDS = {"organization": "机构", "calendar": "工作日历"}


@dataclass
class InForce:
    """What was in force from when, and which definitions were published when; read from the journal's entries."""

    changes: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    published: dict[str, datetime] = field(default_factory=dict)
    hashes: dict[int, bytes] = field(default_factory=dict)
    last: Event | None = None
    whole: bool = True

    def take(self, entries: Iterable[Event], wanted: frozenset[int], found: Findings) -> None:
        """Read the journal; of all hashes only those of `wanted` entries are kept."""
        for entry in entries:
            self.last = entry
            if entry.seq in wanted:
                self.hashes[entry.seq] = entry.hash
            kind = str(entry.meta["kind"])
            subject = kind.removesuffix(".changed")
            if kind == "definition.published" or subject in KINDS:
                at = moment(entry.meta["at"])
                if entry.body is None or at is None:
                    self.whole = False
                elif kind == "definition.published":
                    self.published.setdefault(str(entry.body.get("hash")), at)
                else:
                    self._change(subject, at, entry, found)

    def _change(self, kind: str, at: datetime, entry: Event, found: Findings) -> None:
        before, after = (entry.body or {}).get("before"), (entry.body or {}).get("after")
        known = self.changes[kind]
        if before != (known[-1][1] if known else None):
            found.fault(
                3, "journal_parts", f"机关日志第 {entry.seq} 条:{KINDS[kind]}变更没有接上前一次。",
                f"Entry {entry.seq} of the journal changes another {kind} than was in force.",
                instance=JOURNAL, seq=entry.seq,
            )  # fmt: skip
        known.append((at, str(after)))

    def at(self, kind: str, when: datetime) -> list[str]:
        """Fingerprints in force about this moment."""
        known = self.changes[kind]
        moments = [at for at, _ in known]
        first = max(bisect_right(moments, when - TOLERANCE) - 1, 0)
        return [fingerprint for _, fingerprint in known[first : bisect_right(moments, when + TOLERANCE)]]

    def only(self, when: datetime) -> dict[str, str] | None:
        """Fingerprints by kind, where just one of each was in force about this moment."""
        found = {kind: set(self.at(kind, when)) for kind in KINDS}
        if any(len(fingerprints) != 1 for fingerprints in found.values()):
            return None
        return {kind: fingerprints.pop() for kind, fingerprints in found.items()}


def check_in_force(events: Iterable[Event], instance: str, journal: InForce, found: Findings) -> None:
    """Each event names the organization and calendar of its day, and its definition was published before."""
    for event in events:
        when, body = moment(event.meta["at"]), event.body or {}
        if when is None:
            found.fault(
                2, "time_unreadable", f"第 {event.seq} 条事件的时间无法读取。", f"Event {event.seq} has no time.",
                instance=instance, seq=event.seq,
            )  # fmt: skip
            return
        for kind, name in KINDS.items():
            said = _said(body, kind)
            if said is not None and said not in journal.at(kind, when):
                found.fault(
                    3, "not_in_force", f"第 {event.seq} 条事件所依据的{name}不是机关日志中当时有效的。",
                    f"Event {event.seq} names another {kind} than the journal says was in force.",
                    instance=instance, seq=event.seq,
                )  # fmt: skip
        definition = body.get("definition")
        if isinstance(definition, str):
            published = journal.published.get(definition)
            if published is None or published > when + TOLERANCE:
                found.fault(
                    3, "not_published", f"第 {event.seq} 条事件所用的流程定义当时没有发布。",
                    f"The definition that event {event.seq} names was not published by then.",
                    instance=instance, seq=event.seq,
                )  # fmt: skip


def _said(body: dict[str, Any], kind: str) -> Any:
    in_force = body.get("in_force")
    return in_force.get(kind) if isinstance(in_force, dict) else None


def moment(text: Any) -> datetime | None:
    """An ISO moment with its zone, of a year that can be counted on from; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None and 1970 <= found.year < 9000 else None
