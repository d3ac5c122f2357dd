"""Ad-hoc sub-processes in the token game: somebody starts any of the activities, and ends the whole when he likes."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn.model import Scope
from engine.bpmn.soundness.graph import is_joining, reachable, successors
from engine.bpmn.soundness.summary import DONE, FOREVER, Summary


def begun_by_hand(scope: Scope) -> list[list[str]]:
    """Each activity that can be started, alone; those that lead to one join together: they are meant to meet."""
    following = successors(scope)
    groups: list[tuple[list[str], set[str]]] = []
    for start in scope.starts:
        joins = {id for id in reachable(following, [start.id]) if is_joining(scope.nodes[id])}
        meeting = [group for group in groups if group[1] & joins]
        merged = ([id for ids, _ in meeting for id in ids] + [start.id], joins.union(*(found for _, found in meeting)))
        groups = [group for group in groups if group not in meeting] + [merged]
    return [ids for ids, _ in groups]


def by_hand(summary: Summary) -> Summary:
    """Whatever goes on inside, somebody can end it; until then it waits."""
    return replace(summary, exits=(summary.exits | {DONE}) - {FOREVER}, instant=False)
