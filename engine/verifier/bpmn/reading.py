"""From BPMN bytes to scopes. Files were checked when they were published; here they are only understood."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from ..xml import Element, read_xml
from .model import ACTIVITIES, EVENTS, NODES, SUB_PROCESSES, Flow, Mapping, Node, Scope, Trigger
from .reading_work import extension, read_activity, read_adhoc, read_job, read_loop, some

TIMES = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass
class Declared:
    """Messages (name, correlation), signals, errors, escalations and event definitions of a file, by id."""

    messages: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    events: dict[str, Element] = field(default_factory=dict)


def read_processes(files: Table[str, bytes]) -> dict[str, Scope]:
    """Process id -> scope, over all diagrams."""
    found: dict[str, Scope] = {}
    for name in sorted(files):
        root = read_xml(files[name])
        declared = _declared(root)
        processes = list(root.all("process"))
        executable = [one for one in processes if one.get("isExecutable") == "true"]
        for element in executable or processes:
            scope = Scope(element.get("id"), "process")
            _fill(element, scope, declared, {})
            _tie(root, scope)
            found[scope.id] = scope
    return found


def _declared(root: Element) -> Declared:
    found = Declared()
    for message in root.all("message"):
        subscription = extension(message, "subscription")
        key = some(subscription.get("correlationKey")) if subscription is not None else None
        found.messages[message.get("id")] = (message.get("name").strip(), key)
    for signal in root.all("signal"):
        found.signals[signal.get("id")] = signal.get("name").strip()
    for kind in ("error", "escalation"):
        for one in root.all(kind):
            found.codes[one.get("id")] = one.get(f"{kind}Code") or one.get("name")
    found.events = {one.get("id"): one for one in root.children if one.tag.endswith("EventDefinition")}
    return found


def _fill(element: Element, scope: Scope, declared: Declared, lanes: dict[str, str]) -> None:
    lanes = {**lanes, **_lanes(element)}
    for child in element.children:
        if child.namespace == element.namespace and child.tag in NODES and child.get("id"):
            scope.nodes[child.get("id")] = _node(child, scope, declared, lanes)
    for child in element.all("sequenceFlow"):
        condition = child.first("conditionExpression")
        text = some(condition.text) if condition is not None else None
        flow = Flow(child.get("id"), child.get("sourceRef"), child.get("targetRef"), text)
        if flow.source in scope.nodes and flow.target in scope.nodes:
            scope.flows[flow.id] = flow
            scope.nodes[flow.source].outgoing.append(flow)
            scope.nodes[flow.target].incoming.append(flow)
    for node in scope.nodes.values():
        if node.type == "boundaryEvent" and node.attached_to in scope.nodes:
            scope.nodes[node.attached_to].boundary.append(node)


def _tie(root: Element, process: Scope) -> None:
    """Associations from compensation events at boundaries to what compensates."""
    pairs = [(one.get("sourceRef"), one.get("targetRef")) for one in root.walk() if one.tag == "association"]
    for event in process.everything():
        if event.type != "boundaryEvent" or event.trigger is None or event.trigger.kind != "compensate":
            continue
        nodes = event.scope.nodes
        ends = [target if source == event.id else source for source, target in pairs if event.id in (source, target)]
        found = [nodes[id] for id in ends if id in nodes and nodes[id].undoes]
        if found and event.attached_to in nodes:
            nodes[event.attached_to].undone_by = found[0]


def _node(element: Element, scope: Scope, declared: Declared, lanes: dict[str, str]) -> Node:
    node = Node(element.get("id"), element.tag, element.get("name").strip(), scope)
    node.lane = lanes.get(node.id) or lanes.get("")
    node.default = element.attributes.get("default")
    activation = element.first("activationCondition")
    node.activation = some(activation.text) if activation is not None else None
    properties = extension(element, "properties")
    for one in properties.all("property") if properties is not None else ():
        if one.get("name"):
            node.properties[one.get("name")] = one.get("value")
    if node.type in EVENTS:
        node.trigger = _trigger(element, declared)
        node.attached_to = element.attributes.get("attachedToRef")
        node.interrupting = element.get("cancelActivity", element.get("isInterrupting", "true")) != "false"
    if node.type in EVENTS or node.type in ACTIVITIES:
        node.inputs, node.outputs = _mappings(element, "input"), _mappings(element, "output")
    if node.type in ACTIVITIES:
        node.loop = read_loop(element)
        node.undoes = element.get("isForCompensation") == "true"
        read_activity(node, element)
        if node.type in ("sendTask", "receiveTask"):
            node.trigger = _message(element.get("messageRef"), declared)
    if node.type in ("intermediateThrowEvent", "endEvent", "serviceTask", "sendTask", "businessRuleTask"):
        read_job(node, element)
    if node.type in SUB_PROCESSES:
        node.adhoc = read_adhoc(element) if node.type == "adHocSubProcess" else None
        kind = "event" if element.get("triggeredByEvent") == "true" else "subprocess"
        node.body = Scope(node.id, "adhoc" if node.adhoc is not None else kind)
        _fill(element, node.body, declared, {"": node.lane} if node.lane else {})
    return node


def _trigger(element: Element, declared: Declared) -> Trigger | None:
    definitions = [
        declared.events[child.text.strip().rpartition(":")[2]] if child.tag == "eventDefinitionRef" else child
        for child in element.children
        if child.tag == "eventDefinitionRef" or child.tag.endswith("EventDefinition")
    ]
    if not definitions:
        return Trigger("none")
    parts = [_one_trigger(definition, element, declared) for definition in definitions]
    if len(parts) == 1:
        return parts[0]
    together = element.get("parallelMultiple") == "true"
    return Trigger("multiple", parts=tuple(part for part in parts if part is not None), together=together)


def _one_trigger(definition: Element, element: Element, declared: Declared) -> Trigger | None:
    kind = definition.tag.removesuffix("EventDefinition")
    if kind == "timer":
        text = next((child for child in definition.children if child.tag in TIMES), None)
        return Trigger(kind, timer=(TIMES[text.tag], text.text.strip())) if text is not None else None
    if kind == "conditional":
        condition = definition.first("condition")
        return Trigger(kind, condition=some(condition.text) if condition is not None else None)
    if kind == "message":
        return _message(definition.get("messageRef"), declared)
    if kind == "signal":
        return Trigger(kind, name=declared.signals.get(definition.get("signalRef"), ""))
    if kind in ("error", "escalation"):
        return Trigger(kind, code=declared.codes.get(definition.get(f"{kind}Ref")) or None)
    if kind == "link":
        return Trigger(kind, code=(definition.get("name") or element.get("name")).strip())
    if kind == "compensate":
        waits = definition.get("waitForCompletion", "true") != "false"
        return Trigger(kind, code=some(definition.get("activityRef")), waiting=waits)
    return Trigger(kind)


def _message(reference: str, declared: Declared) -> Trigger:
    if not reference:
        return Trigger("message")
    name, correlation = declared.messages.get(reference, ("", None))
    return Trigger("message", name=name, correlation=correlation, has_message=True)


def _mappings(element: Element, kind: str) -> tuple[Mapping, ...]:
    block = extension(element, "ioMapping")
    return tuple(
        Mapping(one.get("source").strip(), tuple(part.strip() for part in one.get("target").split(".")))
        for one in (block.all(kind) if block is not None else ())
        if one.get("source").strip() and one.get("target").strip()
    )


def _lanes(element: Element) -> dict[str, str]:
    """Node id -> name of its innermost lane."""
    found: dict[str, str] = {}

    def visit(lanes: Element) -> None:
        for lane in lanes.all("lane"):
            for reference in lane.all("flowNodeRef"):
                found[reference.text.strip()] = (lane.get("name") or lane.get("id")).strip()
            for inner in lane.all("childLaneSet"):
                visit(inner)

    for lanes in element.all("laneSet"):
        visit(lanes)
    return found
