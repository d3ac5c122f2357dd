"""A diagram as the verifier understands it: scopes, nodes, flows; texts that begin with `=` are FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
})  # fmt: skip
JOINING = ("parallelGateway", "inclusiveGateway", "complexGateway")
TASKS = frozenset({
    "task", "manualTask", "userTask", "scriptTask", "businessRuleTask", "serviceTask", "sendTask", "receiveTask",
})  # fmt: skip
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
NODES = EVENTS | GATEWAYS | ACTIVITIES


@dataclass(frozen=True)
class Trigger:
    """What an event waits for or throws; `name` of a message or signal, `code` of an error, escalation or link; the
    activity a compensation names.

    A multiple event has `parts`, any of which counts, or with `together` only all of them.
    """

    kind: str
    name: str | None = None
    code: str | None = None
    timer: tuple[str, str] | None = None  # (date | duration | cycle, text)
    correlation: str | None = None
    has_message: bool = False
    waiting: bool = True  # whether who throws a compensation waits for its end
    condition: str | None = None
    parts: tuple[Trigger, ...] = ()
    together: bool = False


@dataclass(frozen=True)
class Mapping:
    source: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Loop:
    kind: str  # parallel | sequential | standard
    collection: str | None = None
    cardinality: str | None = None
    element: str | None = None
    output_collection: str | None = None
    output: str | None = None
    condition: str | None = None
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True)
class AdHoc:
    """How an ad-hoc sub-process is done: one activity at a time or many, until its condition or somebody ends it."""

    sequential: bool
    cancels: bool
    condition: str | None


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str | None


@dataclass(eq=False)
class Node:
    id: str
    type: str
    name: str
    scope: Scope = field(repr=False)
    lane: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    default: str | None = None
    activation: str | None = None  # when a complex gateway starts
    trigger: Trigger | None = None
    attached_to: str | None = None
    interrupting: bool = True
    boundary: list[Node] = field(default_factory=list)
    undone_by: Node | None = None  # the activity that compensates it
    undoes: bool = False  # for compensation: outside the flow
    loop: Loop | None = None
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    body: Scope | None = None
    adhoc: AdHoc | None = None
    assignment: dict[str, str] = field(default_factory=dict)
    form: str | None = None
    job: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    script: str | None = None
    decision: str | None = None
    result: str | None = None
    call: str | None = None
    all_in: bool = True
    all_out: bool = True

    @property
    def is_handler(self) -> bool:
        """An event sub-process."""
        return self.body is not None and self.body.kind == "event"

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        return (self.trigger.parts or (self.trigger,)) if self.trigger is not None else ()

    @property
    def event(self) -> Node:
        """The event it begins with: of an event sub-process the start, else itself."""
        return self.body.starts[0] if self.is_handler and self.body is not None and self.body.starts else self

    @property
    def is_join(self) -> bool:
        return self.type in JOINING and len(self.incoming) > 1

    def is_link(self, type: str) -> bool:
        return self.type == type and self.trigger is not None and self.trigger.kind == "link"


@dataclass(eq=False)
class Scope:
    """A process, sub-process, event sub-process or ad-hoc sub-process (`kind`)."""

    id: str
    kind: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)

    @property
    def handlers(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.is_handler]

    @property
    def undoing_handler(self) -> Node | None:
        """The event sub-process that compensation of the whole scope starts."""
        for node in self.handlers:
            start = node.body.starts[0] if node.body is not None and node.body.starts else None
            if start is not None and start.trigger is not None and start.trigger.kind == "compensate":
                return node
        return None

    @property
    def starts(self) -> list[Node]:
        """Start events; without any, whatever nothing leads to."""
        events = [node for node in self.nodes.values() if node.type == "startEvent"]
        return events or [
            node
            for node in self.nodes.values()
            if not node.incoming
            and node.type != "boundaryEvent"
            and not node.is_handler
            and not node.undoes
            and not node.is_link("intermediateCatchEvent")
        ]

    def everything(self) -> Iterator[Node]:
        for node in self.nodes.values():
            yield node
            if node.body is not None:
                yield from node.body.everything()

    def link_targets(self, code: str | None) -> list[Node]:
        return [
            node
            for node in self.nodes.values()
            if node.is_link("intermediateCatchEvent") and node.trigger is not None and node.trigger.code == code
        ]
