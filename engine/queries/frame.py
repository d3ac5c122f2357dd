"""What stands around every page of a signed-in person: who he is, where, and how much lies in his boxes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.organization import may
from engine.queries.counts import Counts, counts_of
from engine.queries.figure_readers import reads_figures
from engine.queries.people import PersonFacts, facts_of, office_of
from engine.queries.reader import Reader, reading
from engine.store.office import Office


@dataclass(frozen=True)
class Frame:
    office_name: str
    person: PersonFacts
    counts: Counts
    figures: bool  # may read some
    verifies: bool  # may verify packages
    watches: tuple[str, ...]  # pages of those who watch: audit, looks, journal; design for analysts, releases
    mining: bool  # may see how procedures run


WATCHING = {
    "audit": "case.search", "looks": "log.read_of_auditors", "journal": "log.read", "design": "definition.draft",
    "releases": "definition.release",
}  # fmt: skip


def frame(office: Office, person: str) -> Frame:
    """One view of the database for the frame of a page."""
    with reading(office, person) as reader:
        figures = reads_figures(reader)
        return Frame(
            office_of(reader.organization),
            facts_of(reader, person),
            counts_of(reader),
            figures,
            may(reader.organization, person, "log.verify", reader.now),
            watches_of(reader),
            figures or may(reader.organization, person, "mining.read", reader.today),
        )


def watches_of(reader: Reader) -> tuple[str, ...]:
    """What somebody may watch who has no matters of his own: an auditor his scope, two administrators the journal."""
    return tuple(page for page, verb in WATCHING.items() if may(reader.organization, reader.person, verb, reader.today))


def front(office: Office, person: str) -> str:
    """Where somebody who signs in finds something to do: "" for the inbox, else what he watches."""
    with reading(office, person) as reader:
        return next(iter(watches_of(reader)), "")
