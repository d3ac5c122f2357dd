"""What a page posted, put back into the TOML."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from engine.definition.settings.cells import BLANK, taken
from engine.definition.settings.fields import Field, Posted, Problem, Section, Wrong
from engine.definition.settings.offers import Offers
from engine.definition.settings.posting import TABLES, fields_of, inner_of, table_of

Problems = dict[str, Problem]
Raw = dict[str, Any]


def merged(section: Section, raw: Mapping[str, Any], posted: Posted, offers: Offers) -> tuple[Raw, Problems]:
    """The whole TOML with what was posted in its place, and what is wrong by name of input.

    Rows that were not posted, and keys no form shows, stay as they are.
    """
    result, problems = copy.deepcopy(dict(raw)), Problems()
    table = copy.deepcopy(table_of(section, raw))
    fields = fields_of(section, offers)
    if section.form == "record":
        new: Any = _row(fields, table, posted, "r0", problems)
    elif section.form == "list":
        new = _list(fields, table, posted, problems)
    else:
        new = _rows(section, fields, table, posted, problems)
    _put(result, section.path, new)
    return result, problems


def count(posted: Posted, name: str, most: int = 500) -> int:
    text = (posted.get(name) or ["0"])[0]
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def first(posted: Posted, name: str) -> str:
    return (posted.get(name) or [""])[0].strip()


def _rows(section: Section, fields: tuple[Field, ...], table: Raw, posted: Posted, problems: Problems) -> Raw:
    changed: dict[str, tuple[str, Any]] = {}
    added: Raw = {}
    for n in range(count(posted, "rows")):
        at, was, key = f"r{n}", first(posted, f"r{n}.was"), first(posted, f"r{n}.key")
        wrong: Problems = {}
        value = _row(fields, table.get(was) if was else None, posted, at, wrong)
        drop = bool(posted.get(f"{at}.drop")) or (bool(section.fixed) and value in (BLANK, {}) and was not in table)
        if drop or (not was and not key and value in (BLANK, {})):
            changed[was] = ("", None)
            continue
        problems |= wrong
        if value is BLANK and section.fixed:
            changed[was] = ("", None)
            continue
        if not key:
            problems[f"{at}.key"] = Problem("请选择或填写。", "Choose or fill in.")
        elif key in added or (key != was and key in table):
            problems[f"{at}.key"] = Problem("已经有了。", "It is there already.")
        elif was in table:
            changed[was] = (key, value)
        else:
            added[key] = {} if value is BLANK else value
    kept: Raw = {}
    for name, value in table.items():
        key, new = changed.get(name, (name, value))
        if key:
            kept[key] = new
    return {**kept, **{key: value for key, value in added.items() if not (section.fixed and value == {})}}


def _list(fields: tuple[Field, ...], table: list[Any], posted: Posted, problems: Problems) -> list[Any]:
    result: list[Any] = list(table)
    for n in range(count(posted, "rows")):
        at, was = f"r{n}", first(posted, f"r{n}.was")
        place = int(was) if was.isascii() and was.isdigit() and len(was) < 6 and int(was) < len(table) else None
        wrong: Problems = {}
        value = _row(fields, None if place is None else table[place], posted, at, wrong)
        if posted.get(f"{at}.drop"):
            if place is not None:
                result[place] = None
        elif place is not None:
            problems |= wrong
            result[place] = value
        elif value != {}:
            problems |= wrong
            result.append(value)
    return [item for item in result if item is not None]


def _row(fields: tuple[Field, ...], old: Any, posted: Posted, at: str, problems: Problems) -> Any:
    """The new value of a row; of a row that is one value, BLANK for none."""
    if len(fields) == 1 and fields[0].name == "":
        return _cell(fields[0], old, posted, f"{at}.", problems)
    row: Raw = dict(old) if isinstance(old, Mapping) else {}
    for field in fields:
        name = f"{at}.{field.name}"
        if not _was_posted(posted, name, field):
            continue
        value = _cell(field, row.get(field.name), posted, name, problems)
        if value is BLANK:
            if row.get(field.name) not in ("", [], {}):
                row.pop(field.name, None)
        elif field.name in row or value != field.default:
            row[field.name] = value
    return row


def _was_posted(posted: Posted, name: str, field: Field) -> bool:
    """An input that was not on the page changes nothing; boxes send nothing when none is ticked."""
    return field.kind in ("flag", "choices", *TABLES) or name in posted


def _cell(field: Field, old: Any, posted: Posted, name: str, problems: Problems) -> Any:
    try:
        if field.kind in TABLES:
            return _table(field, old, posted, name, problems)
        value = taken(field, posted.get(name) or ())
    except Wrong as wrong:
        problems[name] = wrong.problem
        return old if old is not None else BLANK
    if value is BLANK and field.required:
        problems[name] = Problem("请填写。", "Fill this in.")
    if isinstance(old, str) and value == [old]:
        return old  # one form may be written without its brackets
    if field.kind == "choices" and isinstance(old, list) and isinstance(value, list):
        return [item for item in old if item in value] + [item for item in value if item not in old]
    return value


def _table(field: Field, old: Any, posted: Posted, name: str, problems: Problems) -> Any:
    inner, result, held = inner_of(field), Raw(), old if isinstance(old, Mapping) else {}
    for n in range(count(posted, f"{name}.rows", 100)):
        at, key = f"{name}.{n}", first(posted, f"{name}.{n}.key")
        value = _cell(inner, held.get(key), posted, at, problems)
        if not key and value is BLANK:
            continue
        if not key or key in result:
            problems[f"{at}.key"] = Problem("请填写,且不能重复。", "Fill this in, each once.")
        elif value is not BLANK:
            result[key] = value
    return result or BLANK


def _put(result: Raw, path: tuple[str, ...], new: Any) -> None:
    if not path:
        result.clear()
        result.update(new)
        return
    place = result
    for part in path[:-1]:
        place = place.setdefault(part, {})
    if new in ({}, []):
        place.pop(path[-1], None)
    else:
        place[path[-1]] = new
