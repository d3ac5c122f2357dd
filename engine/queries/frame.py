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
    mining: bool  # may see how procedures run


def frame(office: Office, person: str) -> Frame:
    """One view of the database for the frame of a page."""
    with reading(office, person) as reader:
        figures = reads_figures(reader)
        mining = figures or may(reader.organization, person, "mining.read", reader.today)
        return Frame(office_of(reader.organization), facts_of(reader, person), counts_of(reader), figures, mining)
