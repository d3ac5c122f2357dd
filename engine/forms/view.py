"""A form laid out for a page: entries -> FieldViews, with nothing left for the page to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.clock import LOCAL
from engine.forms.entries import Entry, build, walk
from engine.forms.fields import CHOICES, CHOICES_ONE, TEXTS, Field, written
from engine.forms.formula import as_words, figure
from engine.forms.marked import blocks
from engine.forms.options import attachments_of
from engine.forms.page import FieldView, FileView, OptionView, RowView
from engine.forms.posted import MISSING, expand
from engine.forms.sentences import Problem
from engine.forms.settling import row_scope, settle
from engine.forms.tables import table_of
from engine.forms.values import parse

INPUT_TYPES = {
    "number": "text",
    "date": "date",
    "time": "time",
    "datetime": "datetime-local",
    "email": "email",
    "phone": "tel",
}


ALWAYS_POSTED = TEXTS | CHOICES_ONE | {"number", "datetime"}


@dataclass(frozen=True)
class _Page:
    environment: feel.Environment | None
    problems: Mapping[str, Problem]
    live: frozenset[str]


def view(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    context: Mapping[str, Any],
    problems: Mapping[str, Problem],
    environment: feel.Environment | None,
) -> list[FieldView]:
    """Lay out the visible fields; see `Form.view`."""
    tree, _ = expand(values)
    entries = build(fields, tree, context)
    for entry in walk(entries):
        _offer_default(entry)
    scope = settle(entries, context, environment)
    used = {
        name
        for field in fields
        for each in field.walk()
        for formula in each.formulas
        for name in formula.names
    }
    return _views(entries, scope, _Page(environment, problems, frozenset(used)))


def _views(entries: Sequence[Entry], scope: Mapping[str, Any], page: _Page) -> list[FieldView]:
    return [_one(entry, scope, page) for entry in entries if not entry.hidden and _is_seen(entry.field)]


def _offer_default(entry: Entry) -> None:
    """What was not posted at all was not on the page: it appears with its default. An emptied input is posted empty,
    and a radio cannot be emptied; boxes left empty are not posted, so they get none."""
    each = entry.field
    if entry.raw is not MISSING or each.default is None or each.kind not in ALWAYS_POSTED:
        return
    entry.raw = each.default
    if each.kind not in CHOICES_ONE:
        entry.parsed = entry.value, entry.problem = parse(each, entry.raw)


def _is_seen(each: Field) -> bool:
    """A result is worked out for people too when it has a name to show it under."""
    return each.kind != "button" and (each.kind != "expression" or bool(each.label))


def _one(entry: Entry, scope: Mapping[str, Any], page: _Page) -> FieldView:
    each, environment = entry.field, page.environment
    problem = page.problems.get(entry.name)
    known: dict[str, Any] = {}
    if each.kind == "group":
        known["fields"] = tuple(_views(entry.children, scope, page))
    elif each.kind == "dynamiclist":
        known.update(_list(entry, scope, page))
    elif each.kind == "text":
        known["blocks"] = blocks(each.description.render(scope, environment))
    elif each.kind in ("table", "documentPreview"):
        known["table"] = table_of(each, scope, environment)
    elif each.kind in CHOICES:
        chosen = {written(v) for v in (entry.value if isinstance(entry.value, list) else [entry.value])}
        known["options"] = tuple(
            OptionView(written(o.value), o.label, written(o.value) in chosen) for o in entry.offered
        )
    elif each.kind == "filepicker":
        known.update(_files(entry, scope, page))
    if each.kind == "number":
        known.update(_figures(each, scope, page))
    if each.kind in ("textfield", "textarea"):
        known["min_length"] = _written(figure(each.min_length, scope, environment))
        known["max_length"] = _written(figure(each.max_length, scope, environment))
    return FieldView(
        kind=each.kind,
        name=entry.name,
        id="field-" + entry.name.replace("[", "-").replace("]", "").replace(".", "-"),
        label=each.caption.render(scope, environment),
        description="" if each.kind == "text" else each.description.render(scope, environment),
        input_type=INPUT_TYPES.get(
            each.subtype if each.kind == "datetime" else each.text_kind or each.kind, "text"
        ),
        value=_shown(entry),
        checked=entry.value is True,
        required=each.required and not entry.locked,
        readonly=entry.readonly,
        disabled=entry.disabled,
        live=bool(each.path) and not page.live.isdisjoint({each.path[0], "this", "parent"}),
        error=problem.zh if problem else "",
        error_en=problem.en if problem else "",
        prefix=each.prefix.render(scope, environment),
        suffix=each.suffix.render(scope, environment),
        width=each.width,
        row=each.row,
        **known,
    )


def _list(entry: Entry, scope: Mapping[str, Any], page: _Page) -> dict[str, Any]:
    rows = [
        RowView(row.index, row.name, tuple(_views(row.entries, row_scope(row, number, scope), page)))
        for number, row in enumerate(entry.rows, start=1)
    ]
    if entry.field.fixed_rows:
        return {"rows": tuple(rows)}
    following = max((row.index for row in rows), default=-1) + 1
    name = f"{entry.name}[{following}]"
    inside = build(entry.field.children, {}, {}, f"{name}.")
    settle(inside, scope, page.environment)
    return {
        "rows": tuple(rows),
        "blank": RowView(following, name, tuple(_views(inside, scope, page))),
        "can_add": entry.field.max_items is None or len(rows) < entry.field.max_items,
    }


def _files(entry: Entry, scope: Mapping[str, Any], page: _Page) -> dict[str, Any]:
    chosen = [str(item) for item in entry.value] if isinstance(entry.value, list) else []
    uploads = {str(upload["id"]): upload for upload in attachments_of(scope)}
    multiple = entry.field.multiple
    return {
        "files": tuple(
            FileView(i, str(uploads[i].get("name", i)), int(uploads[i].get("size") or 0))
            for i in chosen
            if i in uploads
        ),
        "multiple": multiple
        if isinstance(multiple, bool)
        else multiple.holds(scope, page.environment, otherwise=False),
        "accept": ",".join(entry.field.accept),
    }


def _figures(each: Field, scope: Mapping[str, Any], page: _Page) -> dict[str, str]:
    return {
        "minimum": _written(figure(each.minimum, scope, page.environment)),
        "maximum": _written(figure(each.maximum, scope, page.environment)),
        "step": _written(figure(each.increment, scope, page.environment)),
    }


def _written(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def _shown(entry: Entry) -> str:
    """The typed text as it was typed when it was not accepted, else the value as the input writes it."""
    raw, value = entry.raw, entry.value
    if not entry.locked and entry.problem is not None and isinstance(raw, str):
        return raw
    if entry.field.kind == "expression":
        return as_words(value)
    if raw is MISSING and value in (None, "", []):
        return ""
    if entry.field.kind == "datetime" and entry.field.subtype != "date" and isinstance(value, str):
        return _local(entry.field, value)
    return as_words(value) if not isinstance(value, list | bool) else ""


def _local(each: Field, text: str) -> str:
    """A stored moment in the office's own time, as `datetime-local` and `time` inputs want it."""
    if each.subtype == "time":
        text = f"2000-01-02T{text}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if moment.tzinfo is not None:
        moment = moment.astimezone(LOCAL).replace(tzinfo=None)
    shown = moment.isoformat(timespec="minutes")
    return shown.partition("T")[2] if each.subtype == "time" else shown
