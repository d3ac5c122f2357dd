"""A filled-in form as label and value, for print, archives and people who may only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import feel
from engine.clock import LOCAL
from engine.forms.entries import Entry, build
from engine.forms.fields import CHOICES, Field, written
from engine.forms.formula import as_words
from engine.forms.options import attachments_of
from engine.forms.posted import expand
from engine.forms.settling import row_scope, settle


@dataclass(frozen=True)
class Line:
    """One labelled value in words; a list has `rows` of lines; `level` counts the groups around it."""

    path: str
    label: str
    value: str
    kind: str
    rows: tuple[tuple[Line, ...], ...] = ()
    level: int = 0


def describe(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    context: Mapping[str, Any],
    environment: feel.Environment | None,
) -> list[Line]:
    """Write out what the form holds; see `Form.describe`."""
    known = {**context, **values}
    entries = build(fields, expand(values)[0], known)
    return _lines(entries, settle(entries, known, environment), environment, 0)


def _lines(
    entries: Sequence[Entry], scope: Mapping[str, Any], environment: feel.Environment | None, level: int
) -> list[Line]:
    found: list[Line] = []
    for entry in entries:
        each = entry.field
        if entry.hidden:
            continue
        label = each.caption.render(scope, environment)
        if each.kind == "group":
            if label:
                found.append(Line(entry.name, label, "", each.kind, level=level))
            found += _lines(entry.children, scope, environment, level + 1 if label else level)
        elif each.kind == "dynamiclist":
            rows = tuple(
                tuple(_lines(row.entries, row_scope(row, number, scope), environment, 0))
                for number, row in enumerate(entry.rows, start=1)
            )
            found.append(Line(entry.name, label, "", each.kind, rows, level))
        elif each.path and label:
            found.append(Line(entry.name, label, _words(entry, scope), each.kind, level=level))
    return found


def _words(entry: Entry, scope: Mapping[str, Any]) -> str:
    each = entry.field
    value = entry.kept if entry.problem is not None else entry.value
    if each.kind in CHOICES:
        labels = {written(option.value): option.label for option in (*entry.offered, *each.options)}
        items = value if isinstance(value, list) else [value]
        return "、".join(labels.get(written(item), written(item)) for item in items if item is not None)
    if each.kind == "filepicker":
        uploads = {str(upload["id"]): str(upload.get("name", "")) for upload in attachments_of(scope)}
        return "、".join(uploads.get(str(item), str(item)) for item in value or [])
    if each.kind == "datetime" and isinstance(value, str) and "T" in value:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            moment = moment.astimezone(LOCAL)
        return moment.strftime("%Y-%m-%d %H:%M")
    return as_words(value)
