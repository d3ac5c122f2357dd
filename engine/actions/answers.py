"""What a person filled in at a step, checked: values, opinion, files, as the body of the event that tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.actions.hand import Hand, words
from engine.actions.movement import environment
from engine.actions.options import form_context
from engine.actions.uploads import Kept, number_files, with_files
from engine.definition import Definition
from engine.errors import Invalid
from engine.store.work import Work
from engine.task import Task, accept, asked_unit, refuse_separated


def answers_of(
    w: Work, held: Hand, values: Mapping[str, Any], opinion: str, kept: Sequence[Kept] = ()
) -> dict[str, Any]:
    """The body of a completed (or answered) main task; raises Invalid or Refused(separation)."""
    task, definition, entitled = held.task, held.definition, held.entitled
    rules = definition.procedure.task(task.element)
    exception = None
    if rules.different_from:
        unit = asked_unit(task.candidates, held.locked.starter_unit)
        exception = refuse_separated(rules, entitled, w.done_by(task.key), w.organization, unit, w.at)
    context = form_context(w, unit=held.locked.starter_unit)
    document = {**held.locked.document, **round_variables(w, task)}
    files: list[dict[str, Any]] = []
    if kept or definition.takes_files(task.element):
        present, files = number_files(w, kept, held.locked.id)
        context["attachments"] = [*present, *files]
    accepted = accept(
        definition, task.element, with_files(values, files), document, context, environment(w, definition)
    )
    return {
        **held.named, "values": accepted, "variables": definition.routing(accepted),
        "opinion": _opinion(opinion, rules.opinion), "files": files,
        "result": result_label(definition, task.element, accepted), "exception": exception,
    }  # fmt: skip


def round_variables(w: Work, task: Task) -> Mapping[str, Any]:
    """A round's own variables as they are now; its row keeps those it was opened with, and others have gone on."""
    if not task.variables:
        return {}
    return next((wait.variables for wait in w.execution().waiting().tasks if wait.key == task.key), task.variables)


def _opinion(text: str, wanted: str) -> str:
    found = words(text, required=wanted == "required")
    if wanted == "none" and found:
        raise Invalid({"opinion": "本环节不填写意见。"})
    return found


def result_label(definition: Definition, element: str, values: Mapping[str, Any]) -> str:
    """The words of the choice that decided the step, e.g. 同意, from the form's options."""
    form, key = definition.form(element), definition.procedure.task(element).result
    if form is None or not key or key not in values:
        return ""
    options = next((field.options for field in form.fields if field.key == key), ())
    return next((option.label for option in options if option.value == values[key]), str(values[key]))
