"""`[personal]` of procedure.toml: which fields hold personal data, so that it can be erased.

Only texts can be: a number or a date that routes the matter would make history tell another story without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.procedure import FILE
from engine.errors import Finding
from engine.forms import Field

if TYPE_CHECKING:
    from engine.definition.definition import Definition

TEXTS = frozenset({"textfield", "textarea"})
AROUND = frozenset({"group", "dynamiclist"})


def check_personal(definition: Definition) -> Iterator[Finding]:
    """Findings for the personal fields of a procedure."""
    for name in definition.procedure.personal:
        fields = [f for form in definition.forms.values() for f in form.components if name in _names(f)]
        if not fields:
            yield _finding("unknown_field", name, f"没有字段“{name}”。", f"There is no field {name!r}.")
        elif any(not _text(part) for field in fields for part in field.walk() if name in part.path):
            yield _finding(
                "personal_not_text", name, f"个人信息字段“{name}”只能是文字。",
                f"A personal field is text only: {name!r} is not.",
            )  # fmt: skip


def _names(field: Field) -> set[str]:
    return {part.path[0] for part in field.walk() if part.path}


def _text(field: Field) -> bool:
    return field.kind in TEXTS or (field.kind in AROUND and all(_text(child) for child in field.children))


def _finding(code: str, name: str, zh: str, en: str) -> Finding:
    return Finding(code, f"personal.{name}", zh, en, file=FILE)
