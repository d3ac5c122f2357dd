"""Whom the steps ask and until when: roles that the office knows, and a term for every step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from engine.definition.procedure import FILE
from engine.errors import Finding
from engine.organization import BUSINESS

if TYPE_CHECKING:
    from engine.definition.definition import Definition


def check_groups(definition: Definition, roles: Collection[str]) -> Iterator[Finding]:
    """Warnings for roles nobody of the office can hold: such a step would go to the stand-in of an empty post."""
    procedure = definition.procedure
    for name in procedure.starters:
        yield from _group(name, "starters", FILE, roles)
    for lane, names in procedure.roles.items():
        for name in names:
            yield from _group(name, f"roles.{lane}", FILE, roles)
    for step in definition.program.usage.steps:
        for name in step.groups:
            yield from _group(name, step.element, definition.process.source, roles)


def _group(name: str, element: str, file: str, roles: Collection[str]) -> Iterator[Finding]:
    role = name.partition("@")[0]
    if role and role not in roles:
        known = sorted(BUSINESS.intersection(roles))
        yield Finding(
            "unknown_role", element, f"机关没有角色“{role}”。", f"The office has no role “{role}”.", "warning", file,
            fix_zh=f"改为已有的角色:{'、'.join(known)}。", fix_en=f"Use one of: {', '.join(known)}.",
        )  # fmt: skip


def check_term(definition: Definition) -> Iterator[Finding]:
    """Warnings for steps without a term, neither of their own nor of the whole matter: they are never late."""
    if definition.procedure.instance_term:
        return
    for step in definition.program.usage.steps:
        info = definition.process.elements.get(step.element)
        if info is not None and not step.timed and not _has_term(definition, step.element):
            yield Finding(
                "task_without_term", step.element, f"环节“{info.name}”没有时限,永远不会超期。",
                f"The step “{info.name}” has no term: it is never late.", "warning", definition.process.source,
                fix_zh="在“设置”的时限里给它一个时限,或给整个事项一个总时限;确实没有时限的,在 untimed 写明原因。",
                fix_en="Give it, or the whole matter, a term in the settings; or say why it has none (untimed).",
            )  # fmt: skip


def _has_term(definition: Definition, element: str) -> bool:
    """Its own, or a reason why it needs none."""
    return element in definition.procedure.terms or bool(definition.procedure.task(element).untimed)
