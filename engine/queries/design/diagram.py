"""What an analyst who draws may choose from: the people of the office, and what the other files of the draft hold.

Every file is read for itself: a draft with a broken form still offers the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from engine import dmn, forms
from engine.bpmn import diagrams
from engine.bpmn.layout import lay_out
from engine.definition.procedure import FILE, Procedure, read
from engine.definition.services import BUILT_IN
from engine.errors import Refused
from engine.organization import require
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office

DIAGRAM = "process.bpmn"
SAID_POSTS = 3  # so many posts say who a role is
T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """`id` is what the diagram holds, `name` what people read; `more` belongs to it (fields, outputs, headers)."""

    id: str
    name: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """A name expressions may use: a field of `form`, or a start value of procedure.toml (form "")."""

    name: str
    kind: str
    label: str
    form: str


@dataclass(frozen=True)
class DiagramChoices:
    roles: tuple[Choice, ...]
    people: tuple[Choice, ...]
    units: tuple[Choice, ...]
    lanes: tuple[Choice, ...]
    forms: tuple[Choice, ...]
    decisions: tuple[Choice, ...]
    services: tuple[Choice, ...]
    series: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    procedures: tuple[Choice, ...]
    variables: tuple[Variable, ...]


def diagram_choices(office: Office, person: str, draft_id: int) -> DiagramChoices:
    """Raises as draft_page."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        page = draft_of(reader, draft_id)
        files = page.package.files
        procedure = _readable(lambda: read(files[FILE])) if FILE in files else None
        loaded = dict(_forms(page))
        return DiagramChoices(
            _roles(reader),
            tuple(Choice(p["value"], p["label"]) for p in reader.organization.options("people", reader.now)),
            tuple(Choice(u.id, u.name) for u in reader.organization.units if u.covers(reader.today)),
            tuple(Choice(lane, lane, roles) for lane, roles in procedure.roles.items()) if procedure else (),
            tuple(Choice(id_, _form_name(form)) for id_, form in loaded.items()),
            tuple(_decisions(page)),
            tuple(Choice(name, name, headers) for name, headers in BUILT_IN.items()),
            tuple(Choice(name, name) for name in procedure.series) if procedure else (),
            tuple(Choice(id_, id_) for id_ in diagrams(page.package.under("", ".bpmn"))),
            _procedures(reader),
            tuple(_variables(procedure, loaded)),
        )


def laid_out(office: Office, person: str, draft_id: int, content: bytes) -> bytes:
    """The same diagram drawn anew; nothing is stored. Raises as draft_page, and Refused for what is no diagram."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        draft_of(reader, draft_id)
    return lay_out(content, source=DIAGRAM, replace=True).data


def _readable(act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Refused:
        return None


def _roles(reader: Reader) -> tuple[Choice, ...]:
    """Every role somebody may hold by a post, said by the titles of its posts."""
    titles: dict[str, list[str]] = {}
    for post in reader.organization.posts:
        if post.covers(reader.today):
            for role in post.roles:
                titles.setdefault(role, []).append(post.title)
    return tuple(Choice(role, "、".join(dict.fromkeys(titles[role][:SAID_POSTS]))) for role in sorted(titles))


def _forms(page: DraftPage) -> Iterator[tuple[str, forms.Form | None]]:
    for path, data in page.package.under("forms/", ".json").items():
        yield path.removeprefix("forms/").removesuffix(".json"), _readable(lambda data=data: forms.load(data))  # type: ignore[misc]


def _form_name(form: forms.Form | None) -> str:
    """A form has no title of its own: its first labels tell which it is."""
    labels = [field.label for field in form.fields if field.label and field.path] if form else []
    return "、".join(labels[:SAID_POSTS])


def _decisions(page: DraftPage) -> Iterator[Choice]:
    for data in page.package.under("decisions/", ".dmn").values():
        model = _readable(lambda data=data: dmn.load(data))  # type: ignore[misc]
        for id_, decision in (model.decisions if model else {}).items():
            yield Choice(id_, decision.name, (decision.variable or id_,))


def _procedures(reader: Reader) -> tuple[Choice, ...]:
    d = t.definition.c
    rows = reader.connection.execute(select(d.procedure, d.name).order_by(d.procedure, d.version)).all()
    return tuple(Choice(key, name) for key, name in {row.procedure: row.name for row in rows}.items())


def _variables(procedure: Procedure | None, loaded: dict[str, forms.Form | None]) -> Iterator[Variable]:
    seen = set()
    for id_, form in loaded.items():
        for field in form.components if form else ():
            for each in field.walk():
                name = each.path[0] if each.path else ""
                if name and name not in seen:
                    seen.add(name)
                    yield Variable(name, each.kind, each.label, id_)
    for name in procedure.defaults if procedure else ():
        if name not in seen:
            yield Variable(name, "", "", "")
