"""A tiny language for diagrams in tests: elements as functions, flows as chains of ids.

diagram(start("s"), user("a"), end("e"), flows("s a e"))
diagram(..., xor("g", default="a"), when("g", "b", "=x > 1"))      # flow ids are source_target
"""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions">'
)


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    written = "".join(
        f" {key.rstrip('_').replace('__', ':')}={quoteattr(str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>"


def text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ext(*content: str) -> str:
    return tag("extensionElements", "".join(content)) if any(content) else ""


def process(*parts: str, id: str = "p", executable: bool = True, name: str | None = None) -> str:
    return tag("process", "".join(parts), id=id, name=name, isExecutable=str(executable).lower())


def file(*processes: str, roots: str = "") -> bytes:
    return (HEAD + roots + "".join(processes) + "</definitions>").encode()


def diagram(*parts: str, roots: str = "", id: str = "p", executable: bool = True) -> bytes:
    return file(process(*parts, id=id, executable=executable), roots=roots)


def flows(*chains: str) -> str:
    """`flows("s a e", "g b")`: a sequence flow between neighbours, with id `source_target`."""
    found = []
    for chain in chains:
        ids = chain.split()
        for source, target in pairwise(ids):
            found.append(tag("sequenceFlow", id=f"{source}_{target}", sourceRef=source, targetRef=target))
    return "".join(found)


def when(source: str, target: str, condition: str) -> str:
    return tag(
        "sequenceFlow",
        tag("conditionExpression", text(condition)),
        id=f"{source}_{target}",
        sourceRef=source,
        targetRef=target,
    )


def io(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    content = "".join(tag("zeebe:input", source=source, target=target) for target, source in (inputs or {}).items())
    content += "".join(tag("zeebe:output", source=source, target=target) for target, source in (outputs or {}).items())
    return tag("zeebe:ioMapping", content) if content else ""


def start(id: str = "s", content: str = "", **attributes: object) -> str:
    return tag("startEvent", content, id=id, **attributes)


def end(id: str = "e", content: str = "", **attributes: object) -> str:
    return tag("endEvent", content, id=id, **attributes)


def task(id: str, content: str = "", **attributes: object) -> str:
    return tag("task", content, id=id, **attributes)


def user(
    id: str,
    content: str = "",
    *,
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    extensions: str = "",
    **attributes: object,
) -> str:
    return tag("userTask", ext(io(inputs, outputs), extensions) + content, id=id, **attributes)


def script(id: str, expression: str, result: str, content: str = "", outputs: dict[str, str] | None = None) -> str:
    return tag(
        "scriptTask",
        ext(tag("zeebe:script", expression=expression, resultVariable=result), io(None, outputs)) + content,
        id=id,
    )


def service(
    id: str,
    type: str,
    content: str = "",
    headers: dict[str, str] | None = None,
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    element: str = "serviceTask",
) -> str:
    written = "".join(tag("zeebe:header", key=key, value=value) for key, value in (headers or {}).items())
    return tag(
        element,
        ext(tag("zeebe:taskDefinition", type=type), tag("zeebe:taskHeaders", written), io(inputs, outputs)) + content,
        id=id,
    )


def rule(id: str, decision: str, result: str, content: str = "") -> str:
    return tag(
        "businessRuleTask",
        ext(tag("zeebe:calledDecision", decisionId=decision, resultVariable=result)) + content,
        id=id,
    )


def receive(id: str, message: str, content: str = "") -> str:
    return tag("receiveTask", content, id=id, messageRef=message)


def send(id: str, message: str, inputs: dict[str, str] | None = None) -> str:
    return tag("sendTask", ext(io(inputs)), id=id, messageRef=message)


def call(
    id: str,
    process: str,
    content: str = "",
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    **attributes: object,
) -> str:
    return tag(
        "callActivity",
        ext(tag("zeebe:calledElement", processId=process, **attributes), io(inputs, outputs)) + content,
        id=id,
    )


def sub(
    id: str,
    *parts: str,
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    **attributes: object,
) -> str:
    return tag("subProcess", ext(io(inputs, outputs)) + "".join(parts), id=id, **attributes)


def handler(id: str, *parts: str) -> str:
    """An event sub-process."""
    return tag("subProcess", "".join(parts), id=id, triggeredByEvent="true")


def xor(id: str, default: str | None = None, **attributes: object) -> str:
    return tag("exclusiveGateway", id=id, default=default and f"{id}_{default}", **attributes)


def par(id: str) -> str:
    return tag("parallelGateway", id=id)


def inc(id: str, default: str | None = None) -> str:
    return tag("inclusiveGateway", id=id, default=default and f"{id}_{default}")


def cpx(id: str, activation: str | None = None, default: str | None = None) -> str:
    """A complex gateway."""
    condition = tag("activationCondition", text(activation)) if activation else ""
    return tag("complexGateway", condition, id=id, default=default and f"{id}_{default}")


def evg(id: str, **attributes: object) -> str:
    return tag("eventBasedGateway", id=id, **attributes)


def catch(id: str, definition: str, outputs: dict[str, str] | None = None, **attributes: object) -> str:
    return tag("intermediateCatchEvent", ext(io(None, outputs)) + definition, id=id, **attributes)


def throw(id: str, definition: str = "", inputs: dict[str, str] | None = None, **attributes: object) -> str:
    return tag("intermediateThrowEvent", ext(io(inputs)) + definition, id=id, **attributes)


def boundary(
    id: str,
    host: str,
    definition: str,
    interrupting: bool = True,
    outputs: dict[str, str] | None = None,
    together: bool = False,
) -> str:
    return tag(
        "boundaryEvent",
        ext(io(None, outputs)) + definition,
        id=id,
        attachedToRef=host,
        cancelActivity=str(interrupting).lower(),
        parallelMultiple="true" if together else None,
    )


def timer(kind: str, value: str) -> str:
    name = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}[kind]
    return tag("timerEventDefinition", tag(name, text(value)))


def after(duration: str) -> str:
    return timer("duration", duration)


def on_message(name: str) -> str:
    return tag("messageEventDefinition", messageRef=name)


def on_signal(name: str) -> str:
    return tag("signalEventDefinition", signalRef=name)


def on_condition(condition: str) -> str:
    return tag("conditionalEventDefinition", tag("condition", text(condition)))


def on_error(name: str | None = None) -> str:
    return tag("errorEventDefinition", errorRef=name)


def on_escalation(name: str | None = None) -> str:
    return tag("escalationEventDefinition", escalationRef=name)


def link(name: str) -> str:
    return tag("linkEventDefinition", name=name)


def terminate() -> str:
    return tag("terminateEventDefinition")


def message(id: str, key: str | None = None, name: str | None = None) -> str:
    return tag("message", ext(tag("zeebe:subscription", correlationKey=key) if key else ""), id=id, name=name or id)


def signal(id: str) -> str:
    return tag("signal", id=id, name=id)


def error(id: str) -> str:
    return tag("error", id=id, name=id, errorCode=id)


def escalation(id: str) -> str:
    return tag("escalation", id=id, name=id, escalationCode=id)


def many(
    collection: str | None = None,
    element: str | None = None,
    into: str | None = None,
    output: str | None = None,
    *,
    cardinality: str | None = None,
    sequential: bool = False,
    until: str | None = None,
) -> str:
    """Multi-instance characteristics."""
    content = ext(
        tag(
            "zeebe:loopCharacteristics",
            inputCollection=collection,
            inputElement=element,
            outputCollection=into,
            outputElement=output,
        )
    )
    if cardinality is not None:
        content += tag("loopCardinality", text(cardinality))
    if until is not None:
        content += tag("completionCondition", text(until))
    return tag("multiInstanceLoopCharacteristics", content, isSequential=str(sequential).lower())


def again(condition: str | None = None, maximum: object = None, before: bool = False) -> str:
    """Standard loop characteristics."""
    content = tag("loopCondition", text(condition)) if condition else ""
    return tag("standardLoopCharacteristics", content, loopMaximum=maximum, testBefore=str(before).lower())


def on_compensation(activity: str | None = None, waits: bool = True) -> str:
    return tag(
        "compensateEventDefinition", activityRef=activity, waitForCompletion=None if waits else "false"
    )  # fmt: skip


def on_cancel() -> str:
    return tag("cancelEventDefinition")


def undo(host: str, by: str) -> str:
    """A compensation event at `host`, tied to the activity that compensates it."""
    event = f"c{host}_{by}"
    return tag("boundaryEvent", on_compensation(), id=event, attachedToRef=host) + tag(
        "association", id=f"{event}_{by}", sourceRef=event, targetRef=by, associationDirection="One"
    )


def transaction(id: str, *parts: str, **attributes: object) -> str:
    return tag("transaction", "".join(parts), id=id, **attributes)


def adhoc(id: str, *parts: str, until: str | None = None, extensions: str = "", **attributes: object) -> str:
    condition = tag("completionCondition", text(until)) if until else ""
    return tag("adHocSubProcess", ext(extensions) + "".join(parts) + condition, id=id, **attributes)
