"""One step of a story as its form posts it, and back; what the form cannot show exactly goes into `rest`, as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from engine import toml
from engine.definition.settings import Field, Problem
from engine.definition.settings.cells import BLANK, shown, taken
from engine.definition.settings.fields import Posted, Wrong
from engine.definition.settings.sheet import count, first
from engine.errors import Finding
from engine.scenario.reader import EXPECTATIONS, MORE, PLAIN, read_step
from engine.scenario.table.inputs import (
    ACT,
    EXPECTED,
    NONE_OPENS,
    SHOWS,
    TABLES,
    WITH,
    file_fields,
    value_fields,
)
from engine.scenario.table.offers import StoryOffers
from engine.toml import dumps, literal, same

Raw = dict[str, Any]
MOST = 60  # lines of a list of expectations


def unfold(raw: Mapping[str, Any], offers: StoryOffers) -> dict[str, list[str]]:
    """What the form of a step posts when nobody changes anything."""
    posted, rest = dict[str, list[str]](), dict(raw)
    do, task = str(raw.get("do", "observe")), str(raw.get("task", ""))
    for field in (*ACT, *WITH, *EXPECTED):
        _out(posted, rest, "", field)
    for part, fields in (
        ("values", value_fields(offers, do, task)), ("files", file_fields(offers, do, task)), ("shows", SHOWS),
    ):  # fmt: skip
        if isinstance(rest.get(part), Mapping):
            inner = dict(rest[part])
            for field in fields:
                _out(posted, inner, f"{part}.", field)
            if inner or not raw[part]:
                rest[part] = inner
            else:
                del rest[part]
    for part, fields in TABLES.items():
        posted |= _rows_out(part, fields, rest)
    posted.setdefault("do", [do])
    posted["rest"] = [dumps(rest).strip()] if rest else [""]
    return posted


def _out(posted: dict[str, list[str]], rest: Raw, at: str, field: Field) -> None:
    """Move a value to the form when the form gives it back exactly."""
    if field.name not in rest:
        return
    value = rest[field.name]
    try:
        sent = shown(field, value)
        back = taken(field, sent)
    except (Wrong, AttributeError, TypeError, ValueError):
        return
    written = [value] if field.kind == "choices" and isinstance(value, str) else value
    if same(back, written) and not (field.kind == "flag" and value == field.default):
        posted[f"{at}{field.name}"] = sent
        if written is not value:
            posted[f"{at}{field.name}.plain"] = ["on"]  # one text, not a list of one
        del rest[field.name]


def _rows_out(part: str, fields: tuple[Field, ...], rest: Raw) -> dict[str, list[str]]:
    rows = rest.get(part)
    if rows == [] and part == "opens":
        del rest[part]
        return {NONE_OPENS: ["true"], f"{part}.rows": ["0"]}
    posted: dict[str, list[str]] = {}
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, Mapping) and row for row in rows):
        return {f"{part}.rows": ["0"]}
    for n, row in enumerate(rows):
        left = dict(row)
        for field in fields:
            _out(posted, left, f"{part}.{n}.", field)
        if left:
            return {f"{part}.rows": ["0"]}  # the whole list stays text
    del rest[part]
    return {**posted, f"{part}.rows": [str(len(rows))]}


def fold(posted: Posted, offers: StoryOffers) -> tuple[Raw, dict[str, Problem]]:
    """The step a form describes, and what is wrong by name of input."""
    problems: dict[str, Problem] = {}
    raw: Raw = {}
    for field in ACT:
        _in(raw, posted, "", field, problems)
    do, task = str(raw.get("do", "observe")), str(raw.get("task", ""))
    for field in WITH:
        _in(raw, posted, "", field, problems)
    for part, fields in (
        ("values", value_fields(offers, do, task)), ("files", file_fields(offers, do, task)),
    ):  # fmt: skip
        inner: Raw = {}
        for field in fields:
            _in(inner, posted, f"{part}.", field, problems)
        if inner:
            raw[part] = inner
    for part, columns in TABLES.items():
        rows = list(_rows_in(part, columns, posted, problems))
        if rows or (part == "opens" and posted.get(NONE_OPENS)):
            raw[part] = rows
    for field in EXPECTED:
        _in(raw, posted, "", field, problems)
    shows: Raw = {}
    for field in SHOWS:
        _in(shows, posted, "shows.", field, problems)
    if shows:
        raw["shows"] = shows
    _join(raw, first(posted, "rest"), problems)
    if not problems:
        findings: list[Finding] = []
        read_step(1, raw, findings)
        if findings:
            problems[""] = Problem(
                "".join(f.zh.removeprefix("第1步:") for f in findings), " ".join(f.en for f in findings)
            )
    return raw, problems


def carried(posted: Posted, offers: StoryOffers) -> dict[str, list[str]]:
    """The same post for another act or step: values the new form has no input for go into the text."""
    do, task = first(posted, "do"), first(posted, "task")
    known = {f"values.{field.name}" for field in value_fields(offers, do, task)}
    known |= {f"files.{field.name}" for field in file_fields(offers, do, task)}
    lost = {
        name: values
        for name, values in posted.items()
        if name.startswith(("values.", "files.")) and name not in known and any(values)
    }
    kept = {name: list(values) for name, values in posted.items() if name not in lost}
    if lost:
        lines = [
            f"# {name} = {literal(values[0] if len(values) == 1 else list(values))}" for name, values in lost.items()
        ]
        kept["rest"] = ["\n".join(filter(None, [first(posted, "rest"), *lines]))]
    return kept


def _in(raw: Raw, posted: Posted, at: str, field: Field, problems: dict[str, Problem]) -> None:
    name = f"{at}{field.name}"
    try:
        value = taken(field, posted.get(name) or ())
    except Wrong as wrong:
        problems[name] = wrong.problem
        return
    if value is BLANK:
        if field.required:
            problems[name] = Problem("请填写。", "Fill this in.")
    elif field.kind != "flag" or value != field.default:
        plain = field.kind == "choices" and posted.get(f"{name}.plain") and len(value) == 1
        raw[field.name] = value[0] if plain else value


def _rows_in(part: str, fields: tuple[Field, ...], posted: Posted, problems: dict[str, Problem]) -> Iterator[Raw]:
    for n in range(count(posted, f"{part}.rows", MOST + 5)):
        row: Raw = {}
        for field in fields:
            _in(row, posted, f"{part}.{n}.", field, problems)
        if row:
            yield row


def _join(raw: Raw, text: str, problems: dict[str, Problem]) -> None:
    """Put the text's part beside the form's; neither overwrites the other."""
    try:
        rest = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems["rest"] = Problem(f"这段文字不是 TOML:{error}", f"This is not TOML: {error}")
        return
    if unknown := sorted(rest.keys() - PLAIN - MORE - EXPECTATIONS):
        problems["rest"] = Problem(f"不认识“{unknown[0]}”。", f"Unknown {unknown[0]!r}.")
        return
    for name, value in rest.items():
        there = raw.get(name)
        if isinstance(there, dict) and isinstance(value, dict) and not there.keys() & value.keys():
            raw[name] = {**there, **value}
        elif there is None:
            raw[name] = value
        else:
            problems["rest"] = Problem(f"“{name}”在上面已经填了。", f"{name!r} is filled in above.")
            return
