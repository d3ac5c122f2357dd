"""The rules of one human task: who may do it, on whose behalf, and whether the form is still the one he read.

Pure functions over plain dataclasses; may import definition and the rooms below it, never the store.
"""

from engine.task.entitlement import Entitled, asked_unit, entitle, refuse_separated
from engine.task.form import accept, etag, shown_values, typed
from engine.task.task import Task

__all__ = ["Entitled", "Task", "accept", "asked_unit", "entitle", "etag", "refuse_separated", "shown_values", "typed"]
