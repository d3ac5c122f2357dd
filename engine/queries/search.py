"""Search: words, document numbers, units, opinions and dates, among the matters the reader may see.

LIKE over the matters of a person is quick enough (docs/operations.md has the figures): what he may see is found
along the index of participants first, and only those rows are looked through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from engine.queries.counts import capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.lists import INSTANCE, matter_rows
from engine.queries.masking import untold
from engine.queries.period import period
from engine.queries.reader import Reader, reading
from engine.queries.rows import InboxPage, procedures_of
from engine.store import tables as t
from engine.store.office import Office
from engine.store.visibility import has_part, has_part_of_unit, seen

PAGE = 30
MOST_WORDS = 6


@dataclass(frozen=True)
class Question:
    """A search as it stands in its address. `scope`: "" everything the reader may see, mine, unit.

    `text` may hold several words, all of which must be found: in number, title, unit, document number or an opinion.
    `said` is looked for in opinions alone, `by` narrows those to one person's.
    """

    text: str = ""
    said: str = ""
    by: str = ""
    unit: str = ""
    procedure: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    scope: str = ""
    after: str = ""

    @property
    def asked(self) -> bool:
        return any((self.text, self.said, self.by, self.unit, self.procedure, self.state, self.since, self.until))


@dataclass(frozen=True)
class SearchPage:
    """`people` may have spoken, `units` may have started something: what the form offers; `heads`: the reader heads
    a unit, so that its scope is more than his own."""

    found: InboxPage
    people: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    heads: bool


def search(office: Office, person: str, question: Question, *, size: int = PAGE) -> SearchPage:
    """The newest first; an empty question finds nothing."""
    with reading(office, person) as reader:
        organization = reader.organization
        leaders = organization.in_rank(
            {p for role in ("leader-head", "leader", "director") for p in organization.holders(role, reader.today)}
        )
        return SearchPage(
            _found(reader, question, size) if question.asked else InboxPage((), "", 0, procedures_of(reader)),
            tuple((p, reader.name(p)) for p in leaders),
            tuple(u.id for u in sorted(organization.units, key=lambda u: (u.order, u.id)) if u.covers(reader.today)),
            bool(reader.sight.heads),
        )


def _found(reader: Reader, question: Question, size: int) -> InboxPage:
    i = t.instance.c
    words = [*question.text.split()[:MOST_WORDS], *([question.said] if question.said else [])]
    wanted = _wanted(reader, question)
    if masked := untold(reader, words, wanted):
        wanted &= i.id.not_in(sorted(masked))
    query = select(i.id, i.started_at.label("at"), *INSTANCE).where(wanted)
    if pair := read_pair(question.after):
        query = query.where(or_(i.started_at < pair[0], and_(i.started_at == pair[0], i.id < pair[1])))
    found = reader.connection.execute(query.order_by(i.started_at.desc(), i.id.desc()).limit(size + 1)).all()
    shown = found[:size]
    more = write_pair(shown[-1].at, shown[-1].id) if len(found) > size else ""
    total = capped(reader, select(i.id).where(wanted))
    return InboxPage(matter_rows(reader, shown), more, total, procedures_of(reader))


def _wanted(reader: Reader, question: Question) -> ColumnElement[bool]:
    """Rows of `instance`."""
    i = t.instance.c
    wanted = [_seen(reader, question.scope), *(says(word) for word in question.text.split()[:MOST_WORDS])]
    if question.said or question.by:
        wanted.append(_spoken(question.said, question.by))
    if question.unit:
        wanted.append(i.starter_unit == question.unit)
    if question.procedure:
        wanted.append(i.procedure == question.procedure)
    if question.state:
        running = i.state == "running"
        wanted.append(running if question.state == "running" else ~running)
    return and_(*wanted, period(i.started_at, question.since, question.until))


def _seen(reader: Reader, scope: str) -> ColumnElement[bool]:
    """All he may see, or a part of it."""
    if scope == "mine":
        return has_part(reader.sight)
    return has_part_of_unit(reader.sight) if scope == "unit" else seen(reader.sight)


def says(word: str) -> ColumnElement[bool]:
    """A word somewhere: number, title and unit, the document's number, or an opinion."""
    i, d, n = t.instance.c, t.document.c, t.document_number.c
    return or_(
        exists().where(d.instance_id == i.id, d.search.contains(word, autoescape=True)),
        exists().where(n.instance_id == i.id, n.text.contains(word, autoescape=True)),
        _spoken(word, ""),
    )


def _spoken(word: str, by: str) -> ColumnElement[bool]:
    o = t.opinion.c
    said = [o.instance_id == t.instance.c.id, o.kind != "withdrawn"]
    if word:
        said.append(o.text.contains(word, autoescape=True))
    if by:
        said.append(or_(o.person == by, o.on_behalf_of == by))
    return exists().where(*said)
