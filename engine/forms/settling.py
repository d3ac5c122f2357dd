"""Conditions worked out: what is hidden, locked, on offer and computed, given everything typed so far.

These depend on each other, so they are evaluated in rounds until nothing changes. A form that has not settled
after `limits.ROUNDS` keeps its last state, which is the same every time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import feel
from engine.forms import limits, options
from engine.forms.entries import Entry, Row, collect, walk
from engine.forms.fields import CHOICES
from engine.forms.formula import holds
from engine.forms.sentences import Problem


def settle(
    entries: Sequence[Entry], context: Mapping[str, Any], environment: feel.Environment | None
) -> dict[str, Any]:
    """Evaluate conditions, options and expressions until nothing changes; return the final root scope."""
    scope = _over(context, collect(entries))
    for _ in range(limits.ROUNDS):
        before = [_state(entry) for entry in walk(entries)]
        _evaluate(entries, scope, environment, hidden=False)
        scope = _over(context, collect(entries))
        if before == [_state(entry) for entry in walk(entries)]:
            break
    return scope


def _state(entry: Entry) -> tuple[Any, ...]:
    return entry.hidden, entry.readonly, entry.disabled, entry.value, entry.problem


def _evaluate(
    entries: Sequence[Entry], scope: Mapping[str, Any], environment: feel.Environment | None, *, hidden: bool
) -> None:
    for entry in entries:
        each = entry.field
        entry.hidden = hidden or holds(each.hide, scope, environment, otherwise=False)
        entry.readonly = holds(each.readonly, scope, environment, otherwise=True)
        entry.disabled = holds(each.disabled, scope, environment, otherwise=True)
        _fill(entry, scope, environment)
        _evaluate(entry.children, scope, environment, hidden=entry.hidden)
        for number, row in enumerate(entry.rows, start=1):
            _evaluate(row.entries, row_scope(row, number, scope), environment, hidden=entry.hidden)


def _fill(entry: Entry, scope: Mapping[str, Any], environment: feel.Environment | None) -> None:
    each = entry.field
    if each.kind in CHOICES:
        entry.offered = options.options_of(each, scope, environment)
        entry.value, entry.problem = options.choose(each, entry.raw, entry.offered)
    elif each.kind == "filepicker":
        multiple = holds(each.multiple, scope, environment, otherwise=False)
        entry.value, entry.problem = options.pick_files(each, entry.raw, scope, multiple=multiple)
    elif each.kind == "expression" and each.formula is not None:
        try:
            entry.value = each.formula.evaluate(scope, environment)
        except feel.FeelError as error:
            entry.value, entry.problem = None, Problem(error.code, error.zh, error.en)
    elif entry.parsed is not None:
        entry.value, entry.problem = entry.parsed
    else:
        return
    if entry.locked and each.kind != "expression":
        entry.value, entry.problem = entry.kept, None


def row_scope(row: Row, number: int, outer: Mapping[str, Any]) -> dict[str, Any]:
    """The names inside a list row, as in form-js: the whole form's, and `this`, `parent`, `i`."""
    above = {key: outer[key] for key in ("this", "parent", "i") if key in outer}
    return {
        **outer,
        "this": collect(row.entries),
        "parent": {**above["this"], **above} if above else dict(outer),
        "i": [*outer.get("i", ()), number],
    }


def _over(context: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The document's values with the form's on top; objects on both sides are merged."""
    merged = dict(context)
    for key, value in data.items():
        below = merged.get(key)
        merged[key] = (
            _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
        )
    return merged
