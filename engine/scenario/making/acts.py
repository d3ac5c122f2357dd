"""One event of a history as a step of a story: the same act by the cast, with masked values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from engine.clock import local
from engine.definition.definition import START
from engine.scenario.making.casting import Casting
from engine.scenario.making.masking import Mask
from engine.scenario.making.past import Happened

Raw = dict[str, Any]  # a step as its file holds it


def told(event: Happened, mask: Mask, casting: Casting) -> Raw | None:
    """The step, None for what happens by itself or leaves no mark on the way of the matter."""
    act = TOLD.get(event.kind)
    step = act(event.body, mask, casting) if act else None
    if step is None:
        return None
    at = local(mask.when(event.at)).replace(tzinfo=None)
    who = event.actor if "for" in step else event.on_behalf_of or event.actor  # a secretary writes for his leader
    by = casting.give(who) if step["do"] != "correlate" else ""
    return {"at": at, **({"by": by} if by else {}), **step}


def _step(do: str, body: Mapping[str, Any], **more: Any) -> Raw:
    """`element` and the unit of its round, and what else is not empty."""
    named = {"task": body.get("element", ""), "unit": body.get("label", "")}
    return {"do": do} | {name: value for name, value in {**named, **more}.items() if value not in ("", [], {}, None)}


def _start(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    return _step("start", {}, values=mask.values(START, body["values"]), files=_files(body))


def _complete(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    leader = {"for": casting.give(body["dictated"])} if body.get("dictated") else {}
    return _step(
        "dictate" if leader else "complete", body, values=mask.values(body["element"], body["values"]),
        opinion=mask.opinion(body["opinion"]), files=_files(body), **leader,
    )  # fmt: skip


def _answer_and_ask(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    values = mask.values(body["element"], body["values"])
    return _step(
        "add_signer", body, to=[casting.give(p) for p in body["to"]], when="after", values=values,
        opinion=mask.opinion(body["opinion"]),
    )  # fmt: skip


def _add_signer(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    to = [body["item"]] if body["when"] == "round" else body["to"]
    return _step(
        "add_signer", body, to=[casting.give(each) for each in to], when=body["when"],
        opinion=mask.opinion(body["words"]),
    )  # fmt: skip


def _remove_signer(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    if "role" not in body:
        return _step("remove_signer", body)
    return {"do": "remove_signer", "task": body["element"], "to": [""]}  # whom, the player finds out


def _give_back(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    values = {"result": body["result"]} if body["role"] != "delegate" else {}
    return _step("give_back", {"element": body["element"]}, values=values, opinion=mask.opinion(body["opinion"]))


def _ask(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    content = body["request"]["content"]
    reason = mask.opinion(content["reason"])
    if body["request"]["kind"] == "transfer":
        return _step("transfer", body, to=casting.give(content["to"]), opinion=reason)
    return _step("extend", body, days=content["days"], opinion=reason)


def _ruled(granted: bool) -> Callable[[Mapping[str, Any], Mask, Casting], Raw]:
    def act(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
        return _step(
            "decide", {"element": body["element"]}, opinion=mask.opinion(body["opinion"]), **{"granted": granted}
        )

    return act


def _read(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw | None:
    changes = {name for _, change in body["read"] for name in change}
    if "urges" in changes:
        return {"do": "remind"}
    return _step("read", {}, opinion=mask.opinion(body.get("words", ""))) if "read_at" in changes else None


def _moved(do: str, to: str = "to", words: str = "opinion") -> Callable[[Mapping[str, Any], Mask, Casting], Raw]:
    """Acts that hand a task on, or move the matter."""

    def act(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
        text = body.get(words) or body.get("line", {}).get("text", "")
        whom = body.get(to, "") if to else ""
        given = [casting.give(each) for each in whom] if isinstance(whom, list) else casting.give(whom) if whom else ""
        return _step(do, body, to=given, opinion=mask.opinion(text), direct=body.get("direct") or "")

    return act


def _circulate(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
    do = "copy" if body["kind"] == "抄送" else "circulate"
    return _step(do, {}, to=[casting.give(each) for each in body["to"]], opinion=mask.opinion(body["words"]))


def _line(do: str, text: bool = False) -> Callable[[Mapping[str, Any], Mask, Casting], Raw]:
    def act(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw:
        return _step(do, {"element": body["element"]}, opinion=mask.opinion(body["line"]["text"]) if text else "")

    return act


def _caught(body: Mapping[str, Any], mask: Mask, casting: Casting) -> Raw | None:
    if body.get("message_kind") != "message":
        return None
    return {"do": "correlate", "task": body["name"], "values": mask.values("", body["data"])}


def _files(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """A stand-in of the same kind for every attachment."""
    found: dict[str, list[str]] = {}
    for file in body.get("files", []):
        names = found.setdefault(file["field"], [])
        names.append(f"附件{len(names) + 1}{PurePosixPath(file['name']).suffix}")
    return found


TOLD: Mapping[str, Callable[[Mapping[str, Any], Mask, Casting], Raw | None]] = {
    "instance.started": _start,
    "task.completed": _complete,
    "task.answered": _answer_and_ask,
    "task.claimed": lambda body, mask, casting: _step("claim", body),
    "task.released": lambda body, mask, casting: _step("release", body),
    "task.returned": _moved("return"),
    "task.withdrawn": _moved("withdraw", to=""),
    "task.transferred": _moved("transfer"),
    "task.delegated": _moved("delegate", words="words"),
    "task.urged": _moved("urge", to="", words="words"),
    "signer.added": _add_signer,
    "signer.removed": _remove_signer,
    "signer.answered": _give_back,
    "instance.circulated": _circulate,
    "reading.changed": _read,
    "instance.paused": lambda body, mask, casting: _step("pause", {}, opinion=mask.opinion(body["reason"])),
    "instance.suspended": lambda body, mask, casting: _step("suspend", {}, opinion=mask.opinion(body["reason"])),
    "instance.resumed": lambda body, mask, casting: _step("resume", {}, opinion=mask.opinion(body["reason"])),
    "instance.jumped": lambda body, mask, casting: _step(
        "jump", {}, to=body["to"], opinion=mask.opinion(body["reason"])
    ),
    "instance.cancelled": lambda body, mask, casting: _step("cancel", {}, opinion=mask.opinion(body["reason"])),
    "request.asked": _ask,
    "request.granted": _ruled(True),
    "request.refused": _ruled(False),
    "opinion.confirmed": _line("confirm"),
    "opinion.corrected": _line("correct", text=True),
    "message.caught": _caught,
}
