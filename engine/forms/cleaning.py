"""Posted values -> cleaned values or problems by field, and the names that were posted but are nobody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.forms.entries import Entry, Row, build, put, walk
from engine.forms.fields import Field, written
from engine.forms.posted import MISSING, expand, names
from engine.forms.rules import problem_of
from engine.forms.sentences import Problem
from engine.forms.settling import row_scope, settle


@dataclass(frozen=True)
class Cleaned:
    """What a post came to. With problems, `values` holds what was fine: a draft, not an act.

    `problems` is keyed by posted name (`agenda[0].title`). `ignored` lists names that no editable
    field of this form asked for: unknown ones, and locked fields that came back changed.
    """

    values: dict[str, Any]
    problems: dict[str, Problem] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def errors(self) -> dict[str, str]:
        """Posted name -> Chinese sentence."""
        return {name: problem.zh for name, problem in self.problems.items()}

    @property
    def english(self) -> dict[str, str]:
        """Posted name -> English sentence."""
        return {name: problem.en for name, problem in self.problems.items()}


def clean(
    fields: Sequence[Field],
    raw: Mapping[str, Any],
    context: Mapping[str, Any],
    environment: feel.Environment | None,
) -> Cleaned:
    """Run one post through the form; see `Form.clean`."""
    tree, misplaced = expand(raw)
    entries = build(fields, tree, context)
    _drop_blank_rows(entries)
    scope = settle(entries, context, environment)
    problems: dict[str, Problem] = {}
    _judge(entries, scope, environment, problems)
    ignored = {*misplaced, *names(tree), *(entry.name for entry in walk(entries) if _tampered(entry))}
    values: dict[str, Any] = {}
    _write(entries, values, context, problems)
    return Cleaned(values, problems, tuple(sorted(ignored)))


def _drop_blank_rows(entries: Sequence[Entry]) -> None:
    """A row nobody wrote in is no row (pages always offer one more to fill in)."""
    for entry in walk(entries):
        if entry.field.kind == "dynamiclist" and not entry.field.fixed_rows:
            entry.rows = [row for row in entry.rows if not _blank(row)]


def _blank(row: Row) -> bool:
    inside = [entry for entry in walk(row.entries) if entry.field.kind != "expression"]
    return all(
        (entry.problem is None and entry.raw in (MISSING, None, "", [], False, [""], {})) or bool(entry.rows)
        for entry in inside
    )


def _judge(
    entries: Sequence[Entry],
    scope: Mapping[str, Any],
    environment: feel.Environment | None,
    problems: dict[str, Problem],
) -> None:
    for entry in entries:
        problem = problem_of(entry, scope, environment)
        if problem is not None:
            problems[entry.name] = problem
        if entry.hidden:
            continue
        _judge(entry.children, scope, environment, problems)
        for number, row in enumerate(entry.rows, start=1):
            _judge(row.entries, row_scope(row, number, scope), environment, problems)


def _tampered(entry: Entry) -> bool:
    if entry.raw is MISSING or entry.hidden or not (entry.locked or entry.field.kind == "expression"):
        return False
    kept = entry.value if entry.field.kind == "expression" else entry.kept
    return _flat(entry.raw) != _flat(kept)


def _flat(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [written(item) for item in items if item is not None and item != "" and item is not False]


def _write(
    entries: Sequence[Entry],
    values: dict[str, Any],
    context: Mapping[str, Any],
    problems: Mapping[str, Problem],
    *,
    whole: bool = False,
) -> None:
    """Write what may be written; a list row is written `whole`, with the locked values it had."""
    for entry in entries:
        each = entry.field
        if entry.hidden or entry.name in problems:
            continue
        if each.kind == "group":
            _write(entry.children, values, context, problems, whole=whole)
        elif each.kind == "dynamiclist" and entry.locked and not whole:
            continue
        elif each.kind == "dynamiclist":
            kept: list[dict[str, Any]] = []
            for row in entry.rows:
                kept.append({})
                _write(row.entries, kept[-1], {}, problems, whole=True)
            _put(values, each.path, kept, context)
        elif each.path and (whole or not entry.locked or each.kind == "expression" or _first_default(entry)):
            _put(values, each.path, entry.value, context)


def _first_default(entry: Entry) -> bool:
    return entry.readonly and entry.current is MISSING and entry.field.default is not None


def _put(values: dict[str, Any], path: Sequence[str], value: Any, context: Mapping[str, Any]) -> None:
    """Write below an object together with the rest of that object, so that nothing beside is lost."""
    root = path[0]
    if len(path) > 1 and root not in values and isinstance(context.get(root), dict):
        values[root] = deepcopy(context[root])
    put(values, path, value)
