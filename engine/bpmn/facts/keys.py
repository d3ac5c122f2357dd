"""Short names of what elements say: where it stands in the XML -> what it is called here.

What is not named here keeps its place as its name, behind `other.`, so that nothing is passed over.
"""

from __future__ import annotations

from typing import Final

EXT: Final = "extensionElements/"
MANY: Final = "multiInstanceLoopCharacteristics/"

KEYS: Final = {
    "@name": "name",
    "@attachedToRef": "attached",
    "@cancelActivity": "interrupting",
    "@isInterrupting": "interrupting",
    "@sourceRef": "source",
    "@targetRef": "target",
    "@processRef": "process",
    "@calledElement": "called",
    "@triggeredByEvent": "by_event",
    "@isExecutable": "executable",
    "documentation": "documentation",
    "text": "text",
    "conditionExpression": "condition",
    f"{EXT}assignmentDefinition@assignee": "assignee",
    f"{EXT}assignmentDefinition@candidateUsers": "users",
    f"{EXT}assignmentDefinition@candidateGroups": "groups",
    f"{EXT}taskSchedule@dueDate": "due",
    f"{EXT}taskSchedule@followUpDate": "follow_up",
    f"{EXT}priorityDefinition@priority": "priority",
    f"{EXT}formDefinition@formId": "form",
    f"{EXT}formDefinition@formKey": "form",
    f"{EXT}formDefinition@externalReference": "form",
    f"{EXT}calledDecision@decisionId": "decision",
    f"{EXT}calledDecision@resultVariable": "result",
    f"{EXT}calledElement@processId": "called",
    f"{EXT}script@expression": "script",
    f"{EXT}script@resultVariable": "result",
    f"{EXT}taskDefinition@type": "service",
    f"{EXT}taskDefinition@retries": "retries",
    f"{MANY}@isSequential": "loop.sequential",
    f"{MANY}loopCardinality": "loop.cardinality",
    f"{MANY}completionCondition": "loop.condition",
    f"{MANY}{EXT}loopCharacteristics@inputCollection": "loop.collection",
    f"{MANY}{EXT}loopCharacteristics@inputElement": "loop.element",
    f"{MANY}{EXT}loopCharacteristics@outputCollection": "loop.output",
    f"{MANY}{EXT}loopCharacteristics@outputElement": "loop.output_element",
    "standardLoopCharacteristics/@loopMaximum": "loop.maximum",
    "standardLoopCharacteristics/@testBefore": "loop.test_before",
    "standardLoopCharacteristics/loopCondition": "loop.condition",
    "timerEventDefinition/timeDate": "timer.date",
    "timerEventDefinition/timeDuration": "timer.duration",
    "timerEventDefinition/timeCycle": "timer.cycle",
    "conditionalEventDefinition/condition": "condition",
    "linkEventDefinition@name": "link",
    "@isForCompensation": "undoes",
    "compensateEventDefinition@activityRef": "undone",
    "compensateEventDefinition@waitForCompletion": "undone.waits",
    "@ordering": "ordering",
    "@cancelRemainingInstances": "cancels_rest",
    "completionCondition": "until",
}
# Lists of named things: where they stand -> (what they are called here, attribute of the name, of the value).
NAMED: Final = {
    f"{EXT}properties/property": ("property", "name", "value"),
    f"{EXT}taskHeaders/header": ("header", "key", "value"),
    f"{EXT}ioMapping/input": ("input", "target", "source"),
    f"{EXT}ioMapping/output": ("output", "target", "source"),
}
# References to what a file declares beside its processes.
REFERENCES: Final = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}
# Elements and attributes that only repeat what is said elsewhere.
SILENT: Final = frozenset({"incoming", "outgoing", "flowNodeRef", "@id", "@default", "@isMarkerVisible"})
MARKS: Final = frozenset({f"{EXT}userTask"})  # said by being there, and by the element's own type
# What stands for itself beside the steps; everything else belongs to the element it stands in.
PARTS: Final = frozenset(
    {
        "process", "participant", "lane", "sequenceFlow", "messageFlow", "textAnnotation", "group", "association",
        "dataObjectReference", "dataStoreReference", "dataObject",
    }
)  # fmt: skip
