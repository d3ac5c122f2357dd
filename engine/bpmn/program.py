"""A program: the checked, compiled content of a definition's BPMN files, shared by all its instances."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.bpmn.deriving import derived
from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.model import Node, Scope, Trigger
from engine.bpmn.outcome import Decide
from engine.bpmn.parser import ScopeSpec, build_specs
from engine.bpmn.reading import read
from engine.bpmn.reads import variables_read
from engine.bpmn.soundness import check_soundness
from engine.bpmn.usage import Usage, usage_of
from engine.errors import DefinitionRefused, Finding, Missing
from engine.words import OFFICE_FUNCTIONS


@dataclass(frozen=True, slots=True)
class ElementInfo:
    """One element as other rooms may know it; `scope` is the id of the process or sub-process it stands in."""

    id: str
    type: str
    name: str
    lane: str | None
    documentation: str
    properties: Mapping[str, str]
    form: str | None
    scope: str
    attached_to: str | None = None
    assigned: bool = False  # the diagram itself names who does it
    loop: str | None = None  # parallel, sequential or standard
    loop_element: str | None = None  # the variable that holds a round's item
    startable: tuple[str, ...] = ()  # of an ad-hoc sub-process: what may be started in it by hand
    one_by_one: bool = False  # of an ad-hoc sub-process: one at a time
    cancels: bool = False  # of an ad-hoc sub-process: what is under way when it is done ends with it
    ends_itself: bool = False  # of an ad-hoc sub-process: a condition says when it is done

    @property
    def asks(self) -> bool:
        """Whether it opens a task for somebody; of an ad-hoc sub-process, for whoever starts what is in it."""
        return self.type == "userTask" or bool(self.startable)


@dataclass(frozen=True, slots=True)
class FlowInfo:
    id: str
    name: str
    source: str
    target: str
    condition: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class StartInfo:
    """A way to start; `event` is the message or signal name, or the timer's text."""

    id: str
    name: str
    kind: Literal["none", "message", "timer", "signal"]
    event: str | None


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process: ids of its user tasks and names of its lanes in the order drawn, every element and flow within."""

    id: str
    name: str
    source: str
    user_tasks: tuple[str, ...]
    lanes: tuple[str, ...]
    start_events: tuple[StartInfo, ...]
    elements: Mapping[str, ElementInfo]
    flows: Mapping[str, FlowInfo]
    calls: frozenset[str] = frozenset()  # processes its call activities name outright


@dataclass(frozen=True, eq=False)
class Program:
    """Immutable after `load`; `digest` identifies the files, and a snapshot belongs to exactly one digest."""

    processes: Mapping[str, ProcessInfo]
    digest: str
    decisions: Mapping[str, Decide]
    specs: Mapping[str, ScopeSpec] = field(repr=False)
    diagrams: Mapping[str, Diagram] = field(repr=False)
    findings: tuple[Finding, ...] = ()
    message_flows: frozenset[tuple[str, str]] = frozenset()  # processes that messages are drawn between

    def variables(self, process_id: str) -> frozenset[str]:
        """Names of the variables read in expressions, mappings and decisions of the process and those it calls."""
        return variables_read({id: spec.scope for id, spec in self.specs.items()}, process_id, self.decisions)

    @property
    def usage(self) -> Usage:
        """What its expressions read, what its elements set, whom its steps ask."""
        return usage_of({id: spec.scope for id, spec in self.specs.items()}, self.decisions)

    def derived(self, names: Collection[str]) -> frozenset[str]:
        """Names, and those that elements of its processes carry something of them into."""
        return derived({id: spec.scope for id, spec in self.specs.items()}, self.decisions, names)

    def diagram(self, process_id: str) -> Diagram:
        """How the process is drawn. Raises Missing when there is no such process."""
        if process_id not in self.diagrams:
            raise Missing("process_unknown", "没有这个流程。", "There is no such process.")
        return self.diagrams[process_id]


def check(
    files: Mapping[str, bytes],
    *,
    decisions: Collection[str] | None = None,
    services: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    functions: Collection[str] = OFFICE_FUNCTIONS,
) -> list[Finding]:
    """Everything wrong or doubtful in the files; `decisions`, `services`, `forms` are the known names (None: any).

    Soundness is looked at once nothing else is wrong; it does not keep a program from loading.
    """
    reading = read(files, decisions=decisions, services=services, forms=forms, functions=functions)
    return reading.findings if reading.errors else reading.findings + check_soundness(reading.processes)


def load(
    files: Mapping[str, bytes],
    *,
    decisions: Mapping[str, Decide] | None = None,
    services: Collection[str] | None = (),
    functions: Collection[str] = OFFICE_FUNCTIONS,
) -> Program:
    """The program of the files. Raises DefinitionRefused when the check finds an error.

    `services`: names of the built-ins that may be called (None: any); `functions`: FEEL functions with several words.
    """
    known = dict(decisions or {})
    reading = read(files, decisions=known, services=services, functions=functions)
    if reading.errors:
        raise DefinitionRefused(reading.errors)
    specs: dict[str, ScopeSpec] = {}
    diagrams: dict[str, Diagram] = {}
    for name, root in reading.trees.items():
        mine = [scope for scope in reading.processes.values() if scope.source == name]
        specs.update(build_specs(root, mine))
        for scope in mine:
            diagrams[scope.id] = read_diagram(root, scope)
    return Program(
        {id: _describe(scope) for id, scope in reading.processes.items()},
        digest(files),
        known,
        specs,
        diagrams,
        tuple(reading.findings),
        frozenset(reading.message_flows),
    )


def diagrams(files: Mapping[str, bytes]) -> dict[str, Diagram]:
    """How each process of the files is drawn, whether or not they would load."""
    reading = read(files)
    return {id: read_diagram(reading.trees[scope.source], scope) for id, scope in reading.processes.items()}


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents."""
    state = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            state.update(len(part).to_bytes(8, "big") + part)
    return state.hexdigest()


def _describe(process: Scope) -> ProcessInfo:
    nodes = list(process.all_nodes())
    lanes = dict.fromkeys(node.lane for node in nodes if node.lane)
    flows = {
        flow.id: FlowInfo(
            flow.id,
            flow.name,
            flow.source,
            flow.target,
            flow.condition.text if flow.condition else None,
            scope.nodes[flow.source].default == flow.id,
        )
        for scope in process.all_scopes()
        for flow in scope.flows.values()
    }
    return ProcessInfo(
        id=process.id,
        name=process.name,
        source=process.source,
        user_tasks=tuple(node.id for node in nodes if _element(node).asks),
        lanes=tuple(lanes),
        start_events=tuple(start for node in process.starts if node.type == "startEvent" for start in _starts(node)),
        elements={node.id: _element(node) for node in nodes},
        flows=flows,
        calls=frozenset(node.call.process.text for node in nodes if node.call and node.call.process.is_literal),
    )


def _element(node: Node) -> ElementInfo:
    form = node.assignment.form if node.assignment else None
    return ElementInfo(
        node.id,
        node.type,
        node.name,
        node.lane,
        node.documentation,
        dict(node.properties),
        form,
        node.scope.id,
        node.attached_to,
        node.assignment is not None and any((node.assignment.assignee, node.assignment.users, node.assignment.groups)),
        node.loop.kind if node.loop else None,
        node.loop.element if node.loop else None,
        tuple(inner.id for inner in node.body.starts) if node.adhoc and node.body else (),
        node.adhoc is not None and node.adhoc.sequential,
        node.adhoc is not None and node.adhoc.cancels,
        node.adhoc is not None and node.adhoc.condition is not None,
    )


def _starts(node: Node) -> Iterator[StartInfo]:
    """The ways a start event may happen: one for each of its triggers."""
    for trigger in node.triggers or (None,):
        yield _start(node, trigger)


def _start(node: Node, trigger: Trigger | None) -> StartInfo:
    kind: Any = trigger.kind if trigger else "none"
    event = None
    if trigger is not None and trigger.name is not None:
        event = trigger.name.text
    elif trigger is not None and trigger.timer is not None:
        event = trigger.timer.text.text
    return StartInfo(node.id, node.name, kind, event)
