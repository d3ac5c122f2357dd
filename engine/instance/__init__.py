"""The rules of a running instance: what a movement of tokens means for tasks, dues and people.

Pure functions over plain dataclasses; may import definition and the rooms below it, never the store.
"""

from engine.instance.assignment import Assigned, assign
from engine.instance.movement import Moved, Served, describe

__all__ = ["Assigned", "Moved", "Served", "assign", "describe"]
