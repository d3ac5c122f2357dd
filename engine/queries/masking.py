"""The one place where what a reader sees is masked: pages, sheets, history, lists and downloads ask here.

What is masked, and for whom not, is declared in procedure.toml (`[masks.<field>]`, engine/definition/masks.py).
A stand-in reads what the person he stands in for may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from engine.definition import Definition
from engine.definition.masks import CLEAR, Veil, roles_apart, veil
from engine.figures import Item
from engine.forms import FieldView
from engine.queries.document import Section
from engine.queries.reader import Reader
from engine.queries.rows import InboxRow
from engine.store import tables as t

CHUNK = 500
Row = TypeVar("Row", InboxRow, Item)


def veil_of(reader: Reader, definition: Definition, document: Mapping[str, Any]) -> Veil:
    """What of this matter the reader may not read."""
    if not definition.procedure.masks:
        return CLEAR
    return veil(definition.procedure, document, _roles(reader, definition))


def _roles(reader: Reader, definition: Definition) -> set[str]:
    key = definition.procedure.key
    return {s.principal for s in reader.sources if not s.procedures or key in s.procedures}


def _masks(reader: Reader, definition: Definition) -> bool:
    """Whether anything of its matters may be masked for the reader."""
    masks = definition.procedure.masks
    return bool(masks) and any(roles_apart(rules, _roles(reader, definition)) for rules in masks.values())


def masked_sections(hiding: Veil, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The document in words: masked fields by their own mask, their values masked wherever else they stand."""
    if not hiding:
        return tuple(sections)
    return tuple(
        replace(
            section,
            lines=tuple(
                replace(hiding.over(line), value=hiding.fields[line.path])
                if line.path in hiding.fields
                else hiding.over(line)
                for line in section.lines
            ),
        )
        for section in sections
    )


def masked_fields(hiding: Veil, fields: Iterable[FieldView]) -> tuple[FieldView, ...]:
    """A form's words masked, but never what stands in an input: it would be sent back as the mask."""
    return tuple(_field(hiding, each) for each in fields) if hiding else tuple(fields)


def _field(hiding: Veil, each: FieldView) -> FieldView:
    shown = hiding.over(each)
    if not (each.readonly or each.disabled):
        shown = replace(shown, value=each.value, rows=each.rows, options=each.options)
    return replace(shown, fields=masked_fields(hiding, each.fields))


def masked_items(reader: Reader, items: Sequence[Item]) -> tuple[Item, ...]:
    """The matters behind a figure."""
    instances = {item.instance_id for item in items}
    rows = reader.connection.execute(
        select(t.instance.c.id, t.instance.c.definition_id).where(t.instance.c.id.in_(list(instances)))
    )
    return masked_rows(reader, items, {row.id: row.definition_id for row in rows})


def masked_rows(reader: Reader, rows: Iterable[Row], definitions: Mapping[int, int]) -> tuple[Row, ...]:
    """Lines of a list; `definitions`: instance -> definition id. Documents are read only for procedures that mask."""
    veils = veils_of(reader, definitions)
    return tuple(veils.get(row.instance_id or 0, CLEAR).over(row) for row in rows)


def veils_of(reader: Reader, definitions: Mapping[int, int]) -> dict[int, Veil]:
    """What the reader may not read of these matters (instance -> definition id); nothing where nothing is masked."""
    masking = {n: known for n, id_ in definitions.items() if (known := reader.definition(id_)).procedure.masks}
    if not masking:
        return {}
    documents = reader.connection.execute(
        select(t.document.c.instance_id, t.document.c.content).where(t.document.c.instance_id.in_(list(masking)))
    )
    found = ((row.instance_id, veil_of(reader, masking[row.instance_id], row.content)) for row in documents)
    return {instance: veil for instance, veil in found if veil}


def untold(reader: Reader, words: Sequence[str], which: ColumnElement[bool]) -> frozenset[int]:
    """Matters (rows of `instance`) in which the words were found only in what is masked for the reader. They are taken
    out before anything is counted or cut into pages: a count or a further page tells of them as much as a line."""
    if not words:
        return frozenset()
    i, d, found = t.instance.c, t.definition.c, set[int]()
    versions = reader.connection.execute(select(d.id).order_by(d.id)).scalars().all()
    masking = [id for id in versions if _masks(reader, reader.definition(id))]
    if not masking:
        return frozenset()
    columns = i.id.label("instance_id"), i.definition_id, i.title
    rows = reader.connection.execute(select(*columns).where(i.definition_id.in_(masking), which)).all()
    for n in range(0, len(rows), CHUNK):
        part = rows[n : n + CHUNK]
        told = {row.instance_id for row in _told(reader, words, part)}
        found |= {row.instance_id for row in part} - told
    return frozenset(found)


def _told(reader: Reader, words: Sequence[str], rows: Sequence[Any]) -> list[Any]:
    """Rows of matters (instance_id, definition_id, title) without those in which the words were found only in what
    is masked for the reader: else he could guess a number digit by digit."""
    veils = veils_of(reader, {row.instance_id: row.definition_id for row in rows})
    o = t.opinion.c
    texts = {row.instance_id: [row.title] for row in rows}
    for line in reader.connection.execute(select(o.instance_id, o.text).where(o.instance_id.in_(list(veils)))):
        texts[line.instance_id].append(line.text)

    def hidden(instance: int) -> bool:
        plain = "\n".join(texts[instance])
        seen = veils[instance].text(plain).casefold()
        return any(word.casefold() in plain.casefold() and word.casefold() not in seen for word in words)

    return [row for row in rows if row.instance_id not in veils or not hidden(row.instance_id)]
