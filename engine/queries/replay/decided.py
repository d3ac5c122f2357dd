"""Decisions an event made, and the tables they were made by, as they were printed then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.definition import Definition


@dataclass(frozen=True)
class Made:
    """One decision: `inputs` it was given, `tested` the value of each column by its label, `rules` that matched
    (1-based); `place` is where among the event's happenings it was."""

    decision: str
    table: str  # key of the table; "" when it is an expression
    inputs: tuple[tuple[str, Any], ...]
    tested: tuple[tuple[str, Any], ...]
    rules: tuple[int, ...]
    outputs: Any
    place: int


@dataclass(frozen=True)
class Column:
    label: str
    expression: str = ""


@dataclass(frozen=True)
class TableFacts:
    """A decision table as its author wrote it; a row is its cells: inputs, outputs, notes."""

    name: str
    policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]


def made_by(path: Sequence[Mapping[str, Any]], version: int = 0) -> tuple[Made, ...]:
    """The decisions recorded among an event's happenings, those they ask for first; tables of a later version of the
    matter's are told apart by its place."""
    return tuple(
        replace(each, table=f"{each.table}@{version}") if each.table and version else each
        for place, step in enumerate(path)
        if step["kind"] == "decide"
        for entry in step.get("detail", {}).get("trace", [])
        for each in _entries(entry, place)
    )


def _entries(entry: Mapping[str, Any], place: int) -> list[Made]:
    """The decision itself, after the tables inside its logic."""
    name = str(entry.get("decision", ""))
    inner = [_made(name, str(table.get("table", "")), {}, table, place) for table in entry.get("tables", [])]
    table = str(entry.get("id", "")) if "matched" in entry else ""
    return [*inner, _made(name, table, entry.get("inputs", {}), entry, place)]


def _made(decision: str, table: str, inputs: Mapping[str, Any], entry: Mapping[str, Any], place: int) -> Made:
    return Made(
        decision,
        table,
        tuple(inputs.items()),
        tuple(entry.get("tested", {}).items()),
        tuple(int(rule["number"]) for rule in entry.get("matched", [])),
        entry.get("outputs"),
        place,
    )


def tables_of(definitions: Sequence[Definition], frames: Iterable[Any]) -> dict[str, TableFacts]:
    """The tables that the frames' decisions were made by, each of the version valid then."""
    found = dict[str, TableFacts]()
    for frame, each in ((one, made) for one in frames for made in one.decided):
        table = definitions[frame.drawing].tables.get(each.table.partition("@")[0])
        if table is not None and each.table not in found:
            found[each.table] = TableFacts(
                each.decision,
                table.hit_policy,
                tuple(Column(c.label, c.expression) for c in table.inputs),
                tuple(Column(c.name or each.decision) for c in table.outputs),
                tuple((tuple(x.text for x in r.tests), tuple(x.text for x in r.outputs), r.notes) for r in table.rules),
            )
    return found
