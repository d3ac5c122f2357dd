"""The matter's document after each event, in the words of its forms, and what an event changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.definition import Definition
from engine.definition.definition import START
from engine.forms import Form, Line
from engine.forms.formula import as_words
from engine.history import Event
from engine.queries.ahead import trial_environment
from engine.queries.document import FileFact, form_context
from engine.queries.reader import Reader
from engine.store.folding import Rows


@dataclass(frozen=True)
class Entry:
    """One field of the document: its label and what stands in it, both in words."""

    label: str
    value: str


@dataclass(frozen=True)
class Changed:
    """A field that an event wrote; `before` is "" for one that was empty."""

    path: str
    label: str
    before: str
    after: str


Document = Mapping[str, Entry]  # path -> entry


def written_by(reader: Reader, definition: Definition, event: Event, rows: Rows, before: Document) -> Document:
    """The document after an event; `reader` sees the office as it was then, `rows` are those after the event."""
    values = event.body.get("values")
    if not isinstance(values, dict) or not values or not rows["document"]:
        return before
    content = next(iter(rows["document"].values()))["content"]
    form = definition.forms.get(START) if event.kind == "instance.started" else definition.form(_element(event))
    task = rows["task"].get((event.body.get("task", 0),), {})
    known = {**task.get("variables", {}), **content}
    written = _entries(reader, definition, form, known, files_of(reader, rows)) if form else {}
    mine = {path: entry for path, entry in written.items() if _root(path) in values}
    told = {_root(path) for path, entry in mine.items() if entry.value}
    labels = labels_of(definition)
    loose = {key: Entry(labels.get(key, key), _plain(values[key])) for key in values if key not in told}
    return {**before, **{path: entry for path, entry in {**loose, **mine}.items() if entry.value or path in before}}


def changes_between(before: Document, after: Document) -> tuple[Changed, ...]:
    """Fields that are not as they were, in the order of the document."""
    return tuple(
        Changed(path, entry.label, before[path].value if path in before else "", entry.value)
        for path, entry in after.items()
        if before is not after and (path not in before or before[path].value != entry.value)
    )


def files_of(reader: Reader, rows: Rows) -> list[FileFact]:
    """The attachments there were."""
    return [
        FileFact(r["id"], r["field"], r["name"], r["size"], r["media_type"], reader.name(r["added_by"]), r["added_at"])
        for _, r in sorted(rows["attachment"].items())
    ]


@lru_cache(maxsize=16)
def labels_of(definition: Definition) -> Mapping[str, str]:
    """What forms call the values that conditions and decisions read; the start form's words first."""
    found: dict[str, str] = {}
    for name in sorted(definition.forms, key=lambda name: (name != START, name)):
        for each in definition.forms[name].fields:
            if each.path and each.label:
                found.setdefault(each.path[-1], each.label)
    return found


def _entries(
    reader: Reader, definition: Definition, form: Form, content: Mapping[str, object], files: list[FileFact]
) -> dict[str, Entry]:
    context = form_context(reader, form, content, files)
    lines = form.describe(content, context, trial_environment(reader, definition).feel)
    return {line.path: Entry(line.label, _words(line)) for line in lines if line.kind != "group" and line.path}


def _words(line: Line) -> str:
    if not line.rows:
        return line.value
    return "；".join("、".join(f"{c.label} {c.value}" for c in row if c.value) for row in line.rows)


def _element(event: Event) -> str:
    return str(event.body.get("element", ""))


def _root(path: str) -> str:
    return path.split(".")[0].split("[")[0]


def _plain(value: object) -> str:
    """A value that no field of the step's form shows."""
    if isinstance(value, list):
        return "、".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return "、".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    return as_words(value)
