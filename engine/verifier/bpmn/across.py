"""What matters say of each other, where both histories are at hand: messages sent and taken, numbers drawn.

Re-execution of one matter takes such things as recorded and names them; here they are settled, or found to be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .expressions import agrees
from .moments import moment_of

COMMAND = re.compile(r"message:(\d+)/(.+)")
OWN = frozenset({
    "starter", "starter_name", "drafter_unit", "instance_number", "origin_number", "origin_procedure",
})  # fmt: skip
Events = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Disagreement:
    """What one matter says that another belies."""

    instance: int
    seq: int
    code: str
    zh: str
    en: str


@dataclass
class Across:
    """`settled` are (instance, seq) of events whose other side was found and agrees."""

    disagreements: list[Disagreement] = field(default_factory=list)
    settled: set[tuple[int, int]] = field(default_factory=set)

    def say(self, event: Mapping[str, Any], code: str, zh: str, en: str) -> None:
        self.disagreements.append(Disagreement(event["meta"]["instance"], event["meta"]["seq"], code, zh, en))


def across(matters: Mapping[int, Events]) -> Across:
    """Compare the opened events of several matters, by instance id."""
    found = Across()
    told = {id: [event for event in events if event["body"]] for id, events in matters.items()}
    sent = {
        (id, f"{event['meta']['seq']}/{message[0]}"): (event, message)
        for id, events in told.items()
        for event in events
        for message in event["body"].get("moved", {}).get("messages", [])
    }
    taken: dict[tuple[int, str], int] = {}
    for id in sorted(told):
        for event in told[id]:
            if event["body"].get("origin"):
                _taken(found, told, sent, taken, event)
    for id in sorted(told):
        for event in told[id]:
            if event["meta"]["kind"] == "message.delivered":
                _delivered(found, told, taken, event)
    _numbers(found, told)
    return found


def _taken(
    found: Across, told: Mapping[int, Any], sent: Mapping[tuple[int, str], Any], taken: dict[tuple[int, str], int],
    event: Mapping[str, Any],
) -> None:  # fmt: skip
    """A message that came: from whom it says, as it was sent, once, and not before."""
    body, origin = event["body"], event["body"]["origin"]
    named = COMMAND.fullmatch(event["meta"].get("command") or "")
    if named is None or int(named[1]) != origin["id"]:
        found.say(
            event, "origin_wrong", "所记来源与消息的编号不符。", "The origin is not that of the message's number."
        )
        return
    key = (origin["id"], named[2])
    if origin["id"] not in told:
        return
    if key not in sent:
        found.say(
            event, "message_unsent", f"事项 {origin['number']} 没有发出过这条消息。", "Its sender sent no such message."
        )
        return
    source, (_, name, correlation, data) = sent[key]
    if event["meta"]["kind"] == "message.caught":
        same = (body["name"], body["correlation"]) == (name, correlation) and agrees(data, body["data"])
    else:
        given = {one: value for one, value in data.items() if one not in OWN}
        same = all(one in body["variables"] and agrees(value, body["variables"][one]) for one, value in given.items())
    if not same or origin["name"] != name:
        found.say(
            event,
            "message_differs",
            f"消息“{name}”与事项 {origin['number']} 发出的不同。",
            f"{name!r} differs from what was sent.",
        )
    elif moment_of(source["meta"]["at"]) > moment_of(event["meta"]["at"]):
        found.say(event, "message_early", "消息在发出之前就已收到。", "It came before it was sent.")
    elif key in taken:
        found.say(event, "message_twice", "这条消息已被收过一次。", "It had been taken before.")
    else:
        taken[key] = event["meta"]["instance"]
        found.settled.add((event["meta"]["instance"], event["meta"]["seq"]))


def _delivered(
    found: Across, told: Mapping[int, Any], taken: Mapping[tuple[int, str], int], event: Mapping[str, Any]
) -> None:
    receiver = event["body"]["receiver"]
    if receiver["id"] not in told:
        return
    if taken.get((event["meta"]["instance"], event["body"]["message"])) != receiver["id"]:
        found.say(
            event,
            "receiver_wrong",
            f"事项 {receiver['number']} 没有收过这条消息。",
            "That matter took no such message.",
        )
    else:
        found.settled.add((event["meta"]["instance"], event["meta"]["seq"]))


def _numbers(found: Across, told: Mapping[int, Any]) -> None:
    """No number is drawn twice."""
    drawn: dict[tuple[str, int, int], int] = {}
    for id in sorted(told):
        for event in told[id]:
            for number in event["body"].get("moved", {}).get("numbers", []):
                key = (number["series"], number["year"], number["n"])
                if number["new"] and drawn.setdefault(key, id) != id:
                    found.say(
                        event, "number_twice", f"编号{number['text']}已被其他事项使用。", "Drawn by another matter."
                    )
