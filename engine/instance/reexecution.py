"""Running an instance again from its recorded events alone.

Each event carries its inputs, its service results and the fingerprints of the calendar and organization in
force; the clock is the event's time. The same definition must then reach the same tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn import Asked, Environment, Execution, Outcome, ServiceCall, digest
from engine.definition import Definition
from engine.errors import Refused
from engine.instance.environment import functions
from engine.organization import Calendar, Organization
from engine.words import ERASED

DEFINING = frozenset({"instance.started", "instance.migrated"})  # from these on, the version they name is in force


@dataclass(frozen=True)
class Recorded:
    """What re-execution reads of one event."""

    seq: int
    kind: str
    at: datetime
    body: dict[str, Any]
    erased: bool = False  # a text of it is gone, or all of it


@dataclass(frozen=True)
class References:
    """How to find what an event was decided by, by fingerprint."""

    definition: Callable[[str], Definition]
    calendar: Callable[[str], Calendar]
    organization: Callable[[str], Organization]


@dataclass(frozen=True)
class Step:
    """One event run again. `outcome` is None for events that move no token; `difference` says what is not equal.

    `asked` are the conditions it evaluated, in order.
    """

    event: Recorded
    execution: Execution
    outcome: Outcome | None
    difference: str | None
    asked: tuple[Asked, ...] = ()


def reexecute(events: Iterable[Recorded], references: References) -> Iterator[Step]:
    """Yield one step per event; a step that fails to run or differs says so and, if it failed, is the last."""
    execution: Execution | None = None
    definition: Definition | None = None
    for event in events:
        if event.erased and not event.body:
            raise Refused(
                "history_erased", f"第{event.seq}条已依法整条删除,不能重新执行。",
                f"Event {event.seq} was erased as a whole; it cannot be run again.",
            )  # fmt: skip
        if event.kind in DEFINING:
            definition = references.definition(event.body["definition"])
        if definition is None:
            raise Refused("history_headless", "历史的第一条不是发起。", "History does not begin with a start.")
        if "moved" not in event.body:
            if execution is not None:
                yield Step(event, execution, None, None)
            continue
        asked: list[Asked] = []
        try:
            execution, outcome = _again(event, definition, execution, references, asked)
        except Refused as refused:
            if execution is not None:
                yield Step(event, execution, None, f"not enabled: {refused.en}", tuple(asked))
            return
        yield Step(event, execution, outcome, _difference(event, execution, outcome), tuple(asked))


def _again(
    event: Recorded, definition: Definition, execution: Execution | None, references: References, asked: list[Asked]
) -> tuple[Execution, Outcome]:
    body = event.body
    calendar = references.calendar(body["in_force"]["calendar"])
    organization = references.organization(body["in_force"]["organization"])
    env = Environment(
        now=event.at,
        functions=functions(definition, organization, calendar, event.at),
        serve=_recorded(body["served"]),
        watch=asked.append,
    )
    if event.kind == "instance.started":
        return definition.start(body["variables"], env, body.get("start_event"))
    if execution is None:
        raise Refused("history_headless", "历史的第一条不是发起。", "History does not begin with a start.")
    match event.kind:
        case "task.completed" | "signer.answered":
            return execution, execution.complete(body["key"], body["variables"], env)
        case "activity.started":
            return execution, execution.start_activity(body["key"], body["to"], env)
        case "timer.fired":
            return execution, execution.fire(body["key"], env)
        case "message.caught":
            return execution, execution.catch(
                body["message_kind"], body["name"], env, correlation=body["correlation"], data=body["data"]
            )
        case "task.returned":
            return execution, execution.go_back(
                body["key"], body["to"], env, body["direct"], body["variables"]
            )
        case "task.withdrawn" if body["round"]:
            round = body["round"]
            return execution, execution.reopen_round(round["body"], round["index"], round["names"], env)
        case "task.withdrawn":
            return execution, execution.withdraw(body["scope"], body["element"], env)
        case "instance.jumped":
            return execution, execution.jump(body["to"], env, body["source"])
        case "instance.migrated":
            return execution, execution.migrate(
                definition.program, definition.procedure.process, body["mapping"], env, body["recount"]
            )
        case "signer.added":
            return execution, execution.add_round(body["body"], body["item"], env)
        case "signer.removed" if body["completes"]:
            return execution, execution.complete(body["key"], body["variables"], env)
        case "signer.removed":
            return execution, execution.remove_round(body["key"], env)
        case "request.granted" | "instance.resumed" | "calendar.changed":
            amended = body["amended"]
            return execution, execution.amend(
                env, task_key=amended["key"], values=amended["values"], timers=amended["timers"],
                recount=amended["recount"],
            )  # fmt: skip
        case "instance.cancelled":
            return execution, execution.cancel(env)
        case other:
            raise Refused("history_unknown", f"不认识的事件“{other}”。", f"Unknown event kind {other!r}.")


def _recorded(results: list[list[Any]]) -> Callable[[ServiceCall], dict[str, Any]]:
    """Answers service tasks with what they answered then, in order."""
    left = list(results)

    def serve(call: ServiceCall) -> dict[str, Any]:
        if not left or left[0][0] != call.key:
            raise Refused("history_service", "历史中没有该服务的结果。", f"No recorded result for {call.key}.")
        return dict(left.pop(0)[1])

    return serve


def _difference(event: Recorded, execution: Execution, outcome: Outcome) -> str | None:
    moved = event.body["moved"]
    path = [[h.kind, h.element, h.key] for h in outcome.happenings]
    if path != [[s["kind"], s["element"], s["key"]] for s in moved["path"]]:
        return "another path was taken"
    if outcome.state != moved["state"]:
        return f"state {outcome.state}, recorded {moved['state']}"
    if moved["snapshot"] != ERASED and digest(execution.snapshot()) != moved["snapshot"]:
        return "the tokens or variables differ"
    return None
