"""Laying out a section: from the TOML, or from what was posted and found wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.settings.entry import Cell, RowView, SectionView
from engine.definition.settings.fields import Choice, Field, Posted, Problem, Section
from engine.definition.settings.offers import Offers
from engine.definition.settings.posting import TABLES, fields_of, inner_of, posted_of, table_of
from engine.definition.settings.sheet import count, first

NEW = "new"  # the row of a section that is not there yet
BLANK_ROWS, BLANK_ENTRIES = 1, 2
KEY = Field("key", "text", "标识", "Key")


def view(
    section: Section,
    raw: Mapping[str, Any],
    offers: Offers,
    *,
    row: str | None = None,
    posted: Posted | None = None,
    problems: Mapping[str, Problem] | None = None,
    blank: int = BLANK_ROWS,
) -> SectionView:
    """`row` of a section whose rows have pages of their own; without it such a section is only a list of them."""
    fields, wrong = fields_of(section, offers), problems or {}
    keys = _keys(section, raw, offers) if section.alone else ()
    if section.alone and row is None:
        return SectionView(section, fields, (), keys)
    sent: Posted = posted_of(section, raw, offers, row if section.alone else None) if posted is None else posted
    there = count(sent, "rows")
    extra = 0
    if posted is None and section.form != "record" and not section.fixed:
        extra = (1 if row == NEW else 0) if section.alone else blank
    elif posted is not None and not section.alone and section.form == "rows" and not section.fixed:
        extra = blank if not any(first(sent, f"r{n}.was") == "" for n in range(there)) else max(blank - 1, 0)
    rows = [_row(section, fields, sent, offers, n, wrong, new=n >= there) for n in range(there + extra)]
    return SectionView(section, fields, tuple(rows), keys, row, wrong.get(""))


def _keys(section: Section, raw: Mapping[str, Any], offers: Offers) -> tuple[tuple[Choice, bool], ...]:
    table = table_of(section, raw)
    if section.form == "list":
        names = [(str(n), item) for n, item in enumerate(table)]
        return tuple((Choice(n, _summary(item) or n, n), True) for n, item in names)
    keys = dict.fromkeys([*(choice.value for choice in offers.get(section.fixed)), *table])
    return tuple((offers.words(section.fixed or section.keys, key), key in table) for key in keys)


def _summary(item: Any) -> str:
    return str(item.get("zh", "")) if isinstance(item, Mapping) else ""


def _row(
    section: Section, fields: tuple[Field, ...], sent: Posted, offers: Offers, n: int, wrong: Mapping[str, Problem],
    *, new: bool,
) -> RowView:  # fmt: skip
    at, was = f"r{n}", first(sent, f"r{n}.was")
    cells = tuple(_cell(field, f"{at}.{field.name}", sent, offers, wrong) for field in fields)
    label = offers.words(section.fixed or section.keys, was)
    if section.form != "rows" or section.fixed:
        return RowView(at, was, label, cells, None, section.form == "list" and not new, new)
    key = Field("key", "choice" if section.keys == "tasks" else "text", section.key_zh, section.key_en, section.keys)
    return RowView(at, was, label, cells, _cell(key, f"{at}.key", sent, offers, wrong), not new, new)


def _cell(field: Field, name: str, sent: Posted, offers: Offers, wrong: Mapping[str, Problem]) -> Cell:
    if field.kind in TABLES:
        inner, key = inner_of(field), _key_of(field)
        there = count(sent, f"{name}.rows", 100)
        entries = tuple(
            (
                _cell(key, f"{name}.{n}.key", sent, offers, wrong),
                _cell(inner, f"{name}.{n}", sent, offers, wrong),
            )
            for n in range(there + BLANK_ENTRIES)
        )
        return Cell(field, name, (), problem=wrong.get(name), entries=entries)
    values = tuple(sent.get(name) or (["", ""] if field.kind == "term" else []))
    if field.kind == "flag" and field.default and f"{name.partition('.')[0]}.was" not in sent:
        values = ("true",)  # of a row that is not there yet
    offered = offers.get(field.offers)
    known = {choice.value for choice in offered}
    chooses = field.kind in ("choice", "choices")
    beside = tuple(Choice(v, v, v) for v in values if v and v not in known) if chooses else ()
    return Cell(field, name, values, (*offered, *beside), wrong.get(name))


def _key_of(field: Field) -> Field:
    """The key of an entry: a place of a template, a field, or the words over a box."""
    if field.kind == "rights":
        return Field("key", "choice", "字段", "Field", "fields")
    return Field("key", "choice" if field.kind == "formulas" else "text", "位置", "Place", field.offers)
