"""Field rights of procedure.toml (`[fields.<step>]`): what they name exists, and nothing needed is closed by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.procedure import FILE
from engine.errors import Finding
from engine.forms import leaves
from engine.forms.rights import EDIT, HIDDEN, READ, REQUIRED

if TYPE_CHECKING:
    from engine.definition.definition import Definition

CLOSED = (HIDDEN, READ)


def check_field_rights(definition: Definition) -> Iterator[Finding]:
    """Findings for rights that name nothing, that cannot be given, or that leave a field to nobody."""
    tasks = {e.id for e in definition.process.elements.values() if e.type == "userTask"}
    for step, rights in definition.procedure.fields.items():
        form = definition.forms.get(definition.form_id(step))
        if step not in tasks:
            yield _finding("unknown_task", step, f"流程图中没有环节“{step}”。", f"No task {step!r} in the diagram.")
        elif form is not None:
            kinds = {field.key: field.kind for field in leaves(form.components)}
            for name, right in rights.items():
                if name not in kinds:
                    yield _finding(
                        "unknown_field", step, f"环节“{step}”的表单没有字段“{name}”。",
                        f"The form of {step!r} has no field {name!r}.",
                    )  # fmt: skip
                elif kinds[name] == "expression" and right in (EDIT, REQUIRED):
                    yield _finding(
                        "field_right_refused", step, f"“{name}”是算出来的,不能由人填写。",
                        f"{name!r} is worked out; nobody fills it in.",
                    )  # fmt: skip
            yield from _needed(definition, step)
    yield from _left_to_nobody(definition, tasks)


def _needed(definition: Definition, step: str) -> Iterator[Finding]:
    """What a step answers with, and where a rule of it speaks, must be open there."""
    closed = {name for name, right in definition.procedure.fields[step].items() if right in CLOSED}
    result = definition.procedure.task(step).result
    if result in closed:
        yield _finding(
            "field_right_refused", step, f"“{result}”是环节“{step}”的办理结果,必须可填。",
            f"{result!r} is the result of {step!r} and must be open there.",
        )  # fmt: skip
    for rule in definition.procedure.rules:
        if step in rule.forms and rule.field in closed:
            yield _finding(
                "field_right_refused", step, f"环节“{step}”有一条规则提示在“{rule.field}”上,该字段必须可填。",
                f"A rule of {step!r} speaks at {rule.field!r}, which must be open there.",
            )  # fmt: skip


def _left_to_nobody(definition: Definition, tasks: set[str]) -> Iterator[Finding]:
    """Fields that rights have closed in every step and that no form fills in."""
    used = [definition.form(task) for task in sorted(tasks)]
    start = definition.forms.get("start")
    written = {name for form in [start, *used] if form is not None for name in form.writes}
    for step, rights in definition.procedure.fields.items():
        for name, right in rights.items():
            if right in CLOSED and name.split(".")[0] not in written:
                yield _finding(
                    "field_left_to_nobody", step, f"字段“{name}”在每个环节都不可填,没有人能填写它。",
                    f"The field {name!r} is closed in every step: nobody fills it in.", "warning",
                )  # fmt: skip


def _finding(code: str, step: str, zh: str, en: str, severity: str = "error") -> Finding:
    return Finding(code, f"fields.{step}", zh, en, severity, FILE)  # type: ignore[arg-type]
