"""The form of a task as its page shows it, and where what is typed would lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import Definition
from engine.errors import Refused
from engine.forms import FieldView, Problem
from engine.queries.ahead import Ahead, after_completion, possible_steps, round_variables, trial_environment
from engine.queries.document import FileFact, form_context
from engine.queries.reader import Reader
from engine.task import Task, accept, shown_values


def _context(reader: Reader, definition: Definition, task: Task, row: Any, files: list[FileFact]) -> dict[str, Any]:
    """What the form's FEEL sees: the document, and over it the variables of the task's own round."""
    form = definition.form(task.element)
    round = round_variables(reader, definition, task, row)
    document = {**row.content, **round, "drafter_unit": row.starter_unit}
    return form_context(reader, form, document, files) if form else document


def task_fields(
    reader: Reader,
    definition: Definition,
    task: Task,
    row: Any,
    files: list[FileFact],
    typed: Mapping[str, Any] | None,
    problems: Mapping[str, Problem],
) -> tuple[FieldView, ...]:
    """The visible fields for what was typed, else for the document as the step shows it."""
    form = definition.form(task.element)
    if form is None:
        return ()
    # An answer of an earlier round is not offered again: the step is decided anew each time.
    values = form.initial(shown_values(definition, task.element, row.content)) if typed is None else typed
    context = _context(reader, definition, task, row, files)
    return tuple(form.view(values, context, problems, trial_environment(reader, definition).feel))


def task_ahead(
    reader: Reader,
    definition: Definition,
    task: Task,
    row: Any,
    files: list[FileFact],
    typed: Mapping[str, Any] | None,
) -> Ahead:
    """Where the typed values would lead, or where the diagram may lead while they are not complete."""
    possible = possible_steps(definition, task.element)
    form = definition.form(task.element)
    if task.state != "open" or (typed is None and form is not None):
        return possible
    context = _context(reader, definition, task, row, files)
    try:
        environment = trial_environment(reader, definition)
        known = {**row.content, **round_variables(reader, definition, task, row)}
        values = accept(definition, task.element, typed or {}, known, context, environment)
    except Refused:
        return possible
    return after_completion(reader, definition, row, task.key, values) or possible
