"""The rules of one human task: who may do it, on whose behalf, and whether the form is still the one he read.

Pure functions over plain dataclasses; may import definition and the rooms below it, never the store.
"""

from engine.task.colleagues import dispatches, not_to_be_asked, same_unit
from engine.task.done import beside, done_by
from engine.task.entitlement import Entitled, asked_unit, entitle, refuse_own, refuse_separated
from engine.task.extension import Clock, extended_due, extension_approver
from engine.task.form import accept, etag, shown_values, typed
from engine.task.returning import refusal, return_targets
from engine.task.task import Task
from engine.task.withdrawal import impossible, refuse_others, refuse_seen, round_of

__all__ = [
    "Clock",
    "Entitled",
    "Task",
    "accept",
    "asked_unit",
    "beside",
    "dispatches",
    "done_by",
    "entitle",
    "etag",
    "extended_due",
    "extension_approver",
    "impossible",
    "not_to_be_asked",
    "refusal",
    "refuse_others",
    "refuse_own",
    "refuse_seen",
    "refuse_separated",
    "return_targets",
    "round_of",
    "same_unit",
    "shown_values",
    "typed",
]
