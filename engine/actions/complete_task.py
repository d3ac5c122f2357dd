"""Finish one step and move the instance to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from engine.actions.movement import environment, move
from engine.actions.options import form_context
from engine.actions.uploads import Uploads, keep, number_files, with_files
from engine.definition import Definition
from engine.errors import Invalid, NotNow, Stale
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, instance_of, repeated, work
from engine.task import Task, accept, entitle, etag, refuse_separated

MAX_OPINION = 4000


@dataclass(frozen=True)
class CompleteTask:
    """`version` is the etag the form carried; None skips the check (scenarios, the demo). `draft`: one was saved."""

    task_id: int
    values: Mapping[str, Any]
    command_id: str
    opinion: str = ""
    version: str | None = None
    draft: bool = False
    uploads: Uploads = field(default_factory=dict)


def complete_task(office: Office, command: CompleteTask, by: Actor) -> Receipt:
    """Raises NotYours, NotNow, Stale, Invalid, Refused(separation) or Incident; nothing is changed then."""
    try:
        return _complete(office, command, by)
    except NotNow:
        # Asked last: a double submit finds its task closed by itself and gets the first answer again.
        if before := repeated(office, command.command_id, by):
            return before
        raise


def _complete(office: Office, command: CompleteTask, by: Actor) -> Receipt:
    kept = keep(office, command.uploads)
    with work(office, by, command.command_id) as w:
        locked = w.lock(instance_of(command.task_id))
        task, definition = w.task(command.task_id), w.definition()
        entitled = entitle(task, by.person, w.organization, w.at, locked.procedure)
        refuse_closed(w, task)
        if command.version is not None and command.version != etag(task, definition, locked.document):
            raise Stale(
                "stale_form", "您打开表单后,事项内容已有变化,请核对后重新提交。",
                "The matter changed after you opened the form; check and send again.",
                changed=changed(w, task),
            )  # fmt: skip
        rules = definition.procedure.task(task.element)
        exception = None
        if rules.different_from:
            exception = refuse_separated(rules, entitled, w.done_by, w.organization, locked.starter_unit, w.at)
        context = form_context(w, unit=locked.starter_unit)
        files: list[dict[str, Any]] = []
        if kept or definition.takes_files(task.element):
            present, files = number_files(w, kept, locked.id)
            context["attachments"] = [*present, *files]
        values = accept(
            definition, task.element, with_files(command.values, files), locked.document, context,
            environment(w, definition),
        )  # fmt: skip
        opinion = _opinion(command.opinion, rules.opinion)
        variables = definition.routing(values)
        if command.draft:
            w.connection.execute(delete(t.draft).where(t.draft.c.task_id == task.id, t.draft.c.person == by.person))
        body = {
            "task": task.id, "key": task.key, "element": task.element, "step": task.name, "label": task.label,
            "values": values, "variables": variables, "opinion": opinion, "files": files,
            "result": result_label(definition, task.element, values), "signature": entitled.signature,
            "post": entitled.post, "exception": exception,
        }  # fmt: skip
        return move(
            w, "task.completed", body, lambda execution, env: execution.complete(task.key, variables, env),
            on_behalf_of=entitled.on_behalf_of,
        )  # fmt: skip


def refuse_closed(w: Work, task: Task) -> None:
    if task.state == "open":
        return
    who = w.organization.name(task.closed_by) if task.closed_by else ""
    raise NotNow(
        "task_closed",
        f"该任务已由{who}办结。" if who else "该任务已不需要办理。",
        f"The task was done by {who}." if who else "The task is no longer needed.",
        who=task.closed_by,
        at=task.closed_at.isoformat() if task.closed_at else None,
    )


def changed(w: Work, task: Task) -> list[dict[str, Any]]:
    """What happened to the instance since the task was opened, newest first: for the person with a stale form."""
    h = t.history.c
    rows = w.connection.execute(
        t.history.select()
        .with_only_columns(h.kind, h.actor, h.at)
        .where(h.instance_id == task.instance_id, h.at >= task.created_at)
        .order_by(h.seq.desc())
        .limit(5)
    )
    return [{"kind": r.kind, "who": r.actor, "at": r.at.isoformat()} for r in rows]


def _opinion(text: str, wanted: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise Invalid({"opinion": "意见中含有不可见的控制字符。"})
    if len(text) > MAX_OPINION:
        raise Invalid({"opinion": f"意见不能超过{MAX_OPINION}字。"})
    if wanted == "required" and not text:
        raise Invalid({"opinion": "请填写意见。"})
    if wanted == "none" and text:
        raise Invalid({"opinion": "本环节不填写意见。"})
    return text


def result_label(definition: Definition, element: str, values: Mapping[str, Any]) -> str:
    """The words of the choice that decided the step, e.g. 同意, from the form's options."""
    form, key = definition.form(element), definition.procedure.task(element).result
    if form is None or not key or key not in values:
        return ""
    options = next((field.options for field in form.fields if field.key == key), ())
    return next((option.label for option in options if option.value == values[key]), str(values[key]))
