"""One mistake made in a sound procedure, the kind people make: a wrong gateway, a missing flow, a flow gone astray."""

from __future__ import annotations

import random

from lxml import etree

from engine import xml
from engine.bpmn.names import BPMN

HAPPENS = "happens_"  # followed by the event: the variable that makes its condition true
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")


def chosen_freely(source: bytes) -> etree._Element:
    """The procedure with every condition replaced by a question to whoever runs it."""
    root = xml.parse(source)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        for condition in flow.findall(f"{BPMN}conditionExpression"):
            condition.text = f'=pick("{flow.get("id")}")'
    for definition in root.iter(f"{BPMN}conditionalEventDefinition"):
        for condition in definition.findall(f"{BPMN}condition"):
            condition.text = f"={HAPPENS}{definition.getparent().get('id')}"
    for activation in root.iter(f"{BPMN}activationCondition"):
        if "c" in (activation.text or "").replace("activationCount", ""):  # by data: the check takes it to start at last
            activation.text = "=activationCount >= 1"
    for inner in root.iter(f"{BPMN}adHocSubProcess"):
        for condition in inner.findall(f"{BPMN}completionCondition"):
            condition.text = f'=pick("{inner.get("id")}")'
    return root


def mutate(root: etree._Element, rng: random.Random) -> str:
    """Make one mistake; what was done, for whoever reads a failure."""
    return rng.choice([_swap, _swap, _cut, _redirect])(root, rng)


def _swap(root: etree._Element, rng: random.Random) -> str:
    joins = [
        element
        for kind in GATEWAYS
        for element in root.iter(f"{BPMN}{kind}")
        if sum(flow.get("targetRef") == element.get("id") for flow in root.iter(f"{BPMN}sequenceFlow")) > 1
    ]
    if not joins:
        return _redirect(root, rng)
    join = rng.choice(joins)
    others = [kind for kind in GATEWAYS if join.tag != f"{BPMN}{kind}"]
    join.tag = f"{BPMN}{rng.choice(others)}"
    return f"{join.get('id')} made a {etree.QName(join).localname}"


def _cut(root: etree._Element, rng: random.Random) -> str:
    flow = rng.choice(list(root.iter(f"{BPMN}sequenceFlow")))
    _remove(flow)
    return f"{flow.get('id')} cut"


def _remove(flow: etree._Element) -> None:
    scope = flow.getparent()
    for element in scope:
        if element.get("default") == flow.get("id"):
            del element.attrib["default"]
    scope.remove(flow)


def _redirect(root: etree._Element, rng: random.Random) -> str:
    flow = rng.choice(list(root.iter(f"{BPMN}sequenceFlow")))
    others = [
        element.get("id")
        for element in flow.getparent()
        if element.get("id")
        and etree.QName(element).localname not in ("sequenceFlow", "startEvent", "boundaryEvent")
        and element.get("triggeredByEvent") != "true"
    ]
    flow.set("targetRef", rng.choice(others))
    return f"{flow.get('id')} led to {flow.get('targetRef')}"
