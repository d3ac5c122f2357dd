"""A procedure's drawing as we understood it: scopes, nodes and flows, every expression compiled.

Built once by `reading`, then only read; shared by all instances and threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.bpmn.formula import Formula

TriggerKind = Literal[
    "none", "message", "timer", "signal", "error", "escalation", "link", "terminate", "compensate", "cancel",
    "conditional", "multiple",
]  # fmt: skip
ScopeKind = Literal["process", "subprocess", "event", "adhoc"]


@dataclass(frozen=True, slots=True)
class Timer:
    kind: Literal["date", "duration", "cycle"]
    text: Formula


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event waits for or throws; `name` is the message or signal name, `code` an error or escalation code.

    Of a compensation, `code` is the activity (None: the whole scope); `waiting`: the thrower waits for its end.
    A multiple event has `parts`: any of them makes it happen, or with `together` only all of them do.
    """

    kind: TriggerKind
    name: Formula | None = None
    code: str | None = None
    timer: Timer | None = None
    correlation: Formula | None = None
    has_message: bool = False
    waiting: bool = True
    condition: Formula | None = None
    parts: tuple[Trigger, ...] = ()
    together: bool = False

    @property
    def each(self) -> tuple[Trigger, ...]:
        """Its parts, or itself alone."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True)
class Mapping:
    source: Formula
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance (`kind` parallel or sequential) or standard loop (`kind` standard)."""

    kind: Literal["parallel", "sequential", "standard"]
    collection: Formula | None = None
    cardinality: Formula | None = None
    element: str | None = None
    output_collection: str | None = None
    output: Formula | None = None
    condition: Formula | None = None
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does a user task, until when, with which form."""

    assignee: Formula | None = None
    users: Formula | None = None
    groups: Formula | None = None
    due: Formula | None = None
    follow_up: Formula | None = None
    priority: Formula | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A named built-in with its headers (literal or FEEL)."""

    type: Formula
    headers: tuple[tuple[str, Formula], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    process: Formula
    all_child_variables: bool = True
    all_parent_variables: bool = True


@dataclass(frozen=True, slots=True)
class AdHoc:
    """How an ad-hoc sub-process is done: one activity at a time or many, until its condition holds or somebody says so.

    `cancels`: what is still under way then is cancelled, not waited for.
    """

    sequential: bool = False
    cancels: bool = True
    condition: Formula | None = None


@dataclass(slots=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: Formula | None = None


@dataclass(slots=True, eq=False)
class Node:
    id: str
    type: str
    name: str
    scope: Scope
    documentation: str = ""
    lane: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    default: str | None = None
    activation: Formula | None = None  # when a complex gateway starts
    trigger: Trigger | None = None
    attached_to: str | None = None
    interrupting: bool = True
    boundary: list[Node] = field(default_factory=list)
    undone_by: Node | None = None  # the activity that compensates it
    undoes: bool = False  # isForCompensation: stands outside the flow
    loop: Loop | None = None
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    body: Scope | None = None
    adhoc: AdHoc | None = None
    assignment: Assignment | None = None
    job: Job | None = None
    script: Formula | None = None
    decision: str | None = None
    call: Call | None = None
    result: str | None = None

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """What an event waits for or throws, one or several."""
        return self.trigger.each if self.trigger is not None else ()

    @property
    def is_event_subprocess(self) -> bool:
        return self.body is not None and self.body.kind == "event"


@dataclass(slots=True, eq=False)
class Scope:
    """A process, a sub-process or an event sub-process: what one token tree moves in."""

    id: str
    kind: ScopeKind
    name: str = ""
    owner: Node | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    handlers: list[Node] = field(default_factory=list)
    source: str = ""
    reach: dict[str, dict[str, tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)

    @property
    def starts(self) -> list[Node]:
        """Start events; without any, what has no way in (an implicit start)."""
        events = [node for node in self.nodes.values() if node.type == "startEvent"]
        if events:
            return events
        return [
            node
            for node in self.nodes.values()
            if not node.incoming
            and node.type != "boundaryEvent"
            and not node.is_event_subprocess
            and not node.undoes
            and not (node.type == "intermediateCatchEvent" and node.trigger and node.trigger.kind == "link")
        ]

    def all_nodes(self) -> Iterator[Node]:
        """Every node here and in nested sub-processes."""
        for node in self.nodes.values():
            yield node
            if node.body is not None:
                yield from node.body.all_nodes()

    def all_scopes(self) -> Iterator[Scope]:
        yield self
        for node in self.nodes.values():
            if node.body is not None:
                yield from node.body.all_scopes()


def is_link(node: Node, type: str, code: str | None) -> bool:
    """Whether a node is one end of the link named `code`."""
    trigger = node.trigger
    return node.type == type and trigger is not None and trigger.kind == "link" and trigger.code == code
