"""What a reader may not read, masked throughout a replay: in texts, and by name in what conditions and tables saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.definition.masks import Veil
from engine.queries.replay.choices import Choice, Tried
from engine.queries.replay.decided import Made, TableFacts
from engine.queries.replay.document import Changed, Document
from engine.queries.replay.frames import Frame, Replay

Named = tuple[tuple[str, Any], ...]


def hidden(veil: Veil, told: Replay) -> Replay:
    """The replay as its reader may see it."""
    if not veil:
        return told
    return replace(
        told, instance=veil.over(told.instance), frames=tuple(_frame(veil, frame, told.tables) for frame in told.frames)
    )


def _frame(veil: Veil, frame: Frame, tables: Mapping[str, TableFacts]) -> Frame:
    return replace(
        frame,
        line=veil.over(frame.line),
        choices=tuple(_choice(veil, each) for each in frame.choices),
        decided=tuple(_made(veil, each, tables.get(each.table)) for each in frame.decided),
        changed=tuple(_changed(veil, each) for each in frame.changed),
        open=veil.over(frame.open),
        document=_document(veil, frame.document),
        files=veil.over(frame.files),
    )


def _choice(veil: Veil, choice: Choice) -> Choice:
    return replace(veil.over(choice), tried=tuple(_tried(veil, each) for each in choice.tried))


def _tried(veil: Veil, tried: Tried) -> Tried:
    return replace(veil.over(tried), values=_named(veil, tried.values, veil.fields))


def _made(veil: Veil, made: Made, table: TableFacts | None) -> Made:
    """A column is masked when its expression names a masked field."""
    columns = table.inputs if table else ()
    masked = {c.label for c in columns if any(name in c.expression for name in veil.fields)}
    return replace(
        veil.over(made),
        inputs=_named(veil, made.inputs, veil.fields),
        tested=_named(veil, made.tested, masked),
    )


def _changed(veil: Veil, changed: Changed) -> Changed:
    mask = veil.fields.get(changed.path)
    if mask is None:
        return veil.over(changed)
    return replace(changed, before=mask if changed.before else "", after=mask if changed.after else "")


def _document(veil: Veil, document: Document) -> Document:
    return {
        path: replace(veil.over(entry), value=veil.fields[path]) if path in veil.fields else veil.over(entry)
        for path, entry in document.items()
    }


def _named(veil: Veil, values: Named, masked: Iterable[str]) -> Named:
    names = set(masked)
    return tuple((name, veil.fields.get(name, "***") if name in names else veil.over(value)) for name, value in values)
