"""Names of the file format: namespaces, the elements we run, and those we know and refuse."""

from __future__ import annotations

from typing import Final

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
DD: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
ZEEBE: Final = "{http://camunda.org/schema/zeebe/1.0}"
SPIFF: Final = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

VENDORS: Final = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
}
# Vendor attributes that change nothing we do; all others would be lost silently.
HARMLESS_VENDOR: Final = frozenset(
    {
        "historyTimeToLive",
        "versionTag",
        "asyncBefore",
        "asyncAfter",
        "async",
        "exclusive",
        "jobPriority",
        "isStartableInTasklist",
        "failedJobRetryTimeCycle",
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
    }
)

TASKS: Final = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "scriptTask",
        "businessRuleTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
    }
)
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
NODES: Final = ACTIVITIES | GATEWAYS | EVENTS

REFUSED_NODES: Final = {
    "subChoreography": ("编排图", "choreography"),
    "choreographyTask": ("编排图", "choreography"),
    "callChoreography": ("编排图", "choreography"),
}
REFUSED_ROOTS: Final = {
    "globalTask": ("全局任务", "global task"),
    "globalUserTask": ("全局任务", "global task"),
    "globalManualTask": ("全局任务", "global task"),
    "globalScriptTask": ("全局任务", "global task"),
    "globalBusinessRuleTask": ("全局任务", "global task"),
    "choreography": ("编排图", "choreography"),
    "globalChoreographyTask": ("编排图", "choreography"),
}
# Drawn or descriptive: nothing moves through them.
IGNORED: Final = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "incoming",
        "outgoing",
        "property",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "resourceRole",
        "correlationSubscription",
        "artifact",
        "category",
    }
)
EVENT_DEFINITIONS: Final = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
}
WORLD: Final = frozenset({"message", "timer", "signal", "conditional"})  # what comes about outside the tokens
ALLOWED_TRIGGERS: Final = {
    "startEvent": frozenset({"none", "message", "timer", "signal"}),
    "eventStart": frozenset({"message", "timer", "signal", "error", "escalation", "compensate", "conditional"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "link", "conditional"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link", "compensate"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "signal", "error", "escalation", "compensate", "cancel", "conditional"}
    ),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate", "compensate", "cancel"}),
}


def local(tag: object) -> str:
    """The name of an element without its namespace ("" for comments)."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def space(tag: object) -> str:
    """The namespace of an element or attribute name."""
    return tag[1:].split("}", 1)[0] if isinstance(tag, str) and tag.startswith("{") else ""
