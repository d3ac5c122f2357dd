"""What stands around every page of a signed-in person: who he is, where, and how much lies in his boxes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.organization import may
from engine.queries.counts import Counts, counts_of
from engine.queries.figure_readers import reads_figures
from engine.queries.people import PersonFacts, facts_of, office_of
from engine.queries.reader import reading
from engine.store.office import Office


@dataclass(frozen=True)
class Frame:
    office_name: str
    person: PersonFacts
    counts: Counts
    figures: bool  # may read some
    verifies: bool  # may verify packages


def frame(office: Office, person: str) -> Frame:
    """One view of the database for the frame of a page."""
    with reading(office, person) as reader:
        verifies = may(reader.organization, person, "log.verify", reader.now)
        facts, counts = facts_of(reader, person), counts_of(reader)
        return Frame(office_of(reader.organization), facts, counts, reads_figures(reader), verifies)
