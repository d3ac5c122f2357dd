"""What a draft changes about a published version, and one published version about another."""

from __future__ import annotations

from dataclasses import dataclass

from engine.comparison import Comparison, compare
from engine.definition import Package
from engine.errors import Missing
from engine.organization import require
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import reading
from engine.store.office import Office
from engine.store.published import published_package, versions_of


@dataclass(frozen=True)
class ComparisonPage:
    """`versions`: numbers of all published versions; `before` 0: none, everything is new; `after` 0: the draft."""

    procedure: str
    name: str
    before: int
    after: int
    versions: tuple[int, ...]
    comparison: Comparison
    draft: DraftPage | None = None


def draft_comparison(office: Office, person: str, draft_id: int, version: int | None = None) -> ComparisonPage:
    """A draft with the version it began as, else with the newest of its procedure, or with `version`.

    Raises Refused `not_allowed`, Missing for what is not his and for an unknown version.
    """
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.check", reader.now)
        draft = draft_of(reader, draft_id)
        known = tuple(row.version for row in versions_of(reader.connection, draft.procedure))
        if version is None:
            version = draft.based_on or (known[-1] if known else 0)
        old = published_package(reader.connection, draft.procedure, version) if version else Package({})
        return ComparisonPage(draft.procedure, draft.name, version, 0, known, compare(old, draft.package), draft)


def version_comparison(office: Office, person: str, procedure: str, before: int, after: int) -> ComparisonPage:
    """Two published versions. Raises Refused `not_allowed` for whoever neither draws nor releases, Missing."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.check", reader.now)
        rows = versions_of(reader.connection, procedure)
        if not rows:
            raise Missing("no_procedure", "没有这项已发布的流程。", "There is no such published procedure.")
        old, new = (published_package(reader.connection, procedure, number) for number in (before, after))
        return ComparisonPage(
            procedure, rows[-1].name, before, after, tuple(row.version for row in rows), compare(old, new)
        )
