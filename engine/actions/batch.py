"""已阅 and 签收 for several at once: each is an act of its own, and one that is refused does not stop the others.

Nothing else is done in batch: a signature (签发, 审批) is given one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.actions.circulate import MarkRead, mark_read
from engine.actions.complete_task import CompleteTask, complete_task
from engine.errors import Invalid, NotNow, NotYours, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, instance_of

MOST = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one of them: `refused` is None when it was done."""

    instance_id: int
    title: str
    number: str
    refused: Refused | None


def acknowledge_tasks(office: Office, tasks: Sequence[int], command_id: str, by: Actor) -> list[Outcome]:
    """签收 of tasks whose step is of kind acknowledge; Invalid when none or too many are named."""

    def act(task: int) -> Receipt:
        _refuse_others(office, task)
        return complete_task(office, CompleteTask(task, {}, f"{command_id}-{task}"), by)

    return _each(office, tasks, instance_of, act)


def mark_readings(office: Office, instances: Sequence[int], command_id: str, by: Actor) -> list[Outcome]:
    """已阅 of everything sent to him in these matters; Invalid when none or too many are named."""

    def act(instance: int) -> Receipt:
        return mark_read(office, MarkRead(instance, f"{command_id}-{instance}"), by)

    return _each(office, instances, lambda instance: instance, act)


def _each(
    office: Office, things: Sequence[int], instance: Callable[[int], int], act: Callable[[int], Receipt]
) -> list[Outcome]:
    wanted = list(dict.fromkeys(things))
    if not wanted or len(wanted) > MOST:
        zh = f"请选择1至{MOST}件。"
        raise Invalid({"chosen": zh}, "batch_size", zh, f"Choose 1 to {MOST}.")
    found = []
    for thing in wanted:
        refused: Refused | None = None
        try:
            act(thing)
        except Refused as problem:
            refused = problem
        title, number = ("", "") if isinstance(refused, NotYours) else _named(office, instance(thing))
        found.append(Outcome(instance(thing), title, number, refused))
    return found


def _refuse_others(office: Office, task: int) -> None:
    """Only a step that merely signs for something; who may do it is asked by the act itself."""
    with office.database.read() as connection:
        box = connection.execute(select(t.task.c.box).where(t.task.c.id == task)).scalar_one_or_none()
    if box is None:
        raise NotYours()
    if box != "sign":
        raise NotNow("not_in_batch", "该环节须逐件办理。", "This step is done one by one.")


def _named(office: Office, instance: int) -> tuple[str, str]:
    i = t.instance.c
    with office.database.read() as connection:
        row = connection.execute(select(i.title, i.number).where(i.id == instance)).one()
    return row.title, row.number
