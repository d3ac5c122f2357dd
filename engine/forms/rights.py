"""What one step may do with the fields of a form that several steps share: see them, fill them in, or neither.

A hidden field is no part of the step's form at all, so that posting it is refused like any unknown name. A readable one
shows the document's value and is never written. Editable and required ones take the place of the form's own setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.forms.fields import Field

HIDDEN, READ, EDIT, REQUIRED = "hidden", "read", "edit", "required"
RIGHTS = (HIDDEN, READ, EDIT, REQUIRED)


def limit(fields: Sequence[Field], rights: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields as a step with these rights has them; a field that `rights` does not name stays as it is."""
    return tuple(limited for each in fields if (limited := _limit(each, rights)) is not None)


def _limit(each: Field, rights: Mapping[str, str]) -> Field | None:
    if each.kind == "group":
        children = limit(each.children, rights)
        return replace(each, children=children) if children or not each.children else None
    right = rights.get(each.key) if each.path else None
    if right == HIDDEN:
        return None
    if right == READ:
        return _shown(each)
    if right in (EDIT, REQUIRED):
        return replace(each, required=right == REQUIRED, readonly=False, disabled=False)
    return each


def _shown(each: Field) -> Field:
    """Locked, and without a default: what nobody has filled in yet stays empty. A list keeps its rows."""
    children = tuple(_shown(child) if child.path or child.kind == "group" else child for child in each.children)
    locked = each.kind not in ("group", "expression")
    return replace(
        each, readonly=locked, disabled=False, required=False, default=None, children=children,
        fixed_rows=True, default_rows=0,
    )  # fmt: skip


def leaves(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields a right can be given for: those with a key outside lists, and the lists themselves."""
    for each in fields:
        if each.kind == "group":
            yield from leaves(each.children)
        elif each.path:
            yield each


def written(fields: Sequence[Field]) -> frozenset[str]:
    """The document's top-level names these fields write: those of locked ones left out."""
    return frozenset(each.path[0] for each in leaves(fields) if each.readonly is not True)
