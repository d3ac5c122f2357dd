"""The page on which personal data of a matter is asked to be erased, and another decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.definition.masks import STAR, Veil
from engine.errors import NotYours
from engine.history import words_of
from engine.organization import Thing, may
from engine.queries.document import FileFact, files_of
from engine.queries.masking import veil_of
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.occurrences import Wanted
from engine.store.office import Office
from engine.store.reach import Reach, reaches
from engine.words import ERASED


@dataclass(frozen=True)
class PersonalField:
    """`filled`: something stands in it that can be erased. The value itself is not shown: who asks knows it."""

    name: str
    label: str
    filled: bool


@dataclass(frozen=True)
class Sought:
    """What is asked to go, and where it stands; `text` as far as the reader may read it."""

    label: str  # of the field; "" for a further word
    text: str
    reach: Reach


@dataclass(frozen=True)
class ErasureRequest:
    """`sought` is told to who may decide it: nobody can answer for words that he is not told."""

    id: int
    labels: tuple[str, ...]
    words: int
    files: int
    ground: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: str  # asked | granted | refused
    decided_by: str
    mine: bool
    file_names: tuple[str, ...] = ()
    sought: tuple[Sought, ...] = ()


@dataclass(frozen=True)
class ErasurePage:
    instance_id: int
    number: str
    title: str
    running: bool
    fields: tuple[PersonalField, ...]
    files: tuple[FileFact, ...]
    requests: tuple[ErasureRequest, ...]
    may_ask: bool
    may_decide: bool


def erasure_page(office: Office, person: str, instance_id: int) -> ErasurePage:
    """NotYours for whoever may neither ask nor decide."""
    with reading(office, person) as reader:
        i, d = t.instance.c, t.document.c
        row = reader.connection.execute(
            select(i.id, i.number, i.title, i.state, i.starter, i.definition_id, d.content)
            .join(t.document, d.instance_id == i.id)
            .where(i.id == instance_id)
        ).one_or_none()
        if row is None:
            raise NotYours()
        definition = reader.definition(row.definition_id)
        about = Thing(owner=row.starter, responsible=frozenset(definition.procedure.owner))
        asks, decides = (_may(reader, verb, about) for verb in ("case.erase", "case.decide_erasure"))
        if not asks and not decides:
            raise NotYours()
        labels = {
            field.path[0]: field.label or field.path[0]
            for form in definition.forms.values()
            for field in form.fields
            if field.path and field.path[0] in definition.personal
        }
        e = t.erasure.c
        requests = reader.connection.execute(select(t.erasure).where(e.instance_id == row.id).order_by(e.id.desc()))
        files = tuple(file for file in files_of(reader, row.id) if file.name != ERASED)
        names = {file.id: file.name for file in files}
        hiding = veil_of(reader, definition, row.content)
        page = ErasurePage(
            row.id, row.number, row.title, row.state == "running",
            tuple(
                PersonalField(name, label, row.content.get(name) not in (None, "", [], ERASED))
                for name, label in sorted(labels.items())
            ),
            files,
            tuple(
                ErasureRequest(
                    each.id, tuple(labels.get(name, name) for name in each.fields), len(each.words or ()),
                    len(each.attachments), each.ground, each.reason, reader.name(each.asked_by), each.asked_at,
                    each.state, reader.name(each.decided_by) if each.decided_by else "", each.asked_by == person,
                    tuple(names[id] for id in each.attachments if id in names),
                    _sought(reader, each, row.content, labels, hiding)
                    if each.state == "asked" and decides and each.asked_by != person else (),
                )
                for each in requests
            ),
            asks, decides,
        )  # fmt: skip
        return hiding.over(page)


def _sought(
    reader: Reader, request: Any, document: dict[str, Any], labels: dict[str, str], hiding: Veil
) -> tuple[Sought, ...]:
    """Each field with its value and each further word, masked where the reader may not read it."""
    named = [(labels.get(name, name), _value(document, name, hiding)) for name in request.fields]
    named += [("", _masked(word.strip(), hiding)) for word in request.words or ()]
    wanted = [
        Wanted(tuple(word for word in words_of(document, (name,)) if word != ERASED), fields=frozenset({name}))
        for name in request.fields
    ]
    wanted += [Wanted((word.strip(),)) for word in request.words or ()]
    found = reaches(reader.connection, request.instance_id, wanted)
    return tuple(Sought(label, text, reach) for (label, text), reach in zip(named, found, strict=True))


def _value(document: dict[str, Any], name: str, hiding: Veil) -> str:
    if name in hiding.fields:
        return hiding.fields[name]
    value = document.get(name)
    return value if isinstance(value, str) else "、".join(words_of(document, (name,)))


def _masked(word: str, hiding: Veil) -> str:
    """A further word, of which no part of a masked value is told."""
    return STAR * len(word) if any(word in value for value, _ in hiding.hidden) else hiding.text(word)


def _may(reader: Reader, verb: str, about: Thing) -> bool:
    return may(reader.organization, reader.person, verb, reader.now, about)
