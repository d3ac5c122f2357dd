"""The form of a task: what it shows, what it accepts, and whether it is still what the person read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.definition import Definition
from engine.definition.definition import START
from engine.errors import Invalid
from engine.forms import Form
from engine.history import canonical
from engine.task.task import Task

EMPTY: Mapping[str, Any] = {}


def shown_values(definition: Definition, element: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document's fields a step's form starts with: those of the start form, never earlier answers.

    An answer such as 核稿结果 is given anew each time the step is reached.
    """
    form, start = definition.form(element), definition.form(START)
    if form is None or start is None:
        return {}
    return {key: document[key] for key in sorted(form.keys & start.keys) if key in document}


def etag(task: Task, definition: Definition, document: Mapping[str, Any]) -> str:
    """Names what the person saw; colleagues answering parallel tasks do not change it."""
    shown = shown_values(definition, task.element, document)
    return f"{task.version}-{hashlib.sha256(canonical(shown)).hexdigest()[:12]}"


def accept(
    definition: Definition,
    element: str,
    raw: Mapping[str, Any],
    document: Mapping[str, Any],
    context: Mapping[str, Any],
    environment: feel.Environment,
) -> dict[str, Any]:
    """Clean what was typed; raises Invalid with a sentence per field. Rules of procedure.toml come last."""
    form = definition.form(element)
    if form is None:
        if raw:
            raise Invalid(dict.fromkeys(raw, "本环节没有此项。"))
        return {}
    cleaned = form.clean(raw, {**document, **context}, environment)
    unknown = [name for name in cleaned.ignored if not form.holds(name)]
    if cleaned.errors or unknown:
        raise Invalid({**dict.fromkeys(unknown, "本环节没有此项。"), **cleaned.errors})
    everything = {**document, **cleaned.values}
    errors: dict[str, str] = {}
    for rule in definition.procedure.rules:
        if rule.form == element and rule.field not in errors:
            if feel.evaluate(rule.when, {**context, **_known(form), **everything}, environment) is not True:
                errors[rule.field] = rule.zh
    if errors:
        raise Invalid(errors)
    return dict(cleaned.values)


def _known(form: Form) -> dict[str, Any]:
    return dict.fromkeys(form.keys)
