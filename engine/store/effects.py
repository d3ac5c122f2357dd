"""What an office action does to rows beside the diagram: tasks inserted, held and given on, readings, requests, dues.

An event's body may hold `inserted`, `held`, `reopened`, `ended`, `given`, `request`, `ruled`, `readings`, `read`,
`dues`, `line`: each is told here once for every kind of event.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.history import Event
from engine.store.change import Change, Drop, Put, Row, Set, moment
from engine.store.columns import FAR_FUTURE, urgency_rank
from engine.store.moves import inbox_rows, participants, task_row


def effects(event: Event) -> Iterator[Change]:
    """The changes of everything an event's body tells beside a movement."""
    body = event.body
    yield from _ended(event)
    yield from _inserted(event)
    for task in body.get("held", []):
        yield Set("task", {"id": task}, {"state": "held"})
        yield Drop("inbox", [{"task_id": task}])
    for task in body.get("reopened", []):
        yield Set("task", {"id": task["id"]}, {"state": "open", "version": task["version"]})
        yield Put("inbox", inbox_rows(event, task, body["procedure"], body["urgency"]))
    if given := body.get("given"):
        yield from _given(event, given)
    if request := body.get("request"):
        yield Put("request", [{
            **request, "instance_id": event.instance_id, "asked_by": event.actor, "asked_at": event.at,
            "state": "asked", "decided_by": None, "decided_at": None,
        }])  # fmt: skip
    for task, state in body.get("ruled", []):
        yield Set("request", {"task_id": task}, {"state": state, "decided_by": event.actor, "decided_at": event.at})
    yield from _readings(event)
    yield from _dues(event)
    if line := body.get("line"):
        yield opinion(event, line)


def opinion(event: Event, line: Row) -> Change:
    """A line of the 处理笺; lines are never changed, only followed by another."""
    return Put("opinion", [{
        "instance_id": event.instance_id, "seq": event.seq, "task_id": line["task"], "element": line["element"],
        "step": line["step"], "person": line.get("person") or event.actor,
        "on_behalf_of": line.get("on_behalf_of", event.on_behalf_of), "signature": line["signature"],
        "post": line["post"], "result": line["result"], "text": line["text"], "at": event.at,
        "kind": line.get("kind", ""), "corrects": line.get("corrects"), "confirmed_at": None,
    }])  # fmt: skip


def _inserted(event: Event) -> Iterator[Change]:
    body = event.body
    tasks = body.get("inserted", [])
    if not tasks:
        return
    yield Put("task", [task_row(event, task, body["urgency"]) for task in tasks])
    rows = [row for task in tasks for row in inbox_rows(event, task, body["procedure"], body["urgency"])]
    if rows:
        yield Put("inbox", rows)
    if "moved" not in body:
        yield Set("instance", {"id": event.instance_id}, {"tasks": body["tasks"]})
    yield from participants(event, {p for task in tasks for p in task["principals"]})


def _ended(event: Event) -> Iterator[Change]:
    """Tasks closed beside the diagram: `how` is the state they get; a completed one names who did it."""
    for task in event.body.get("ended", []):
        values: Row = {"state": task["how"], "closed_at": event.at}
        if task["how"] != "cancelled":
            values |= {
                "closed_by": task.get("by", event.actor), "on_behalf_of": task.get("for", event.on_behalf_of),
                "answers": task.get("answers", {}),
            }  # fmt: skip
        yield Set("task", {"id": task["id"]}, values)
        yield Drop("inbox", [{"task_id": task["id"]}])


def _given(event: Event, given: Row) -> Iterator[Change]:
    """转办: the same task, other people."""
    body = event.body
    yield Set("task", {"id": given["id"]}, {
        "candidates": given["candidates"], "principals": given["principals"], "assignee": None, "claimed_at": None,
        "opened_at": None, "version": given["version"],
        "asked_by": given["asked_by"],
    })  # fmt: skip
    yield Drop("inbox", [{"task_id": given["id"]}])
    rows = inbox_rows(event, given, body["procedure"], body["urgency"])
    if rows and not given["held"]:
        yield Put("inbox", rows)
    yield from participants(event, set(given["principals"]))


def _readings(event: Event) -> Iterator[Change]:
    sent = event.body.get("readings", [])
    if sent:
        yield Put("reading", [
            {
                "instance_id": event.instance_id, "n": event.seq * 1000 + place, "person": one["person"],
                "kind": one["kind"], "sent_by": event.actor, "sent_at": event.at, "words": one["words"], "urges": 0,
                "opened_at": None, "read_at": None,
            }
            for place, one in enumerate(sent)
        ])  # fmt: skip
        yield from participants(event, {one["person"] for one in sent})
    for n, values in event.body.get("read", []):
        changed: Row = {
            name: value if name == "urges" else moment(value) for name, value in values.items()
        }
        yield Set("reading", {"instance_id": event.instance_id, "n": n}, changed)


def _dues(event: Event) -> Iterator[Change]:
    """Dues that moved: `{subject, old, new}` with the reason `why` of the event."""
    dues = event.body.get("dues", [])
    for due in dues:
        new = moment(due["new"])
        if due["subject"] == "instance":
            yield Set("instance", {"id": event.instance_id}, {"due_at": new})
        else:
            task = int(due["subject"])
            yield Set("task", {"id": task}, {"due_at": new})
            if due["principals"]:
                yield Drop("inbox", [{"task_id": task}])
                yield Put("inbox", [
                    {"principal": p, "due_at": new or FAR_FUTURE, "task_id": task,
                     "urgency_rank": urgency_rank(event.body["urgency"]), "procedure": event.body["procedure"],
                     "box": due.get("box", "todo")}
                    for p in due["principals"]
                ])  # fmt: skip
    if dues:
        yield Put("due_change", [
            {"instance_id": event.instance_id, "seq": event.seq, "subject": due["subject"], "why": event.body["why"],
             "old": moment(due["old"]), "new": moment(due["new"]), "at": event.at}
            for due in dues
        ])  # fmt: skip
