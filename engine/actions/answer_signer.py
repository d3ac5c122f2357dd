"""The answer of somebody asked beside the diagram: before me, after me, or on my behalf (委派, given back with it)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.actions.hand import Hand, note, words
from engine.actions.insertion import reopened
from engine.actions.movement import move
from engine.errors import Invalid
from engine.store.work import Receipt, Work
from engine.task import Task

AGREED, DISAGREED = "同意", "不同意"


def answer_signer(w: Work, held: Hand, values: Mapping[str, Any], opinion: str) -> Receipt:
    """Close an inserted task; the last of them opens the main task again, or lets the kept answer go on.

    Whoever was asked after me and disagrees sends the main task back to who answered it.
    """
    task = held.task
    assert task.parent is not None
    main = w.task(task.parent)
    text = words(opinion, required=True)
    result = AGREED if task.role == "delegate" else _result(values)
    others = [child for child in w.children([main.id]) if child.id != task.id and child.role == task.role]
    body: dict[str, Any] = {
        **held.named, "role": task.role, "main": main.id, "result": result, "opinion": text,
        "ended": [{"id": task.id, "how": "completed", "answers": {"result": result}}],
        "line": {
            "task": task.id, "element": task.element, "step": task.name, "signature": held.entitled.signature,
            "post": held.entitled.post, "result": "" if task.role == "delegate" else result, "text": text,
            "kind": "inserted",
        },
    }  # fmt: skip
    behalf = held.entitled.on_behalf_of
    if task.role == "after" and result == DISAGREED:
        body["ended"] += [{"id": child.id, "how": "cancelled"} for child in others]
        body["reopened"] = [reopened(w, main)]
    elif not others and task.role == "after":
        return release(w, held, main, "signer.answered", body, behalf)
    elif not others:
        body["reopened"] = [reopened(w, main)]
    return note(w, "signer.answered", body, on_behalf_of=behalf)


def release(
    w: Work, held: Hand, main: Task, kind: str, body: dict[str, Any], behalf: str | None
) -> Receipt:
    """Let a kept answer go on: the main task is completed as it was answered."""
    variables = held.definition.routing(main.answers)
    body |= {"task": body["task"], "key": main.key, "variables": variables, "completes": True}
    body["ended"] = [*body["ended"], {
        "id": main.id, "how": "completed", "by": main.closed_by, "for": main.on_behalf_of,
        "answers": dict(main.answers),
    }]  # fmt: skip
    doers = frozenset(person for person in (main.closed_by, main.on_behalf_of) if person)
    return move(
        w, kind, body, lambda execution, env: execution.complete(main.key, variables, env), on_behalf_of=behalf,
        doers=doers,
    )  # fmt: skip


def _result(values: Mapping[str, Any]) -> str:
    result = values.get("result")
    if result not in (AGREED, DISAGREED):
        raise Invalid({"result": "请选择同意或不同意。"})
    return str(result)
