"""What may be chosen: static options, options of the context, and the files that were uploaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import feel
from engine.forms import limits
from engine.forms.fields import CHOICES_MANY, Field, Option, written
from engine.forms.particulars import read_option
from engine.forms.posted import MISSING, find
from engine.forms.sentences import say
from engine.forms.values import Parsed, empty

ATTACHMENTS = "attachments"


def options_of(
    field: Field, scope: Mapping[str, Any], environment: feel.Environment | None
) -> tuple[Option, ...]:
    """The options on offer now. What the context holds and no option can be made of is left out."""
    if field.options_formula is not None:
        try:
            source = field.options_formula.evaluate(scope, environment)
        except feel.FeelError:
            source = None
    elif field.options_key is not None:
        source = find(scope, field.options_key.split("."))
    else:
        return field.options
    if not isinstance(source, Sequence) or isinstance(source, str):
        return ()
    return tuple(option for item in source[: limits.OPTIONS] if (option := read_option(item)) is not None)


def choose(field: Field, raw: Any, options: Sequence[Option]) -> Parsed:
    """Match what was posted with the options; the stored value is the option's own."""
    typed = _items(raw)
    known = {written(option.value): option.value for option in options}
    many = field.kind in CHOICES_MANY
    if not many and len(typed) > 1:
        return empty(field), say("one_only", field.label)
    if len(typed) > limits.CHOSEN_ITEMS:
        return empty(field), say("too_many_items", field.label, n=limits.CHOSEN_ITEMS)
    for item in typed:
        if item not in known:
            return empty(field), say("not_an_option", field.label, value=item[:80])
    if many:
        return [known[item] for item in dict.fromkeys(typed)], None
    return (known[typed[0]] if typed else None), None


def attachments_of(scope: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The uploads of this form or instance: `[{id, name, size, ...}]` under `attachments` of the context."""
    source = scope.get(ATTACHMENTS)
    return (
        [item for item in source if isinstance(item, Mapping) and "id" in item]
        if isinstance(source, list)
        else []
    )


def pick_files(field: Field, raw: Any, scope: Mapping[str, Any], *, multiple: bool) -> Parsed:
    """Match posted ids (or unique names) with the uploads; the stored value is the list of ids."""
    typed = _items(raw)
    cap = 1 if not multiple else limits.FILES if field.max_items is None else field.max_items
    if len(typed) > cap:
        return [], say("too_many_items", field.label, n=cap)
    uploads = attachments_of(scope)
    chosen: list[Any] = []
    for item in typed:
        found = [u for u in uploads if str(u["id"]) == item] or [u for u in uploads if u.get("name") == item]
        if not found:
            return [], say("no_such_file", field.label, value=item[:80])
        name = str(found[-1].get("name", "")).lower()
        if field.accept and not any(part == "*/*" or name.endswith(part) for part in field.accept):
            return [], say("file_kind", field.label, n="、".join(field.accept))
        if found[-1]["id"] not in chosen:
            chosen.append(found[-1]["id"])
    return chosen, None


def _items(raw: Any) -> list[str]:
    if raw is MISSING or raw is None:
        return []
    items = raw if isinstance(raw, list | tuple) else [raw]
    return [written(item) for item in items if item is not None and item != ""]
