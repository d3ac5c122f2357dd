"""The page of a question: who may ask, what was found, and what the form offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.organization import WHOLE, auditors_scope, require
from engine.queries.audit.acts import find_acts, find_after_hours, find_refused, find_separation
from engine.queries.audit.conditions import without_masked
from engine.queries.audit.found import Found, Hit
from engine.queries.audit.late import find_fast, find_overdue, find_risks
from engine.queries.audit.matters import find_matters
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures, figures_in_force
from engine.queries.audit.saved import Saved, saved_by
from engine.queries.audit.sums import find_split
from engine.queries.reader import Reader, reading
from engine.queries.rows import procedures_of
from engine.store.office import Office
from engine.words import ACTIONS

PAGE = 30
Finder = Callable[[Reader, AuditQuestion, AuditFigures, int], Found]
FINDERS: dict[str, Finder] = {
    "matters": find_matters,
    "acts": find_acts,
    "overdue": find_overdue,
    "separation": find_separation,
    "refused": find_refused,
    "after-hours": find_after_hours,
    "fast": find_fast,
    "split": find_split,
    "risks": find_risks,
}


@dataclass(frozen=True)
class AuditPage:
    """What was found, and what the form offers: people and units of today, procedures, kinds of acts. `scope`: units
    that the reader was granted, ("*",) the whole office."""

    found: Found
    people: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    procedures: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    saved: tuple[Saved, ...]
    scope: tuple[str, ...]
    figures: AuditFigures


def audit_page(office: Office, person: str, question: AuditQuestion, *, size: int = PAGE) -> AuditPage:
    """Raises NotYours for whoever is no auditor today."""
    with reading(office, person) as reader:
        require(reader.organization, person, "case.search", reader.now)
        figures = figures_in_force(reader.connection)
        organization, today = reader.organization, reader.today
        people = organization.in_rank(p.id for p in organization.people if p.covers(today))
        units = sorted((u for u in organization.units if u.covers(today)), key=lambda u: (u.order, u.id))
        granted, named = reader.sight.scope, auditors_scope(organization, person, today)
        return AuditPage(
            FINDERS[question.find](reader, without_masked(reader, question), figures, size),
            tuple((p, reader.name(p)) for p in people),
            tuple(u.id for u in units if granted is None or granted.whole or u.id in granted.units),
            procedures_of(reader),
            tuple(kind for kind in ACTIONS if not kind.startswith(("definition.", "calendar."))),
            saved_by(reader),
            tuple(u.id for u in units if u.id in named) if WHOLE not in named else (WHOLE,),
            figures,
        )


def everything(office: Office, person: str, question: AuditQuestion) -> tuple[tuple[Hit, ...], Found]:
    """Every hit for a file, up to as many as the office allows, and the last page found. Raises NotYours."""
    with reading(office, person) as reader:
        require(reader.organization, person, "case.search", reader.now)
        figures = figures_in_force(reader.connection)
        gathered: list[Hit] = []
        asked = without_masked(reader, question).at("")
        while True:
            found = FINDERS[question.find](reader, asked, figures, min(figures.export_rows, 500))
            gathered += found.hits
            if not found.next or len(gathered) >= figures.export_rows:
                return tuple(gathered[: figures.export_rows]), found
            asked = asked.at(found.next)
