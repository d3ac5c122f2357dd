"""What crosses this room's wall: the clock and services going in, happenings and waits coming out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

import orjson

from engine import feel

HappeningKind = Literal[
    "enter", "exit", "take", "cancel", "throw", "catch", "wait", "decide", "serve", "end", "jump", "compensate",
    "compensated",
]  # fmt: skip
State = Literal["running", "completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A service task asking its named built-in for a result; `key` makes the answer recordable."""

    name: str
    key: str
    element: str
    headers: dict[str, Any]
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one action: automatic steps, and instances of one multi-instance activity."""

    steps: int = 1000
    instances: int = 2000
    depth: int = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that was evaluated: of a flow (`element` is the flow) or of a loop (`element` is the activity).

    `values` are the variables it read, as it saw them; a name that was not set is left out.
    """

    element: str
    key: str
    text: str
    values: dict[str, Any]
    result: bool


@dataclass(frozen=True)
class Environment:
    """The world as one action sees it: the clock (aware, UTC), FEEL functions, and who answers service tasks.

    `watch` is told of every condition evaluated; normal acts leave it out.
    """

    now: datetime
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    serve: Callable[[ServiceCall], dict[str, Any]] | None = None
    limits: Limits = Limits()
    watch: Callable[[Asked], None] | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("Environment.now must be aware")
        object.__setattr__(self, "now", self.now.astimezone(UTC))

    @cached_property
    def feel(self) -> feel.Environment:
        return feel.Environment(now=self.now, functions=self.functions)

    @cached_property
    def stamp(self) -> str:
        """The clock as ISO text, as happenings carry it."""
        return self.now.isoformat()


Decide = Callable[[dict[str, Any], Environment], tuple[Any, list[dict[str, Any]]]]
"""A decision: plain JSON variables -> (value, trace). An attribute `inputs` may name the variables it reads."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; for `take` the element is the sequence flow and the key its source's key."""

    n: int
    kind: HappeningKind
    element: str
    key: str
    scope: str
    at: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskWait:
    """A user task somebody must do. Times are aware UTC; `variables` are local to the task and its scopes."""

    key: str
    element: str
    scope: str
    name: str
    lane: str | None
    assignee: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    due: datetime | None
    follow_up: datetime | None
    priority: int | None
    form: str | None
    properties: dict[str, str]
    variables: dict[str, Any]
    loop_counter: int | None
    back: str | None = None  # the element it goes straight back to when done (直送退回人)


@dataclass(frozen=True, slots=True)
class TimerWait:
    """A timer to fire at `due` (aware UTC); `attached_to` is the host activity of a boundary event."""

    key: str
    element: str
    scope: str
    due: datetime
    attached_to: str | None
    interrupting: bool


@dataclass(frozen=True, slots=True)
class SubscriptionWait:
    """An open message or signal subscription; `correlation` None catches whatever comes under the name."""

    key: str
    element: str
    scope: str
    kind: Literal["message", "signal"]
    name: str
    correlation: str | None
    attached_to: str | None
    interrupting: bool


@dataclass(frozen=True, slots=True)
class ConditionWait:
    """A condition to come true; it is looked at whenever data change, nobody outside need do anything."""

    key: str
    element: str
    scope: str
    condition: str
    attached_to: str | None
    interrupting: bool


@dataclass(frozen=True, slots=True)
class ClosedTask:
    key: str
    how: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message nobody inside caught, or a signal (always told outside too)."""

    kind: Literal["message", "signal"]
    name: str
    correlation: str | None
    data: dict[str, Any]
    element: str
    key: str


@dataclass(frozen=True, slots=True)
class Waits:
    tasks: tuple[TaskWait, ...] = ()
    timers: tuple[TimerWait, ...] = ()
    subscriptions: tuple[SubscriptionWait, ...] = ()
    conditions: tuple[ConditionWait, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one action did.

    `opened` and `closed` compare before and after: what opened and closed within the action is in neither.
    `variables` is the JSON of `data`. `end_events` are those reached at the process's own level since the start,
    each once, the latest last.
    """

    happenings: tuple[Happening, ...]
    opened: tuple[TaskWait, ...]
    closed: tuple[ClosedTask, ...]
    timers_opened: tuple[TimerWait, ...]
    timers_closed: tuple[str, ...]
    subscriptions_opened: tuple[SubscriptionWait, ...]
    subscriptions_closed: tuple[str, ...]
    messages: tuple[Thrown, ...]
    state: State
    end_events: tuple[str, ...]
    variables: bytes = field(repr=False)
    timers_moved: tuple[TimerWait, ...] = ()
    tasks_moved: tuple[TaskWait, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The process's own variables after the action, plain JSON, a new copy each time."""
        return orjson.loads(self.variables)  # type: ignore[no-any-return]
