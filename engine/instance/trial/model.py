"""What came of trying one matter on a draft."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["same", "diverged", "asks", "unread"]


@dataclass(frozen=True)
class Condition:
    """A condition the draft asked: of a flow, with the routing values it read (never personal ones)."""

    flow: str
    text: str
    values: tuple[tuple[str, Any], ...]
    result: bool


@dataclass(frozen=True)
class Decided:
    """A decision that came out otherwise: rows (1-based) that matched then and now, and what it was given."""

    decision: str
    then: tuple[int, ...]
    now: tuple[int, ...]
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Cause:
    """Where and why a history leaves the draft's way.

    `kind`: condition, decision, flow (another way without either), timer, act (what was done then cannot be done),
    end (it would stand elsewhere now), incident (the draft could not go on). `element` is where; `then` and `now` are
    the flows or elements that follow it.
    """

    kind: str
    seq: int
    element: str
    then: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    decisions: tuple[Decided, ...] = ()
    words: tuple[str, str] = ("", "")  # what a refusal or incident says

    @property
    def group(self) -> tuple[Any, ...]:
        """Matters that leave for the same reason are told together, whatever their values."""
        texts = tuple((c.flow, c.text, c.result) for c in self.conditions)
        decisions = tuple((d.decision, d.then, d.now) for d in self.decisions)
        return self.kind, self.element, self.then, self.now, texts, decisions, self.words

    @property
    def values(self) -> dict[str, Any]:
        """What decided it: what the decisions were given, else what the conditions read."""
        found = [value for each in self.decisions for value in each.values]
        return dict(found or [value for each in self.conditions for value in each.values])


@dataclass(frozen=True)
class Ask:
    """An answer nobody gave. `kind`: step (a new one), field (now required, or its value no longer allowed), opinion,
    rule, service."""

    kind: str
    seq: int
    element: str
    name: str = ""
    words: tuple[str, str] = ("", "")

    @property
    def group(self) -> tuple[Any, ...]:
        return self.kind, self.element, self.name, self.words


@dataclass(frozen=True)
class DueChange:
    """A step that was done, with its due as it was and as the draft counts it; None: no term."""

    element: str
    then: datetime | None
    now: datetime | None
    closed_at: datetime

    @property
    def was_late(self) -> bool:
        return self.then is not None and self.closed_at > self.then

    @property
    def is_late(self) -> bool:
        return self.now is not None and self.closed_at > self.now


@dataclass
class Trial:
    """`asks` and `dues` as far as it went; `visits` and `flows` count what the draft went through.

    `dropped`: steps done then that the draft has no more; `timers`: those that fire at another time, or not at all.
    """

    kind: Kind = "same"
    cause: Cause | None = None
    asks: list[Ask] = field(default_factory=list)
    dues: list[DueChange] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)
    flows: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    timers: Counter[str] = field(default_factory=Counter)
    events: int = 0
