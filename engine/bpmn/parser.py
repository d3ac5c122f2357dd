"""SpiffWorkflow's parser with our classes: it walks the same tree we checked and builds one spec per scope.

Every node of a scope gets a spec (none is dropped as unreachable), without recursion along flows, and nothing is
interpreted by Spiff's own rules: what an element means stands in our model.
"""

from __future__ import annotations

from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.bpmn.model import Node, Scope
from engine.bpmn.names import BPMN
from engine.bpmn.nodes.adhoc import AdHocSubProcess
from engine.bpmn.nodes.complex import ComplexGateway
from engine.bpmn.nodes.events import (
    BoundaryEvent,
    CatchEvent,
    EndEvent,
    EventBasedGateway,
    LinkThrow,
    ThrowEvent,
)
from engine.bpmn.nodes.gateways import ExclusiveGateway
from engine.bpmn.nodes.handlers import EventSubProcess
from engine.bpmn.nodes.joins import InclusiveGateway, ParallelGateway
from engine.bpmn.nodes.loops import StandardLoop
from engine.bpmn.nodes.multi_instance import MultiInstance
from engine.bpmn.nodes.step import StartEvent, Step
from engine.bpmn.nodes.subprocess import CallActivity, SubProcess
from engine.bpmn.nodes.tasks import (
    DecisionTask,
    PlainTask,
    ReceiveTask,
    ScriptTask,
    SendTask,
    ServiceTask,
    UserTask,
)

ROOT = " root"


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc]
    """The specs of one scope, and the scope they were made from.

    SpiffWorkflow puts specs of its own named Start and End among them, where an element of that id would be taken
    for them; only the root stays, under a name no id can have.
    """

    scope: Scope

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start.name = ROOT
        self.task_specs = {ROOT: self.start}
        self.end = None


class ElementParser(TaskParser):  # type: ignore[misc]
    """One element -> its spec; an activity with a loop gets a body spec around it."""

    def parse_node(self) -> Step:
        node = self.process_parser.scope.nodes[self.bpmn_id]
        spec_class = self._class_for(node)
        if node.loop is None:
            spec = spec_class(self.spec, node.id, node)
        else:
            loop_class = StandardLoop if node.loop.kind == "standard" else MultiInstance
            body = loop_class(self.spec, node.id, node)
            body.inner = spec = spec_class(self.spec, f"{node.id} [instance]", node)
        if node.body is not None:
            spec.content = self._parse_content(node)
        return spec

    def _class_for(self, node: Node) -> type[Step]:
        if node.is_event_subprocess:
            return EventSubProcess
        if node.type == "intermediateThrowEvent" and node.trigger and node.trigger.kind == "link":
            return LinkThrow
        return self.spec_class  # type: ignore[no-any-return]

    def _parse_content(self, node: Node) -> ScopeSpec:
        parser: DiagramParser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        return parser.process_parsers[node.id].get_spec()  # type: ignore[no-any-return]


class ScopeParser(ProcessParser):  # type: ignore[misc]
    """A process or sub-process: all its nodes, then all its flows."""

    @property
    def scope(self) -> Scope:
        return self.parser.scopes[self.bpmn_id]  # type: ignore[no-any-return]

    def create_spec(self) -> ScopeSpec:
        spec = ScopeSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)
        spec.scope = self.scope
        return spec

    def _parse(self) -> None:
        self.spec = self.create_spec()
        for element in self.node:
            if element.get("id") in self.scope.nodes:
                self.parse_node(element)
        specs = self.spec.task_specs
        for flow in self.scope.flows.values():
            specs[flow.source].connect(specs[flow.target])
        for start in self.scope.starts:
            self.spec.start.connect(specs[start.id])


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """Spiff's parser for one file we have read; it receives the tree, never bytes."""

    PROCESS_PARSER_CLASS = ScopeParser
    PARSER_CLASSES: ClassVar[dict[str, tuple[Any, Any]]] = {}
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[Any, Any]]] = {
        f"{BPMN}{tag}": (ElementParser, spec)
        for tag, spec in {
            "startEvent": StartEvent,
            "endEvent": EndEvent,
            "intermediateCatchEvent": CatchEvent,
            "intermediateThrowEvent": ThrowEvent,
            "boundaryEvent": BoundaryEvent,
            "task": PlainTask,
            "manualTask": PlainTask,
            "userTask": UserTask,
            "scriptTask": ScriptTask,
            "businessRuleTask": DecisionTask,
            "serviceTask": ServiceTask,
            "sendTask": SendTask,
            "receiveTask": ReceiveTask,
            "subProcess": SubProcess,
            "transaction": SubProcess,
            "adHocSubProcess": AdHocSubProcess,
            "callActivity": CallActivity,
            "exclusiveGateway": ExclusiveGateway,
            "parallelGateway": ParallelGateway,
            "inclusiveGateway": InclusiveGateway,
            "complexGateway": ComplexGateway,
            "eventBasedGateway": EventBasedGateway,
        }.items()
    }

    def __init__(self, scopes: dict[str, Scope]) -> None:
        super().__init__()
        self.scopes = scopes

    def add_bpmn_xml(self, bpmn: etree._Element, filename: str | None = None) -> None:
        """Take the processes we have read; messages, errors and the like are in our model already."""
        self._add_diagram_indexes(bpmn)
        for element in bpmn.findall(f"{BPMN}process"):
            if element.get("id") in self.scopes:
                self.create_parser(element, filename)


def build_specs(root: etree._Element, processes: list[Scope]) -> dict[str, ScopeSpec]:
    """The specs of the given processes of one file."""
    scopes = {scope.id: scope for process in processes for scope in process.all_scopes()}
    parser = DiagramParser(scopes)
    parser.add_bpmn_xml(root)
    return {process.id: parser.get_spec(process.id) for process in processes}
