"""What an event of each kind means for the books, beyond its movement and its effects."""

from __future__ import annotations

from .case import Case
from .matter import Line, Task


def _task(case: Case) -> Task:
    return case.matter.tasks[case.body["task"]]


def _answer(case: Case) -> Task:
    body, task, event = case.body, _task(case), case.event
    task.answers, task.closed_by, task.for_whom = body["values"], event.who, event.behalf
    case.matter.document.update(body["values"])
    if body["opinion"] or body["result"]:
        dictated = body.get("dictated")
        case.matter.lines[event.seq] = Line(
            dictated or event.who, "dictated" if dictated else "", task.name, task.element, task.id
        )
    return task


def _completed(case: Case) -> None:
    task = _answer(case)
    task.state, task.closed_at, task.done_seq = "completed", case.event.at, case.event.seq
    case.matter.completions[task.id] = case.body


def _kept(case: Case) -> None:
    case.matter.kept[_answer(case).id] = case.body["variables"]


def _returned(case: Case) -> None:
    task = _task(case)
    task.state, task.closed_at = "returned", case.event.at
    task.closed_by, task.for_whom = case.event.who, case.event.behalf


def _withdrawn(case: Case) -> None:
    _task(case).state = "withdrawn"
    line = case.matter.lines.get(case.body["line"] or 0)
    if line is not None:
        line.kind = "withdrawn"


def _claimed(case: Case) -> None:
    task = _task(case)
    task.assignee, task.version = case.event.who, case.body["version"]


def _released(case: Case) -> None:
    task = _task(case)
    task.assignee, task.version = None, case.body["version"]


def _opened(case: Case) -> None:
    _task(case).opened_at = case.event.at


def _urged(case: Case) -> None:
    _task(case).urges = case.body["times"]


def _held(case: Case) -> None:
    matter = case.matter
    matter.hold, matter.held_at, matter.held_by = case.body["hold"], case.event.at, case.event.who


def _resumed(case: Case) -> None:
    case.matter.hold, case.matter.held_at, case.matter.held_by = "", None, None


def _migrated(case: Case) -> None:
    """Under the names of the other version."""
    matter, body = case.matter, case.body
    for id, changes in body["carried"]["tasks"]:
        task = matter.tasks[id]
        task.element, task.name = changes.get("element", task.element), changes.get("name", task.name)
        task.term = changes.get("term", task.term)
    for seq, element in body["carried"]["opinions"]:
        matter.lines[seq].element = element
    if body["term"] is not None:
        matter.term = body["term"]


def _round_added(case: Case) -> None:
    for one in case.body.get("moved", {}).get("opened", []):
        case.matter.added_rounds[one["id"]] = case.event.who


def _message(case: Case) -> None:
    case.matter.messages.pop(case.body["message"], None)


def _confirmed(case: Case) -> None:
    line = case.matter.lines.get(case.body["line_seq"])
    if line is not None:
        line.confirmed = True


KINDS = {
    "task.completed": _completed, "task.answered": _kept, "task.returned": _returned, "task.withdrawn": _withdrawn,
    "task.claimed": _claimed, "task.released": _released, "task.opened": _opened, "task.urged": _urged,
    "instance.paused": _held, "instance.suspended": _held, "instance.resumed": _resumed,
    "instance.migrated": _migrated,
    "signer.added": _round_added, "message.delivered": _message, "message.undelivered": _message,
    "opinion.confirmed": _confirmed,
}  # fmt: skip
