"""A section's part of the TOML as its page posts it when nobody changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.definition.settings.cells import shown
from engine.definition.settings.fields import Field, Section
from engine.definition.settings.offers import Offers

TABLES = ("steps", "formulas", "rights")  # kinds of fields that are tables within a row


def fields_of(section: Section, offers: Offers) -> tuple[Field, ...]:
    columns = (Field(c.value, "term", c.zh, c.en) for c in offers.get(section.columns))
    return (*section.fields, *columns)


def table_of(section: Section, raw: Mapping[str, Any]) -> Any:
    """The section's part; an empty one of its shape where there is none, or another's."""
    value: Any = raw
    for part in section.path:
        value = value.get(part) if isinstance(value, Mapping) else None
    wanted: type = list if section.form == "list" else dict
    return value if isinstance(value, wanted) else wanted()


def posted_of(
    section: Section, raw: Mapping[str, Any], offers: Offers, only: str | None = None
) -> dict[str, list[str]]:
    """What the page of a section posts when nobody changes anything; `only` one row of it."""
    table, posted = table_of(section, raw), dict[str, list[str]]()
    fields = fields_of(section, offers)
    rows: list[tuple[str, Any]]
    if section.form == "record":
        rows = [("", table)]
    elif section.form == "list":
        rows = [(str(n), item) for n, item in enumerate(table)]
    else:
        fixed = [choice.value for choice in offers.get(section.fixed)]
        rows = [(key, table.get(key)) for key in dict.fromkeys([*fixed, *table])]
    rows = [row for row in rows if only is None or row[0] == only]
    for n, (key, value) in enumerate(rows):
        posted[f"r{n}.was"] = [key]
        if section.form == "rows":
            posted[f"r{n}.key"] = [key]
        for field in fields:
            held = value if field.name == "" else value.get(field.name) if isinstance(value, Mapping) else None
            posted |= dict(_posted(f"r{n}.{field.name}", field, held))
    posted["rows"] = [str(len(rows))]
    return posted


def _posted(name: str, field: Field, value: Any) -> Iterator[tuple[str, list[str]]]:
    if field.kind not in TABLES:
        yield name, shown(field, value)
        return
    held = value if isinstance(value, Mapping) else {}
    inner = inner_of(field)
    for n, (key, item) in enumerate(held.items()):
        yield f"{name}.{n}.key", [str(key)]
        yield f"{name}.{n}", shown(inner, item)
    yield f"{name}.rows", [str(len(held))]


def inner_of(field: Field) -> Field:
    """The field of one entry of a table within a row."""
    if field.kind == "rights":
        return replace(field, kind="choice", offers="rights", zh="权限", en="Right")
    return replace(field, kind="choices" if field.kind == "steps" else "feel")
