"""撤回: what stands in the way of taking a completed step back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from engine.bpmn import Preview
from engine.errors import NotNow
from engine.task.task import Task


def refuse_seen(
    done: Mapping[str, Any], opened: Iterable[Any], asked: Collection[int], late: Callable[[Any], NotNow] | None = None
) -> None:
    """Nothing the completion opened may have been opened, signed for, done or ended; nothing may have left.

    `done` is the body of the completing event, `opened` the rows of the tasks it opened, `asked` those beside which
    somebody was asked already (an extension, a transfer); `late` words the refusal for such a row.
    """
    if done["moved"]["messages"]:
        raise NotNow("withdraw_late", "已转给其他事项,不能撤回。", "It has been passed to another matter.")
    for row in opened:
        if row.state != "open" or any((row.opened_at, row.assignee, row.asked_by)) or row.id in asked:
            raise (late or _late)(row)


def _late(row: Any) -> NotNow:
    return NotNow(
        "withdraw_late",
        f"“{row.name}”已有人打开或办理,不能撤回,可请对方退回。",
        f"{row.name!r} has been opened or done; ask for a return instead.",
    )


def refuse_others(preview: Preview, done: Mapping[str, Any]) -> None:
    """What would end must be what this completion made: a join that has fired since belongs to others, too."""
    mine = {task["key"] for task in done["moved"]["opened"]}
    if set(preview.tasks) - mine or not (preview.tasks or preview.joins):
        raise impossible()


def round_of(task: Task) -> dict[str, Any] | None:
    """How the engine finds the round of a multi-instance a task stood for; None for a plain task."""
    body, bracket, _ = task.key.rpartition("/[")
    if not bracket or "/" in task.key[len(body) + 1 :]:
        return None
    counter = task.variables.get("loopCounter")
    if not isinstance(counter, int):
        return None
    return {"body": body, "index": counter - 1, "names": dict(task.variables)}


def impossible() -> NotNow:
    return NotNow("withdraw_impossible", "该环节已流转,不能撤回。", "The matter has moved on; it cannot be withdrawn.")
