"""Data shown but never typed: the rows of a `table` and the documents of a `documentPreview`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.forms import limits
from engine.forms.fields import Column, Field
from engine.forms.formula import as_words

DOCUMENT = (Column("name", "文件名"), Column("size", "大小"))


@dataclass(frozen=True)
class TableView:
    """Column titles and the cells below them, as words."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(each: Field, scope: Mapping[str, Any], environment: feel.Environment | None) -> TableView:
    """Evaluate the data source; what is no list of objects shows as an empty table."""
    columns = _columns(each, scope, environment)
    source = _value(each.formula, scope, environment)
    rows = [row for row in source if isinstance(row, Mapping)] if isinstance(source, list) else []
    return TableView(
        tuple(column.label for column in columns),
        tuple(tuple(as_words(row.get(c.key)) for c in columns) for row in rows[: limits.OPTIONS]),
    )


def _columns(each: Field, scope: Mapping[str, Any], environment: feel.Environment | None) -> Sequence[Column]:
    if each.kind == "documentPreview":
        return DOCUMENT
    found = _value(each.columns_formula, scope, environment)
    if isinstance(found, list):
        return [
            Column(c["key"], as_words(c.get("label") or c["key"]))
            for c in found
            if isinstance(c, Mapping) and isinstance(c.get("key"), str)
        ]
    return each.columns


def _value(formula: Any, scope: Mapping[str, Any], environment: feel.Environment | None) -> Any:
    if formula is None:
        return None
    try:
        return formula.evaluate(scope, environment)
    except feel.FeelError:
        return None
