"""退回: where a task may be returned to, and whether it could come straight back (docs/actions.md)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bpmn import Execution
from engine.definition import Definition
from engine.errors import Refused
from engine.task.task import Task


def return_targets(
    definition: Definition, task: Task, done_steps: Sequence[str], execution: Execution
) -> dict[str, str]:
    """Elements with their names, the last done first: finished or the drafter's, allowed by the procedure, and
    leading here again. `done_steps` are the instance's completed elements, the last done first."""
    rules, process = definition.procedure.task(task.element), definition.process
    if not rules.returns:
        return {}
    drafter = definition.procedure.drafter
    found: dict[str, str] = {}
    for element in (*done_steps, *([drafter] if drafter else []), *rules.return_to):
        if element == task.element or element in found or (rules.return_to and element not in rules.return_to):
            continue
        if element in process.elements and refusal(execution, task, element) is None:
            found[element] = process.elements[element].name or element
    return found


def refusal(execution: Execution, task: Task, to: str, *, direct: bool = False) -> Refused | None:
    """Why the task cannot be returned there (or not with 直送退回人); None when it can."""
    try:
        execution.preview("go_back", task.key, to, direct)
    except Refused as refused:
        return refused
    return None
