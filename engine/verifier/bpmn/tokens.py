"""Where a matter stands: tokens in scopes that are running, each with its key and its own variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .model import Flow, Node, Scope, Trigger

ages = count()
FLOW, ROUND, WAITER, UNDO = "flow", "round", "waiter", "undo"
COMING, READY, WAITING, DONE, GONE = "coming", "ready", "waiting", "done", "gone"


@dataclass(eq=False)
class Running:
    """A scope that is running: the process, a sub-process or a called process (`opaque`: sees nothing outside)."""

    scope: Scope
    owner: Token | None
    variables: dict[str, Any]
    opaque: bool
    counters: dict[str, int] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)
    interrupted: bool = False
    consumed: dict[str, list[str]] = field(default_factory=dict)  # complex gateway waiting for reset -> flows it took
    finished: bool = False
    done: list[Done] = field(default_factory=list)  # what completed here and may be compensated

    @property
    def key(self) -> str:
        return self.owner.key if self.owner is not None else ""

    @property
    def prefix(self) -> str:
        return f"{self.owner.key}/" if self.owner is not None else ""

    def count(self, element: str) -> int:
        self.counters[element] = self.counters.get(element, 0) + 1
        return self.counters[element]

    def flowing(self) -> list[Token]:
        """Open tokens that move along flows."""
        return [token for token in self.tokens if token.role == FLOW]

    def alive(self) -> bool:
        """Whether something keeps the scope open."""
        return any(token.role in (FLOW, UNDO) for token in self.tokens)

    def everywhere(self) -> Iterator[Running]:
        """This and all scopes running inside it."""
        yield self
        for token in list(self.tokens):
            if token.inside is not None:
                yield from token.inside.everywhere()


@dataclass(eq=False)
class Token:
    """`role`: FLOW keeps its scope open; ROUND is one round of the loop `host`; WAITER listens on behalf of `host`;
    UNDO keeps its scope open while something is compensated, and follows no flow."""

    running: Running
    node: Node
    role: str = FLOW
    host: Token | None = None
    state: str = COMING
    key: str = ""
    number: int | None = None
    flow: Flow | None = None
    own: dict[str, Any] | None = None
    payload: dict[str, Any] | None = None
    fired: bool = False
    inside: Running | None = None
    back: str | None = None  # goes straight back there when done (直送退回人)
    into: tuple[str, ...] = ()  # a sub-process entered in its middle, at these
    again: int = 0  # how often the place of this round was asked before
    loop: dict[str, Any] | None = None  # what the body of a loop counts
    task: dict[str, Any] | None = None  # what a waiting user task asks for
    timer: dict[str, Any] | None = None
    subscription: tuple[str, str, str | None] | None = None
    watched: bool | None = None  # of a condition: whether it was true after the step before
    late: bool = False  # it leaves a complex gateway for those that came after it had started
    part: int | None = None  # which trigger of a multiple event it waits for
    met: dict[str, Any] | None = None  # what that brought, while the others are still awaited
    left: list[int] | None = None  # what a compensation has still to undo
    works_for: Token | None = None  # the token whose compensation this one is part of
    reopened: bool = False  # a completed scope, opened again to be compensated
    ending: bool = False  # an ad-hoc sub-process that only waits for what is under way
    content: Running | None = None  # what a completed sub-process leaves behind
    age: int = field(default_factory=ages.__next__)

    @property
    def open(self) -> bool:
        return self.state not in (DONE, GONE)

    @property
    def body(self) -> Token | None:
        """The loop this is a round of."""
        return self.host if self.role == ROUND else None

    @property
    def looping(self) -> bool:
        """Whether this token is the body of a loop, not one of its rounds."""
        return self.node.loop is not None and self.role in (FLOW, UNDO) and not self.reopened

    @property
    def listens_for(self) -> Node:
        """The event a waiting token stands for; of an event sub-process its start."""
        return self.node.event

    @property
    def awaits(self) -> Trigger | None:
        """The trigger it waits for."""
        triggers = self.listens_for.triggers
        return triggers[self.part or 0] if triggers else None

    def attached(self, role: str) -> list[Token]:
        """Open tokens that exist for this one's sake."""
        return [token for token in self.running.tokens if token.host is self and token.role == role]

    def coming_key(self) -> str:
        """The key it has, or gets when it enters its element."""
        if self.key:
            return self.key
        if self.role == ROUND and self.host is not None:
            return f"{self.host.key}/[{self.number}]" + (f"~{self.again}" if self.again else "")
        number = self.number if self.number is not None else self.running.counters.get(self.node.id, 0) + 1
        return f"{self.running.prefix}{self.node.id}#{number}"

    def name_key(self) -> str:
        if not self.key:
            if self.number is None:
                self.number = self.running.count(self.node.id)
            self.key = self.coming_key()
        return self.key


@dataclass(eq=False)
class Done:
    """One completed run of an activity that may be compensated, with its own variables of that moment."""

    node: Node
    key: str
    number: int | None
    own: dict[str, Any] | None
    within: Token | None  # the loop it is a round of, until that has completed
    content: Running | None
    age: int
