"""BPMN: from a diagram to tokens that move.

`check` and `load` read files into a Program, and `check` looks for soundness as well; an Execution moves through it by
start, complete, catch, fire, cancel, and by the movements that follow no flow: go_back, withdraw, jump, add_round,
remove_round, reopen_round.
The only room that knows SpiffWorkflow. May import engine.dmn, engine.feel, engine.xml, engine.errors.
Plain frozen dataclasses and bytes leave it; see docs/bpmn.md for what is supported and what is refused.
"""

from engine.bpmn.decisions import decisions_of
from engine.bpmn.diagram import Bounds, Diagram, Edge, Shape
from engine.bpmn.digest import digest
from engine.bpmn.matching import kinds, match, misfits
from engine.bpmn.outcome import (
    Asked,
    ClosedTask,
    ConditionWait,
    Decide,
    Environment,
    Happening,
    Limits,
    Outcome,
    ServiceCall,
    SubscriptionWait,
    TaskWait,
    Thrown,
    TimerWait,
    Waits,
)
from engine.bpmn.preview import Preview
from engine.bpmn.program import ElementInfo, FlowInfo, ProcessInfo, Program, StartInfo, check, diagrams, load
from engine.bpmn.renaming import rename_form
from engine.bpmn.runtime import Execution
from engine.bpmn.simulation import Simulation
from engine.bpmn.source import NotBpmn, require_diagram
from engine.bpmn.uses import Use, uses

__all__ = [
    "Asked",
    "Bounds",
    "ClosedTask",
    "ConditionWait",
    "Decide",
    "Diagram",
    "Edge",
    "ElementInfo",
    "Environment",
    "Execution",
    "FlowInfo",
    "Happening",
    "Limits",
    "NotBpmn",
    "Outcome",
    "Preview",
    "ProcessInfo",
    "Program",
    "ServiceCall",
    "Shape",
    "Simulation",
    "StartInfo",
    "SubscriptionWait",
    "TaskWait",
    "Thrown",
    "TimerWait",
    "Use",
    "Waits",
    "check",
    "decisions_of",
    "diagrams",
    "digest",
    "kinds",
    "load",
    "match",
    "misfits",
    "rename_form",
    "require_diagram",
    "uses",
]
