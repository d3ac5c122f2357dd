"""The form of a task: what it shows, what it accepts, and whether it is still what the person read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.bpmn import Environment
from engine.definition import Definition
from engine.definition.definition import START
from engine.errors import Invalid
from engine.history import canonical
from engine.task.task import Task
from engine.words import OFFICE_FUNCTIONS

EMPTY: Mapping[str, Any] = {}


def shown_values(definition: Definition, element: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document's fields a step's form starts with: those of the start form, never earlier answers.

    An answer such as 核稿结果 is given anew each time the step is reached.
    """
    form, start = definition.form(element), definition.form(START)
    if form is None or start is None:
        return {}
    return {key: document[key] for key in sorted(form.keys & start.keys) if key in document}


def typed(
    definition: Definition, element: str, document: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a page posts when a person changes only `values`: the shown document and the form's defaults beside them."""
    form = definition.form(element)
    if form is None:
        return dict(values)
    return {**form.initial(shown_values(definition, element, document)), **values}


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
    environment: Environment,
) -> dict[str, Any]:
    """Clean what was typed; raises Invalid with a sentence per field. Rules of procedure.toml come last."""
    form = definition.form(element)
    if form is None:
        if raw:
            raise Invalid(dict.fromkeys(raw, "本环节没有此项。"))
        return {}
    known = environment.feel
    cleaned = form.clean(raw, {**document, **context}, known)
    unknown = [name for name in cleaned.ignored if re.split(r"[.\[]", name)[0] not in form.keys]
    locked = {name for name in cleaned.ignored if name in form.locked_files}
    if cleaned.errors or unknown or locked:
        strange = dict.fromkeys(unknown, "本环节没有此项。") | dict.fromkeys(locked, "本环节不能改动这里的附件。")
        raise Invalid({**strange, **cleaned.errors})
    scope = {**context, **dict.fromkeys(form.keys), **document, **cleaned.values}
    errors: dict[str, str] = {}
    for rule in definition.procedure.rules:
        if element in rule.forms and rule.field not in errors:
            if rule.decision:
                holds, _ = definition.decisions[rule.decision](scope, environment)
            else:
                holds = feel.compile(rule.when, OFFICE_FUNCTIONS).evaluate(scope, known)
            if holds is not True:
                errors[rule.field] = rule.zh
    if errors:
        raise Invalid(errors)
    return dict(cleaned.values)
