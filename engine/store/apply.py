"""What an event means for the tables: pure, one function per event kind.

The same changes are executed when the event happens and folded when history is replayed, so rows can always
be rebuilt and compared. A released function is never changed in meaning; a new meaning is a new event kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.history import ERASURE, Event
from engine.store.change import SYSTEM, Change, Drop, Merge, Put, Row, Set, moment
from engine.store.effects import effects, opinion
from engine.store.moves import moves, participants, touched

__all__ = ["APPLIERS", "SYSTEM", "Change", "Drop", "Merge", "Put", "Row", "Set", "changes"]


def changes(event: Event) -> list[Change]:
    return list(APPLIERS[event.kind](event))


def _started(event: Event) -> Iterator[Change]:
    body, moved = event.body, event.body["moved"]
    yield Put("instance", [{
        "id": event.instance_id, "number": body["number"], "definition_id": body["definition_id"],
        "procedure": body["procedure"], "title": body["title"], "urgency": body["urgency"],
        "state": moved["state"], "end_state": moved["end_state"],
        "document_number": moved["numbers"][-1]["text"] if moved["numbers"] else None,
        "starter": body.get("starter", event.actor), "starter_unit": body["starter_unit"], "started_at": event.at,
        "ended_at": event.at if moved["state"] != "running" else None, "due_at": moment(body["due_at"]),
        "first_due_at": moment(body["due_at"]), "term": body.get("term", ""),
        "counted_from": event.at if body.get("term") else None, "hold": "", "held_at": None, "held_by": None,
        "version": moved["version"], "tasks": moved["tasks"], "changed_at": event.at,
    }])  # fmt: skip
    yield Put("document", [{"instance_id": event.instance_id, "content": body["values"], "search": body["search"]}])
    yield from _attached(event)
    yield from moves(event)
    yield from participants(event, {body["starter"]} if body.get("starter") else set())
    if origin := body.get("origin"):
        yield _link(event, origin, "received")


def _completed(event: Event) -> Iterator[Change]:
    body = event.body
    yield Set("task", {"id": body["task"]}, {
        "state": "completed", "closed_at": event.at, "closed_by": event.actor, "on_behalf_of": event.on_behalf_of,
        "answers": body["values"],
    })  # fmt: skip
    yield Drop("inbox", [{"task_id": body["task"]}])
    if body["values"]:
        yield Merge(event.instance_id, body["values"])
    if body["opinion"] or body["result"]:
        yield opinion(event, _line(body))
    yield from _attached(event)
    yield from moves(event)


def _line(body: Row) -> Row:
    return {
        "task": body["task"], "element": body["element"], "step": body["step"], "signature": body["signature"],
        "post": body["post"], "result": body["result"], "text": body["opinion"],
        "kind": "dictated" if body.get("dictated") else "", "person": body.get("dictated"),
    }  # fmt: skip


def _answered(event: Event) -> Iterator[Change]:
    """A main task answered, but others are asked after it: the answer is kept, the token waits."""
    body = event.body
    if body["values"]:
        yield Merge(event.instance_id, body["values"])
    yield Set("task", {"id": body["task"]}, {
        "answers": body["values"], "closed_by": event.actor, "on_behalf_of": event.on_behalf_of,
    })  # fmt: skip
    if body["opinion"] or body["result"]:
        yield opinion(event, _line(body))
    yield from _attached(event)
    yield from _acted(event)


def _acted(event: Event) -> Iterator[Change]:
    """An office action: its effects, and the movement when there is one."""
    if "moved" in event.body:
        yield from moves(event)
    else:
        yield touched(event)
    yield from effects(event)


def _returned(event: Event) -> Iterator[Change]:
    body = event.body
    yield from moves(event)
    yield from effects(event)
    yield Set("task", {"id": body["task"]}, {
        "state": "returned", "closed_at": event.at, "closed_by": event.actor, "on_behalf_of": event.on_behalf_of,
    })  # fmt: skip


def _withdrawn(event: Event) -> Iterator[Change]:
    body = event.body
    yield from moves(event)
    yield Set("task", {"id": body["task"]}, {"state": "withdrawn"})
    if body["line"]:
        yield Set("opinion", {"instance_id": event.instance_id, "seq": body["line"]}, {"kind": "withdrawn"})


def _happened(event: Event) -> Iterator[Change]:
    """A timer fired or a message came: no task was completed by it."""
    yield from moves(event)
    if origin := event.body.get("origin"):
        yield _link(event, origin, "received")


def _cancelled(event: Event) -> Iterator[Change]:
    """The matter ended early: numbers it had are never used again."""
    yield from moves(event)
    for series, year, n in event.body.get("voided", []):
        yield Set("document_number", {"series": series, "year": year, "n": n}, {"voided": True})


def _delivered(event: Event) -> Iterator[Change]:
    yield _link(event, event.body["receiver"], "sent")


def _undelivered(event: Event) -> Iterator[Change]:
    """Nobody will take it: no receiver, and the moment when that was known."""
    yield Set("message", {"instance_id": event.instance_id, "key": event.body["message"]}, {"received_at": event.at})


def _link(event: Event, other: Row, direction: str) -> Change:
    return Put("link", [{
        "instance_id": event.instance_id, "seq": event.seq, "other_id": other["id"], "other_number": other["number"],
        "other_procedure": other["procedure"], "direction": direction, "name": other["name"], "at": event.at,
    }])  # fmt: skip


def _claimed(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {
        "assignee": event.actor, "claimed_at": event.at, "version": event.body["version"],
    })  # fmt: skip
    yield Put("participant", [{"principal": event.actor, "instance_id": event.instance_id}], once=True)
    yield touched(event)


def _released(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {
        "assignee": None, "claimed_at": None, "version": event.body["version"],
    })  # fmt: skip
    yield touched(event)


def _opened(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {"opened_at": event.at})


def _urged(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {"urges": event.body["times"]})


def _held(event: Event) -> Iterator[Change]:
    body = event.body
    yield touched(event, hold=body["hold"], held_at=event.at, held_by=event.actor)
    yield from effects(event)


def _resumed(event: Event) -> Iterator[Change]:
    yield from _acted(event)
    yield Set("instance", {"id": event.instance_id}, {"hold": "", "held_at": None, "held_by": None})


def _migrated(event: Event) -> Iterator[Change]:
    """The matter goes on in another version: rows stay, under the names their elements have there."""
    body, instance_id = event.body, event.instance_id
    yield from moves(event)
    term = {} if body["term"] is None else {"term": body["term"]}
    yield Set("instance", {"id": instance_id}, {"definition_id": body["definition_id"], **term})
    for task, values in body["carried"]["tasks"]:
        yield Set("task", {"id": task}, dict(values))
    for seq, element in body["carried"]["opinions"]:
        yield Set("opinion", {"instance_id": instance_id, "seq": seq}, {"element": element})
    for key, element in body["carried"]["timers"]:
        yield Set("timer", {"instance_id": instance_id, "key": key}, {"element": element})
    yield from effects(event)


def _confirmed(event: Event) -> Iterator[Change]:
    yield Set("opinion", {"instance_id": event.instance_id, "seq": event.body["line_seq"]}, {"confirmed_at": event.at})


def _attached(event: Event) -> Iterator[Change]:
    if event.body["files"]:
        yield Put("attachment", [
            {**file, "instance_id": event.instance_id, "added_by": event.actor, "added_at": event.at}
            for file in event.body["files"]
        ])  # fmt: skip


def _noted(event: Event) -> Iterator[Change]:
    """A refusal or a remark: part of the history, changes no row."""
    return iter(())


APPLIERS: dict[str, Callable[[Event], Iterator[Change]]] = {
    "instance.started": _started,
    "task.completed": _completed,
    "task.answered": _answered,
    "task.claimed": _claimed,
    "task.released": _released,
    "task.opened": _opened,
    "task.urged": _urged,
    "task.returned": _returned,
    "task.withdrawn": _withdrawn,
    "task.transferred": _acted,
    "task.delegated": _acted,
    "signer.added": _acted,
    "signer.removed": _acted,
    "signer.answered": _acted,
    "instance.circulated": _acted,
    "reading.changed": _acted,
    "instance.paused": _held,
    "instance.suspended": _held,
    "instance.resumed": _resumed,
    "instance.jumped": _acted,
    "activity.started": _acted,
    "instance.migrated": _migrated,
    "request.asked": _acted,
    "request.granted": _acted,
    "request.refused": _acted,
    "opinion.confirmed": _confirmed,
    "opinion.corrected": _acted,
    "calendar.changed": _acted,
    "timer.fired": _happened,
    "message.caught": _happened,
    "message.delivered": _delivered,
    "message.undelivered": _undelivered,
    "instance.cancelled": _cancelled,
    "attachment.added": _attached,
    "erasure.asked": _noted,
    "erasure.refused": _noted,
    ERASURE: _noted,  # what it took away is gone from the other events' texts: nothing is left to fold
    "action.refused": _noted,
    "incident.raised": _noted,
}
